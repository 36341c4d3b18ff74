// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.cache.CacheListener.Event;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.LockResult;
import dev.resty.lock.RestyLock;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a call does that the first level does not answer: it joins the key's running load, or leads one, which reads the
 * second level, and where that has nothing fresh takes the key's lock and runs the loader.
 */
final class Loads<V> {

    private static final Logger LOG = LoggerFactory.getLogger(TwoLevelCache.class);

    private final Levels<V> levels;

    private final CachePolicy policy;

    private final Counters counters;

    private final Events events;

    private final Background background;

    private final String lockPrefix;

    private final @Nullable Supplier<RestyLock> locks;

    Loads(Levels<V> levels, Background background, String lockPrefix, @Nullable Supplier<RestyLock> locks) {
        this.levels = levels;
        this.policy = levels.policy;
        this.counters = levels.counters;
        this.events = levels.events;
        this.background = background;
        this.lockPrefix = lockPrefix;
        this.locks = locks;
    }

    /** A value, wherever it has to come from. */
    CacheHit<V> get(String key, EntryLoader<V> loader) {
        L1Object<V> object = levels.live(key);
        if (object != null) {
            return answer(object, loader);
        }
        Flights.Boarding<V> boarding = levels.flights.board(key);
        return boarding.leads() ? lead(key, boarding.flight(), loader) : counted(join(key, boarding.flight(), false));
    }

    /** Answers with an object of the first level, and has it refreshed where it is time. */
    CacheHit<V> answer(L1Object<V> object, EntryLoader<V> loader) {
        object.hits.increment();
        object.visit();
        if (levels.takeCheck(object) && object.hit.level() == HitLevel.L1) {
            refresh(object.key, loader, new Flight.Stale<>(object.hit, object.tags, object.until));
        }
        return object.hit;
    }

    CacheHit<V> counted(CacheHit<V> hit) {
        switch (hit.level()) {
            case L2 -> counters.l2Hits.increment();
            case STALE -> counters.staleServed.increment();
            default -> {}
        }
        return hit;
    }

    private CacheHit<V> lead(String key, Flight<V> flight, EntryLoader<V> loader) {
        try {
            // A load that ended between the look at L1 and this flight has put its value there.
            L1Object<V> object = levels.live(key);
            if (object != null) {
                object.hits.increment();
                return landed(key, flight, object.hit);
            }
            L2Read<V> read = levels.read(key);
            CacheHit<V> ready = ready(key, flight, read, loader);
            if (ready != null) {
                return ready;
            }
            return load(key, flight, loader, read);
        } catch (StoreUnavailableException e) {
            return withoutStore(key, flight, loader, e);
        } catch (RuntimeException | Error e) {
            failed(key, flight, e);
            throw e;
        }
    }

    /** Ends a load with what the second level holds, where that may be served at once; null where not. */
    @Nullable CacheHit<V> ready(String key, Flight<V> flight, L2Read<V> read, EntryLoader<V> loader) {
        L2Read.Value<V> value = read.value();
        if (value != null && value.fresh()) {
            return found(key, flight, value, loader);
        }
        counters.misses.increment();
        if (value != null && value.staleLeft(policy.staleWhileRevalidate()) > 0) {
            return revalidate(key, flight, value, loader);
        }
        flight.stale(staleOf(value, policy.staleIfError()));
        return null;
    }

    /** Whether loads are locked at all. */
    boolean locks() {
        return locks != null;
    }

    /** A lock for one load; null where loads aren't locked. */
    @Nullable RestyLock newLock() {
        return locks == null ? null : locks.get();
    }

    String lockKey(String key) {
        return lockPrefix + key;
    }

    /** Ends a flight with its result. */
    CacheHit<V> landed(String key, Flight<V> flight, CacheHit<V> hit) {
        levels.flights.leave(key, flight);
        flight.land(hit);
        return hit;
    }

    void failed(String key, Flight<V> flight, Throwable cause) {
        levels.flights.leave(key, flight);
        flight.fail(cause);
    }

