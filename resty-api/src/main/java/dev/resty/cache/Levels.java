// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.cache.CacheListener.Event;
import dev.resty.dict.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Both levels of a cache, and how values get into them: whatever was read or loaded before a change of its key is not
 * published after it.
 */
final class Levels<V> {

    private static final Logger LOG = LoggerFactory.getLogger(TwoLevelCache.class);

    final L1<V> l1;

    final L2<V> l2;

    final Flights<V> flights;

    final Clears clears;

    final CachePolicy policy;

    final Counters counters;

    final Events events;

    private final LongSupplier clock;

    private final StoreGate gate;

    private final ToIntBiFunction<? super String, ? super V> weigher;

    Levels(
            TwoLevelCacheBuilder<V> builder,
            CachePolicy policy,
            L2<V> l2,
            Clears clears,
            Counters counters,
            Events events) {
        this.l2 = l2;
        this.policy = policy;
        this.clears = clears;
        this.counters = counters;
        this.events = events;
        clock = builder.nanoTime;
        weigher = builder.weigher;
        l1 = new L1<>(builder.l1Size, builder.l1Weight);
        flights = new Flights<>(clears);
        gate = new StoreGate(clock);
    }

    /** The cache's clock. */
    long now() {
        return clock.getAsLong();
    }

    /** Reads the second level, where the store is thought to answer. */
    L2Read<V> read(String key) {
        gate.enter();
        try {
            L2Read<V> read = l2.read(key);
            gate.answered();
            return read;
        } catch (StoreUnavailableException e) {
            gate.failed(e);
            storeFailed(key);
            throw e;
        }
    }

    private void storeFailed(String key) {
        counters.storeFailures.increment();
        events.tell(Event.STORE_DOWN, key);
    }

    /** An object that may answer now; null where there is none. */
    @Nullable L1Object<V> live(String key) {
        L1Object<V> object = l1.get(key);
        return object != null && valid(object) && clock.getAsLong() - object.until < 0 ? object : null;
    }

    /** An object that may answer as long as the store doesn't. */
    @Nullable L1Object<V> kept(String key) {
        L1Object<V> object = l1.get(key);
        return object != null && valid(object) && clock.getAsLong() - object.keptUntil < 0 ? object : null;
    }

    /** Whether no clear concerns an object; where one does, the object goes. */
    private boolean valid(L1Object<V> object) {
        int seen = object.cleared;
        int now = clears.count();
        if (seen == now) {
            return true;
        }
        if (clears.touchedSince(seen, object.key, object.tags)) {
            l1.remove(object);
            return false;
        }
        object.cleared = now;
        return true;
    }

    /** Whether it is time to look after an object, and the caller is the one to do so. */
    boolean takeCheck(L1Object<V> object) {
        long now = clock.getAsLong();
        if (now - object.checkAt < 0) {
            return false;
        }
        object.checkAt = now + Math.min(policy.resurrect(), Math.max(object.until - now, 0));
        return true;
    }

    /** Puts what was read into the first level, for as long as it is fresh and no longer than objects live. */
    void remember(String key, long epoch, int cleared, L2Read.Value<V> read) {
        long now = clock.getAsLong();
        CacheHit<V> hit = new CacheHit<>(read.value(), HitLevel.L1);
        L1Object<V> object = object(key, hit, read.tags(), now, read.freshLeft(), read.ttl(), cleared);
        putting(evicted -> flights.publish(key, epoch, () -> put(object, now, evicted)));
    }

    /** Puts a stale value into the first level, until its load is to be tried again. */
    void rememberStale(String key, long epoch, int cleared, Flight.Stale<V> stale) {
        long now = clock.getAsLong();
        long life = Math.min(policy.resurrect(), stale.until() - now);
        CacheHit<V> hit = new CacheHit<>(stale.hit().value(), HitLevel.STALE);
        L1Object<V> object = object(key, hit, stale.tags(), now, life, 0, cleared);
        putting(evicted -> flights.publish(key, epoch, () -> put(object, now, evicted)));
    }

    /** Lets an object answer for some more time because the store doesn't. */
    void keep(L1Object<V> object) {
        long now = clock.getAsLong();
        long until = now + Math.min(policy.resurrect(), object.keptUntil - now);
        CacheHit<V> hit = new CacheHit<>(object.hit.value(), HitLevel.STALE);
        L1Object<V> again = new L1Object<>(
                object.key,
                hit,
                object.tags,
                object.weight,
                counters.staleServed,
                until,
                object.keptUntil,
                until,
                object.cleared);
        long epoch = flights.epoch(object.key);
        putting(evicted -> flights.publish(object.key, epoch, () -> {
            if (l1.get(object.key) == object) {
                put(again, now, evicted);
            }
        }));
    }

