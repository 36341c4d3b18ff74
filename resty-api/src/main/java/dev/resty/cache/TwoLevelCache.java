// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.cache.CacheListener.Event;
import dev.resty.dict.Codec;
import dev.resty.dict.DictKey;
import dev.resty.dict.SharedDict;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of two levels in front of a loader, with lua-resty-mlcache's contract: objects of this cache for a short time,
 * and a shared dict, which scripts, other caches and other nodes see too, for a longer one.
 *
 * <p>A key that is in neither is loaded once, however many threads ask: one runs the loader, under a lock that excludes
 * whoever else takes the same key of the lock's dict, and the others wait for its result. A loader that fails leaves
 * nothing behind, and its failure reaches all who wait, unless {@link TwoLevelCacheBuilder#staleIfError} has a value for
 * them. A value that was loaded or read before {@link #delete}, {@link #set} or a clear never comes back after it, on any
 * node.
 *
 * <p>What one cache changes, the others over the same dict and of the same name drop from their first level as soon as
 * the bus tells them; what bypasses the caches, such as a script's {@code dict:set}, is seen when the object's short time
 * is over, or after {@link #invalidate}. Clears cost the same however much there is to clear. A value that a script put
 * into the dict itself, without flags, belongs to the script: it is served, and removed by {@link #delete}, but not by a
 * clear. One with flags counts as none.
 *
 * <p>A loader's null means that there is no value; it is remembered as the boolean {@code false} in the shared dict,
 * where a negative time to live is set. Keys are named as {@link dev.resty.dict.DictKey} says. Callers share the objects
 * of the first level and must not change them. Safe for concurrent use. Where the dict is in another process, whatever
 * has to ask it throws {@link dev.resty.dict.StoreUnavailableException} while it does not answer.
 */
public final class TwoLevelCache<V> implements AutoCloseable {

    private final String name;

    private final Counters counters = new Counters();

    private final Clears clears = new Clears();

    private final LongSupplier clock;

    private final Generations generations;

    private final Levels<V> levels;

    private final L1<V> l1;

    private final Loads<V> loads;

    private final Background background;

    private final Events events;

    private final Invalidations invalidations;

    TwoLevelCache(TwoLevelCacheBuilder<V> builder) {
        name = builder.name;
        clock = builder.nanoTime;
        CachePolicy policy = builder.policy();
        SharedDict dict = builder.dict;
        String prefix = name.isEmpty() ? "" : DictKey.utf8(name) + ":";
        events = new Events(name.isEmpty() ? dict.name() : name, builder.listeners);
        background = new Background(dict.name() + "-" + name, builder.executor);
        boolean hears = dict.remote() && builder.bus != null;
        generations = new Generations(dict, DictKey.utf8(name), clock, hears ? policy.l1Ttl() : 0);
        L2<V> l2 = new L2<>(dict, prefix, builder.codec, policy, generations);
        levels = new Levels<>(builder, policy, l2, clears, counters, events);
        l1 = levels.l1;
        loads = new Loads<>(levels, background, builder.lockPrefix + prefix, builder.locks);
        invalidations = new Invalidations(builder.bus, dict.name(), name, new Remote());
    }

    /** Starts a cache over a shared dict. */
    public static <V> TwoLevelCacheBuilder<V> builder(SharedDict dict, Codec<V> codec) {
        return new TwoLevelCacheBuilder<>(dict, codec);
    }

    /** The name that tells it from other caches over the same dict; empty where it has none. */
    public String name() {
        return name;
    }

    /**
     * Reads a value from the first level that has it, loading it where none has. Blocks while it is loaded.
     *
     * @param loader run at most once at a time for a key, in the calling thread of one of those who ask, or in the
     *     background where a timeout or a policy for stale values is set
     * @throws CacheLoadException where the loader failed, the lock was not to be had, or the load took longer than a
     *     timeout
     * @throws IllegalStateException where the loader asks this cache for the key that it loads
     */
    public CacheHit<V> get(String key, CacheLoader<? extends V> loader) {
        CacheHit<V> hit = hit(key);
        return hit != null ? hit : loads.get(DictKey.bytesOf(key), bytes -> Loaded.of(loader.load(key)));
    }

    /**
     * Reads a value whose loader says how long it lives and what it depends on.
     *
     * @see #get(String, CacheLoader)
     */
    public CacheHit<V> getLoaded(String key, EntryLoader<V> loader) {
        CacheHit<V> hit = hit(key);
        return hit != null ? hit : loads.get(DictKey.bytesOf(key), bytes -> loader.load(key));
    }

    /** Reads a fresh value of either level, without loading; null where there is none. */
    public @Nullable CacheHit<V> getIfPresent(String key) {
        CacheHit<V> hit = hit(key);
        return hit != null ? hit : loads.find(DictKey.bytesOf(key));
    }

    /**
     * Reads the values of many keys, having those that neither level has loaded in one call of the loader. The
     * cache's timeouts are those of the call: the soft one answers with what stale values there are, and where the hard
     * one ends the load, keys without a stale value fail the call.
     *
     * @param loader run in the calling thread, or in the background where a timeout is set
     * @return by key, in the order of the keys
     * @throws CacheLoadException as {@link #get}; what was loaded before stays cached
     */
    public Map<String, CacheHit<V>> getBulk(Collection<String> keys, BulkLoader<V> loader) {
        return new Bulk<>(levels, loads, loader).get(keys);
    }

    /** The object of a key where nothing is to be done about it. */
    private @Nullable CacheHit<V> hit(String key) {
        L1Object<V> object = l1.get(key);
        if (object == null || object.cleared != clears.count() || clock.getAsLong() - object.checkAt >= 0) {
            return null;
        }
        object.hits.increment();
        object.visit();
        return object.hit;
    }

    /**
     * Looks into the second level, without loading and without touching the first: the value and how much longer it is
     * fresh.
     *
     * @param stale whether a value whose time is over counts too
     * @return null where there is none
     */
    public @Nullable CachePeek<V> peek(String key, boolean stale) {
        L2Read.Value<V> found = levels.read(DictKey.bytesOf(key)).value();
        if (found == null || !(stale || found.fresh())) {
            return null;
        }
        Duration left = found.freshLeft() == CachePolicy.NEVER ? Duration.ZERO : Duration.ofNanos(found.freshLeft());
        return new CachePeek<>(found.value(), left, !found.fresh());
    }

    /** Looks for a fresh value in the second level. */
    public @Nullable CachePeek<V> peek(String key) {
        return peek(key, false);
    }

    /** Stores a value in both levels, as if it had just been loaded; other caches drop theirs. */
    public void set(String key, V value) {
        set(key, Loaded.of(value));
    }

    /** Stores a value with its own time to live and tags. */
    public void set(String key, Loaded<V> loaded) {
        String bytes = DictKey.bytesOf(key);
        changing(bytes, () -> levels.set(bytes, loaded));
        events.tell(Event.STORED, bytes);
    }

    /** Removes a key from both levels, here and on all nodes; a load of it that runs now stores nothing. */
    public void delete(String key) {
        String bytes = DictKey.bytesOf(key);
        changing(bytes, () -> levels.delete(bytes));
        events.tell(Event.DELETED, bytes);
    }

    /**
     * Changes a key and tells the others. In this JVM they hear of it before, so that none of their loads that run now
     * stores anything afterwards; for other nodes the second level sees to that.
     */
    private void changing(String key, Runnable change) {
        if (!levels.l2.remote()) {
            invalidations.tell(Invalidations.Kind.KEY, key);
        }
        change.run();
        invalidations.tell(Invalidations.Kind.KEY, key);
    }

    /**
     * Loads a key whatever the levels hold, and stores it in both; other caches drop theirs.
     *
     * @return the new value
     * @throws CacheLoadException as {@link #get}
     */
    public CacheHit<V> renew(String key, CacheLoader<? extends V> loader) {
        String bytes = DictKey.bytesOf(key);
        CacheHit<V> hit = loads.renew(bytes, ignored -> Loaded.of(loader.load(key)));
        invalidations.tell(Invalidations.Kind.KEY, bytes);
        return hit;
    }

    /** Clears everything from both levels, on all nodes, at the same cost however much there is. */
    public void purge() {
        generations.clearAll();
        cleared(Invalidations.Kind.ALL, "");
    }

    /**
     * Clears all keys that begin with a prefix, from both levels, on all nodes, at the same cost however many there are.
     * Where very many different prefixes are cleared, values go too that bear none of them.
     */
    public void clearPrefix(String prefix) {
        String bytes = DictKey.bytesOf(prefix);
        generations.clearPrefix(bytes);
        cleared(Invalidations.Kind.PREFIX, bytes);
    }

    /**
     * Clears all values that were loaded or set with a tag, from both levels, on all nodes, at the same cost however many
     * there are.
     */
    public void clearTag(String tag) {
        generations.clearTag(tag);
        cleared(Invalidations.Kind.TAG, tag);
    }

    private void cleared(Invalidations.Kind kind, String text) {
        note(kind, text);
        invalidations.tell(kind, text);
        events.tell(Event.CLEARED, text);
    }

    /** Makes the first level know of a clear. */
    private void note(Invalidations.Kind kind, String text) {
        switch (kind) {
            case KEY -> levels.invalidate(text);
            case PREFIX -> clears.add(new Clears.Clear(Clears.Kind.PREFIX, text));
            case TAG -> clears.add(new Clears.Clear(Clears.Kind.TAG, text));
            case ALL -> levels.invalidateAll();
        }
    }

    /** Removes this cache's object of a key, so that the next call looks into the shared dict. */
    public void invalidate(String key) {
        levels.invalidate(DictKey.bytesOf(key));
    }

    /** Removes all of this cache's objects, so that the next calls look into the shared dict. */
    public void invalidateAll() {
        levels.invalidateAll();
    }

    /** What it has counted. */
    public CacheStats stats() {
        return counters.stats(l1.size(), l1.weight());
    }

    /**
     * Ends its work in the background and hears no more of other caches. What is in the levels can still be read.
     */
    @Override
    public void close() {
        invalidations.close();
        background.close();
    }

    /** What other caches say. */
    private final class Remote implements Invalidations.Receiver {

        @Override
        public void changed(Invalidations.Kind kind, String text) {
            counters.invalidations.increment();
            if (kind != Invalidations.Kind.KEY) {
                generations.forget();
            }
            note(kind, text);
            events.tell(Event.INVALIDATED, text);
        }

        @Override
        public void missed() {
            counters.missed.increment();
            generations.forget();
            levels.invalidateAll();
            events.tell(Event.MISSED, "");
        }
    }
}