    /** A fresh value of the second level. */
    private CacheHit<V> found(String key, Flight<V> flight, L2Read.Value<V> value, EntryLoader<V> loader) {
        CacheHit<V> hit = landFound(key, flight, value);
        if (value.freshLeft() < policy.refreshAheadOf(value.ttl())) {
            refresh(key, loader, new Flight.Stale<>(hit, value.tags(), levels.now() + value.freshLeft()));
        }
        return counted(hit);
    }

    /** Ends a load with what another has stored meanwhile. */
    CacheHit<V> landFound(String key, Flight<V> flight, L2Read.Value<V> value) {
        levels.remember(key, flight.epoch, flight.cleared, value);
        return landed(key, flight, new CacheHit<>(value.value(), HitLevel.L2));
    }

    /** A stale value that may be served while a new one is loaded in the background. */
    private CacheHit<V> revalidate(String key, Flight<V> flight, L2Read.Value<V> value, EntryLoader<V> loader) {
        CacheHit<V> old = new CacheHit<>(value.value(), HitLevel.STALE);
        long until = levels.now() + value.staleLeft(policy.staleWhileRevalidate());
        Flight.Stale<V> stale = new Flight.Stale<>(old, value.tags(), until);
        levels.rememberStale(key, flight.epoch, flight.cleared, stale);
        landed(key, flight, old);
        refresh(key, loader, stale);
        return counted(old);
    }

    private Flight.@Nullable Stale<V> staleOf(L2Read.@Nullable Value<V> value, long time) {
        if (value == null || value.staleLeft(time) <= 0) {
            return null;
        }
        CacheHit<V> old = new CacheHit<>(value.value(), HitLevel.STALE);
        return new Flight.Stale<>(old, value.tags(), levels.now() + value.staleLeft(time));
    }

    /** Loads a value, in this thread where nothing limits the time, else in another one. */
    CacheHit<V> load(String key, Flight<V> flight, EntryLoader<V> loader, @Nullable L2Read<V> read) {
        Runnable load = () -> fly(key, flight, loader, read, Purpose.LOAD);
        if (!policy.timed() || !depart(key, flight, load)) {
            load.run();
        }
        return counted(join(key, flight, true));
    }

    /** Starts a load in the background; false where there is no thread for it. */
    private boolean depart(String key, Flight<V> flight, Runnable load) {
        return depart(Map.of(key, flight), load);
    }