    private L1Object<V> object(
            String key, CacheHit<V> hit, Set<String> tags, long now, long freshLeft, long ttl, int cleared) {
        long life = Math.min(policy.l1Ttl(), freshLeft);
        long until = now + life;
        long refresh = freshLeft - policy.refreshAheadOf(ttl);
        V value = hit.value();
        int weight = value == null ? 1 : weigher.applyAsInt(key, value);
        if (weight < 0) {
            throw new IllegalArgumentException("the weigher says " + weight);
        }
        return new L1Object<>(
                key,
                hit,
                tags,
                weight,
                hit.level() == HitLevel.STALE ? counters.staleServed : counters.l1Hits,
                until,
                until + policy.l1WhenStoreDown(),
                refresh < life ? now + Math.max(refresh, 0) : until,
                cleared);
    }

    /** Runs what puts objects under a lock, and tells of those that it evicts outside. */
    private void putting(Consumer<List<L1Object<V>>> puts) {
        List<L1Object<V>> evicted = new ArrayList<>(0);
        puts.accept(evicted);
        if (!evicted.isEmpty()) {
            counters.evictions.add(evicted.size());
            evicted.forEach(gone -> events.tell(Event.EVICTED, gone.key));
        }
    }

    /** Puts an object into the first level; under its key's stripe. */
    private void put(L1Object<V> object, long now, List<L1Object<V>> evicted) {
        if (object.until - now > 0) {
            evicted.addAll(l1.put(object, now));
        }
    }

    /**
     * Stores what a load gave in both levels, unless the key was changed since it began.
     *
     * @param stamp of the generation when the load began; 0 where the second level can't be had
     * @param found what the second level held when it began
     */
    void publish(String key, Flight<V> flight, Loaded<V> loaded, int stamp, L2Read<V> found) {
        long ttl = policy.ttlOf(loaded);
        if (ttl < 0) {
            withdraw(key, flight, stamp, found);
            return;
        }
        L2.Sealed sealed = l2.seal(loaded, stamp, ttl);
        L1Object<V> object = loadedObject(key, loaded, ttl, flight.cleared);
        long now = clock.getAsLong();
        boolean shares = stamp != 0 && !l2.remote();
        if (stamp != 0 && l2.remote() && !(flights.runs(key, flight) && replaced(key, sealed, found))) {
            return;
        }
        putting(evicted -> flights.publish(key, flight, () -> {
            if (shares) {
                l2.set(key, sealed);
            }
            put(object, now, evicted);
        }));
    }

    /** Removes a value that is no longer to be cached, unless the key was changed since its load began. */
    private void withdraw(String key, Flight<V> flight, int stamp, L2Read<V> found) {
        if (stamp != 0 && found.value() != null && flights.runs(key, flight)) {
            delete(key);
        } else {
            flights.publish(key, flight, () -> l1.remove(key));
        }
    }

    /** False where another has changed the key meanwhile. */
    private boolean replaced(String key, L2.Sealed sealed, L2Read<V> found) {
        try {
            return l2.replace(key, sealed, found.raw());
        } catch (StoreUnavailableException e) {
            // The value is good all the same, for those who asked now.
            LOG.warn("cache: a loaded value was not shared: {}", e.getMessage());
            gate.failed(e);
            storeFailed(key);
            return false;
        }
    }

    private L1Object<V> loadedObject(String key, Loaded<V> loaded, long ttl, int cleared) {
        CacheHit<V> hit = new CacheHit<>(loaded.value(), HitLevel.L1);
        long freshLeft = ttl == 0 ? CachePolicy.NEVER : ttl;
        return object(key, hit, loaded.tags(), clock.getAsLong(), freshLeft, ttl, cleared);
    }

    /** Stores a value in both levels, whatever is there. */
    void set(String key, Loaded<V> loaded) {
        long ttl = policy.ttlOf(loaded);
        if (ttl < 0) {
            delete(key);
            return;
        }
        int cleared = clears.count();
        L2.Sealed sealed = l2.seal(loaded, l2.stamp(), ttl);
        L1Object<V> object = loadedObject(key, loaded, ttl, cleared);
        long now = clock.getAsLong();
        putting(evicted -> change(key, () -> l2.set(key, sealed), () -> put(object, now, evicted)));
    }

    /** Removes a key from both levels. */
    void delete(String key) {
        change(key, () -> l2.delete(key), () -> {});
    }

    /** Changes the second level, and then the first, where nobody else has changed the key meanwhile. */
    private void change(String key, Runnable second, Runnable first) {
        if (!l2.remote()) {
            flights.change(key, () -> {
                l1.remove(key);
                second.run();
                first.run();
            });
            return;
        }
        long epoch = flights.change(key, () -> l1.remove(key));
        AtomicBoolean done = new AtomicBoolean();
        try {
            second.run();
            done.set(true);
        } finally {
            flights.settle(key, epoch, undisturbed -> {
                l1.remove(key);
                if (undisturbed && done.get()) {
                    first.run();
                }
            });
        }
    }

    /** Forgets the object of a key, and what is being loaded for it. */
    void invalidate(String key) {
        flights.change(key, () -> l1.remove(key));
    }

    /** Forgets all objects, and what is being loaded. */
    void invalidateAll() {
        flights.changeAll(clears.add(new Clears.Clear(Clears.Kind.ALL, "")));
        l1.clear();
    }
}
