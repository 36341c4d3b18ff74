// SPDX-License-Identifier: Apache-2.0
package dev.resty;

import dev.resty.cache.Codec;
import dev.resty.cache.TwoLevelCache;
import dev.resty.cache.TwoLevelCacheBuilder;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Java code and scripts share: named dicts, and the locks and caches on them.
 *
 * <pre>{@code
 * Resty resty = Resty.builder().dict("users", "10m").build();
 * TwoLevelCache<String> users = resty.cache("users", Codec.utf8()).build();
 * String json = users.get("42", id -> repository.findAsJson(id)).value();
 * }</pre>
 *
 * <p>Safe for concurrent use.
 */
public final class Resty implements AutoCloseable {

    private final Ticker ticker;

    private final StoreProvider stores;

    private final Map<String, SharedDict> dicts = new ConcurrentHashMap<>();

    private volatile boolean closed;

    Resty(RestyBuilder builder) {
        ticker = builder.ticker;
        stores = builder.provider();
        builder.dicts.forEach(this::openDict);
    }

    /** Starts a Resty with the machine's clock and all dicts in the heap. */
    public static RestyBuilder builder() {
        return new RestyBuilder();
    }

    /**
     * A dict.
     *
     * @throws IllegalArgumentException where none has that name
     * @throws IllegalStateException after {@link #close}
     */
    public SharedDict dict(String name) {
        SharedDict dict = findDict(name);
        if (dict == null) {
            throw new IllegalArgumentException("no dict \"" + name + "\", there are: " + dictNames());
        }
        return dict;
    }

    /**
     * A dict; null where none has that name.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public @Nullable SharedDict findDict(String name) {
        checkOpen();
        return dicts.get(name);
    }

    /** The names of all dicts, sorted. */
    public Set<String> dictNames() {
        return new TreeSet<>(dicts.keySet());
    }

    /**
     * Opens a dict where none of that name is open yet. As in a reload of nginx, one of the same size keeps its contents,
     * and one of another size is replaced by an empty one.
     *
     * @param capacity its size in bytes
     * @throws IllegalArgumentException where the store can't have a dict of that size
     * @throws IllegalStateException after {@link #close}
     */
    public SharedDict openDict(String name, long capacity) {
        checkOpen();
        return dicts.compute(
                name,
                (same, open) -> open != null && open.capacity() == capacity ? open : stores.openDict(same, capacity));
    }

    /**
     * A lock object on the keys of a dict, with lua-resty-lock's default options.
     *
     * @throws IllegalArgumentException where no dict has that name
     */
    public RestyLock lock(String dictName) {
        return lock(dictName, LockOptions.defaults());
    }

    /**
     * A lock object on the keys of a dict.
     *
     * @throws IllegalArgumentException where no dict has that name
     */
    public RestyLock lock(String dictName, LockOptions options) {
        return new RestyLock(stores.openLocks(dict(dictName)), options);
    }

    /**
     * Starts a cache over a dict; its loads are guarded by locks on the keys {@code "lock:" + key} of the same dict,
     * unless the builder is given others.
     *
     * @throws IllegalArgumentException where no dict has that name
     */
    public <V> TwoLevelCacheBuilder<V> cache(String dictName, Codec<V> codec) {
        return TwoLevelCache.builder(dict(dictName), codec)
                .locks(() -> lock(dictName))
                .nanoTime(ticker::nanoTime);
    }

    /** The clock that everything here reads. */
    public Ticker ticker() {
        return ticker;
    }

    /** Closes the stores; dicts, locks and caches must not be used afterwards. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            dicts.clear();
            stores.close();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}
