// SPDX-License-Identifier: Apache-2.0
package dev.resty;

import dev.resty.cache.TwoLevelCache;
import dev.resty.cache.TwoLevelCacheBuilder;
import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import dev.resty.limit.ConcurrencyLimiter;
import dev.resty.limit.ConcurrencyLimiterBuilder;
import dev.resty.limit.RateLimiter;
import dev.resty.limit.RateLimiterBuilder;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What Java code and scripts share: named dicts, and the locks, limiters and caches on them.
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

    private final Map<String, StoreProvider> stores;

    private final Map<String, Opened> dicts = new ConcurrentHashMap<>();

    /** A dict that is open. */
    private record Opened(SharedDict dict, DictSettings settings, StoreProvider store) {}

    private volatile boolean closed;

    Resty(Ticker ticker, Map<String, StoreProvider> providers) {
        this.ticker = ticker;
        stores = new ConcurrentHashMap<>(providers);
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
        return opened(name).dict;
    }

    private Opened opened(String name) {
        checkOpen();
        Opened opened = dicts.get(name);
        if (opened == null) {
            throw new IllegalArgumentException("no dict \"" + name + "\", there are: " + dictNames());
        }
        return opened;
    }

    /**
     * A dict; null where none has that name.
     *
     * @throws IllegalStateException after {@link #close}
     */
    public @Nullable SharedDict findDict(String name) {
        checkOpen();
        Opened opened = dicts.get(name);
        return opened == null ? null : opened.dict;
    }

    /** The names of all dicts, sorted. */
    public Set<String> dictNames() {
        return new TreeSet<>(dicts.keySet());
    }

    /**
     * Opens a dict in the heap where none of that name is open yet.
     *
     * @see #openDict(DictSettings)
     */
    public SharedDict openDict(String name, long capacity) {
        return openDict(DictSettings.of(name, capacity));
    }

    /**
     * Opens a dict in the heap where none of that name is open yet.
     *
     * @param size bytes, or with {@code k}, {@code m} or {@code g}, such as {@code "10m"}
     * @throws IllegalArgumentException where the size can't be read
     * @see #openDict(DictSettings)
     */
    public SharedDict openDict(String name, String size) {
        return openDict(name, RestyBuilder.bytes(name, size));
    }

    /**
     * Opens a dict where none of that name is open yet. As in a reload of nginx, one of the same settings keeps its
     * contents, and one of others is replaced by an empty one.
     *
     * @throws IllegalArgumentException where there is no such store, or it can't have a dict like that
     * @throws IllegalStateException after {@link #close}
     */
    public SharedDict openDict(DictSettings settings) {
        checkOpen();
        StoreProvider store = stores.get(settings.store());
        if (store == null) {
            throw new IllegalArgumentException("no store \"" + settings.store() + "\" for dict \"" + settings.name()
                    + "\", there are: " + new TreeSet<>(stores.keySet()));
        }
        return dicts.compute(
                        settings.name(),
                        (name, open) -> open != null && open.settings.equals(settings) && open.store == store
                                ? open
                                : openIn(store, settings))
                .dict;
    }

    /**
     * Adds a store that dicts may name, in the place of the one of that name, whose dicts are opened in this one. Closed
     * with this object. Where it can't have one of these dicts, all stays as it was and the store isn't taken.
     *
     * @return the one that had the name, which the caller closes when its dicts are no longer used; null for none
     * @throws IllegalArgumentException where it can't have one of these dicts
     * @throws IllegalStateException after {@link #close}
     */
    public @Nullable StoreProvider store(String name, StoreProvider provider) {
        checkOpen();
        Map<DictSettings, Opened> moved = new HashMap<>();
        dicts.values().stream()
                .map(Opened::settings)
                .filter(settings -> settings.store().equals(name))
                .forEach(settings -> moved.put(settings, openIn(provider, settings)));
        StoreProvider before = stores.put(name, provider);
        // One that was opened in the other store meanwhile is moved now.
        dicts.replaceAll((dict, open) -> open.settings.store().equals(name)
                ? moved.computeIfAbsent(open.settings, settings -> openIn(provider, settings))
                : open);
        return before;
    }

    private static Opened openIn(StoreProvider store, DictSettings settings) {
        return new Opened(store.openDict(settings), settings, store);
    }

    /** The names of all stores, sorted. */
    public Set<String> storeNames() {
        return new TreeSet<>(stores.keySet());
    }

    /**
     * Asks a store whether it answers. Blocks for at most the store's timeout.
     *
     * @throws IllegalArgumentException where there is no store of that name
     * @throws dev.resty.dict.StoreUnavailableException where it doesn't answer
     */
    public void checkStore(String name) {
        StoreProvider store = stores.get(name);
        if (store == null) {
            throw new IllegalArgumentException("no such store: " + name);
        }
        store.check();
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
        Opened opened = opened(dictName);
        return new RestyLock(opened.store.openLocks(opened.dict), options);
    }

    /**
     * Starts a cache over a dict; its loads are guarded by locks on the keys {@code "lock:" + key} of the same dict,
     * unless the builder is given others.
     *
     * @throws IllegalArgumentException where no dict has that name
     */
    public <V> TwoLevelCacheBuilder<V> cache(String dictName, Codec<V> codec) {
        Opened opened = opened(dictName);
        return TwoLevelCache.builder(opened.dict, codec)
                .locks(() -> lock(dictName))
                .bus(opened.store.bus())
                .nanoTime(ticker::coarseNanoTime);
    }

    /**
     * Starts a limiter of rates whose counts are in a dict.
     *
     * @throws IllegalArgumentException where no dict has that name
     */
    public RateLimiterBuilder rateLimiter(String dictName) {
        return RateLimiter.builder(dict(dictName)).epochMillis(ticker::currentTimeMillis);
    }

    /**
     * Starts a limiter of concurrency whose counts are in a dict.
     *
     * @throws IllegalArgumentException where no dict has that name
     */
    public ConcurrencyLimiterBuilder concurrencyLimiter(String dictName) {
        return ConcurrencyLimiter.builder(dict(dictName)).epochMillis(ticker::currentTimeMillis);
    }

    /** The clock that everything here reads. */
    public Ticker ticker() {
        return ticker;
    }

    /**
     * Closes the stores, also where closing one of them fails; dicts, locks and caches must not be used afterwards. Does
     * nothing the second time.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            dicts.clear();
            RuntimeException failure = null;
            for (StoreProvider store : stores.values()) {
                try {
                    store.close();
                } catch (RuntimeException e) {
                    if (failure == null) {
                        failure = e;
                    } else {
                        failure.addSuppressed(e);
                    }
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}