    /**
     * Starts a load of several keys in the background, which has to end within the time of one.
     *
     * @return false where there is no thread for it
     */
    boolean depart(Map<String, Flight<V>> flights, Runnable load) {
        FutureTask<@Nullable Void> task = new FutureTask<>(load, null);
        flights.values().forEach(flight -> flight.pilot(null));
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            return false;
        }
        if (policy.hardTimeout() > 0) {
            Runnable giveUp = () -> {
                // Before the interrupt, after which a loader may still return something.
                flights.forEach(this::giveUp);
                task.cancel(true);
            };
            flights.values().forEach(flight -> flight.limit(policy.hardTimeout(), giveUp));
        }
        return true;
    }

    private void giveUp(String key, Flight<V> flight) {
        if (!flight.done()) {
            counters.loadFailures.increment();
            events.tell(Event.LOAD_FAILED, key);
            end(key, flight, Flight.tookTooLong(key));
        }
    }

    /** Has a key loaded in the background, unless it is being loaded already. */
    private void refresh(String key, EntryLoader<V> loader, Flight.Stale<V> meanwhile) {
        Flights.Boarding<V> boarding = levels.flights.board(key);
        if (boarding.leads()) {
            Flight<V> flight = boarding.flight();
            flight.refreshes(meanwhile);
            try {
                if (!depart(key, flight, () -> fly(key, flight, loader, L2Read.nothing(null), Purpose.REFRESH))) {
                    landed(key, flight, meanwhile.hit());
                }
            } catch (RuntimeException | Error e) {
                failed(key, flight, e);
                throw e;
            }
        }
    }

    /** Loads a key whatever the levels hold, in the place of a load that runs already. */
    CacheHit<V> renew(String key, EntryLoader<V> loader) {
        Flight<V> flight = levels.flights.restart(key);
        fly(key, flight, loader, L2Read.nothing(null), Purpose.RENEW);
        return join(key, flight, true);
    }

    /** Waits for a load: no longer than the soft timeout where there is a stale value. */
    CacheHit<V> join(String key, Flight<V> flight, boolean leads) {
        return join(key, flight, leads, levels.now());
    }

    /**
     * Waits for a load as one of several.
     *
     * @param since when the caller began to wait for the first of them
     */
    CacheHit<V> join(String key, Flight<V> flight, boolean leads, long since) {
        flight.refusePilot(key);
        Flight.Stale<V> stale = flight.stale(levels.now());
        if (!leads && flight.refresh() && stale != null) {
            return stale.hit();
        }
        long waited = levels.now() - since;
        long wait = policy.waitTimeout() - waited;
        CacheHit<V> hit = null;
        if (policy.softTimeout() > 0) {
            long soft = Math.max(0, policy.softTimeout() - waited);
            hit = flight.await(key, soft);
            stale = flight.stale(levels.now());
            if (hit == null && stale != null) {
                levels.rememberStale(key, flight.epoch, flight.cleared, stale);
                return stale.hit();
            }
            wait -= soft;
        }
        hit = hit == null ? flight.await(key, wait) : hit;
        if (hit == null) {
            throw Flight.waitedTooLong(key);
        }
        return !leads && hit.level() == HitLevel.LOADER ? new CacheHit<>(hit.value(), HitLevel.L2) : hit;
    }

    /** Loads a key that has no value, to the end, in this thread; the result is the flight's. */
    void fly(String key, Flight<V> flight, EntryLoader<V> loader, @Nullable L2Read<V> read) {
        fly(key, flight, loader, read, Purpose.LOAD);
    }

    /** Runs a load to its end; the result is the flight's. */
    private void fly(String key, Flight<V> flight, EntryLoader<V> loader, @Nullable L2Read<V> read, Purpose purpose) {
        flight.pilot(Thread.currentThread());
        try {
            CacheHit<V> hit = read == null
                    ? call(key, flight, loader, 0, L2Read.nothing(null))
                    : locked(key, flight, loader, read, purpose);
            landed(key, flight, hit);
        } catch (StoreUnavailableException e) {
            CacheHit<V> kept = keptHit(key);
            if (kept != null) {
                landed(key, flight, kept);
            } else if (read != null && purpose == Purpose.LOAD && policy.loadWhenStoreDown()) {
                fly(key, flight, loader, null, purpose);
            } else {
                end(key, flight, e);
            }
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            end(key, flight, e);
        } catch (Error e) {
            failed(key, flight, e);
            throw e;
        } finally {
            flight.pilot(null);
        }
    }

    /** Ends a load that failed: with the stale value where there is one that may be served, else with its failure. */
    void end(String key, Flight<V> flight, Exception failure) {
        Flight.Stale<V> stale = flight.stale(levels.now());
        if (stale == null) {
            failed(key, flight, failure);
            return;
        }
        LOG.warn("cache: a load failed, an old value is served: {}", failure.toString());
        if (stale.hit().level() == HitLevel.STALE) {
            levels.rememberStale(key, flight.epoch, flight.cleared, stale);
        }
        landed(key, flight, stale.hit());
    }

    private CacheHit<V> locked(String key, Flight<V> flight, EntryLoader<V> loader, L2Read<V> read, Purpose purpose)
            throws Exception {
        if (locks == null) {
            L2Read<V> now = purpose == Purpose.LOAD ? read : levels.read(key);
            return readOrCall(key, flight, loader, now, purpose);
        }
        Flight.Stale<V> stale = purpose == Purpose.REFRESH ? flight.stale(levels.now()) : null;
        try (RestyLock lock = locks.get()) {
            LockResult locked = stale == null ? lock.lock(lockPrefix + key) : lock.tryLock(lockPrefix + key);
            if (locked.ok()) {
                return readOrCall(key, flight, loader, levels.read(key), purpose);
            }
            if (stale != null) {
                // Another node is at it.
                return stale.hit();
            }
            // Where the lock is not to be had because the store is down, this says so.
            levels.read(key);
            throw new CacheLoadException("can't load " + Flight.quoted(key) + ": no lock: " + locked.error(), null);
        }
    }

    private CacheHit<V> readOrCall(String key, Flight<V> flight, EntryLoader<V> loader, L2Read<V> read, Purpose purpose)
            throws Exception {
        L2Read.Value<V> value = read.value();
        if (value != null && value.fresh() && suffices(value, purpose)) {
            levels.remember(key, flight.epoch, flight.cleared, value);
            return new CacheHit<>(value.value(), HitLevel.L2);
        }
        CacheHit<V> hit = call(key, flight, loader, levels.l2.stamp(), read);
        if (purpose == Purpose.REFRESH) {
            counters.refreshes.increment();
            events.tell(Event.REFRESHED, key);
        }
        return hit;
    }

    private boolean suffices(L2Read.Value<V> value, Purpose purpose) {
        return switch (purpose) {
            case LOAD -> true;
            case REFRESH -> value.freshLeft() >= policy.refreshAheadOf(value.ttl());
            case RENEW -> false;
        };
    }

    /** Runs the loader and stores what it gives. */
    private CacheHit<V> call(String key, Flight<V> flight, EntryLoader<V> loader, int stamp, L2Read<V> found)
            throws Exception {
        long begin = levels.now();
        Loaded<V> loaded;
        try {
            loaded = loader.load(key);
            boolean shares = levels.now() - begin < CachePolicy.nanos(L2.LONGEST_LOAD);
            levels.publish(key, flight, loaded, shares ? stamp : 0, found);
        } catch (Exception | Error e) {
            if (!flight.done()) {
                counters.loadFailures.increment();
                events.tell(Event.LOAD_FAILED, key);
            }
            throw e;
        } finally {
            counters.loadNanos.add(levels.now() - begin);
        }
        counters.loads.increment();
        events.tell(Event.LOADED, key);
        return new CacheHit<>(loaded.value(), HitLevel.LOADER);
    }

    /** What a value is loaded for. */
    private enum Purpose {
        /** There is none. */
        LOAD,
        /** It is old, or soon will be; nobody waits. */
        REFRESH,
        /** It is to be replaced whatever it is. */
        RENEW
    }

    /** Answers as well as can be done while the store doesn't. */
    private CacheHit<V> withoutStore(
            String key, Flight<V> flight, EntryLoader<V> loader, StoreUnavailableException failure) {
        CacheHit<V> kept = keptHit(key);
        if (kept != null) {
            return counted(landed(key, flight, kept));
        }
        if (policy.loadWhenStoreDown()) {
            return load(key, flight, loader, null);
        }
        failed(key, flight, failure);
        throw failure;
    }

    /** What the first level may still say as long as the store says nothing; null where that is nothing either. */
    @Nullable CacheHit<V> keptHit(String key) {
        L1Object<V> kept = policy.l1WhenStoreDown() > 0 ? levels.kept(key) : null;
        if (kept == null) {
            return null;
        }
        levels.keep(kept);
        return new CacheHit<>(kept.hit.value(), HitLevel.STALE);
    }

    /** A value of either level, fresh; null where there is none. */
    @Nullable CacheHit<V> find(String key) {
        L1Object<V> object = levels.live(key);
        if (object != null) {
            object.hits.increment();
            object.visit();
            return object.hit;
        }
        long epoch = levels.flights.epoch(key);
        int cleared = levels.clears.count();
        try {
            L2Read.Value<V> value = levels.read(key).value();
            if (value == null || !value.fresh()) {
                counters.misses.increment();
                return null;
            }
            levels.remember(key, epoch, cleared, value);
            return counted(new CacheHit<>(value.value(), HitLevel.L2));
        } catch (StoreUnavailableException e) {
            CacheHit<V> kept = keptHit(key);
            if (kept == null) {
                throw e;
            }
            return counted(kept);
        }
    }
}
