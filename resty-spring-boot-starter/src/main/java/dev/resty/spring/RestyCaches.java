// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.Resty;
import dev.resty.cache.CacheStats;
import dev.resty.cache.TwoLevelCache;
import dev.resty.cache.TwoLevelCacheBuilder;
import dev.resty.dict.Codec;
import dev.resty.spring.RestyProperties.CacheProperties;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Makes the two-level caches that {@code resty.caches.*} describes, and closes them. Safe for concurrent use. */
public final class RestyCaches implements AutoCloseable {

    private final Resty resty;
    private final Map<String, CacheProperties> caches;
    private final Map<String, List<TwoLevelCache<?>>> made = new ConcurrentHashMap<>();

    RestyCaches(Resty resty, Map<String, CacheProperties> caches) {
        this.resty = resty;
        this.caches = Map.copyOf(caches);
    }

    /**
     * A cache with the properties of that name; each call makes one with a first level of its own. Its keys stand in the
     * dict as they are.
     *
     * @param codec turns values into what the shared dict holds, and back
     * @throws IllegalArgumentException where no properties have that name, or no dict that which they name
     */
    public <V> TwoLevelCache<V> cache(String name, Codec<V> codec) {
        return make(name, builder(name, codec));
    }

    /**
     * A cache of texts, which stand in the shared dict as UTF-8.
     *
     * @throws IllegalArgumentException as {@link #cache}
     */
    public TwoLevelCache<String> texts(String name) {
        return cache(name, Codec.utf8());
    }

    /** A cache whose keys stand in the dict after its name, so that several may share one. */
    <V> TwoLevelCache<V> named(String name, Codec<V> codec) {
        return make(name, builder(name, codec).name(name));
    }

    private <V> TwoLevelCacheBuilder<V> builder(String name, Codec<V> codec) {
        CacheProperties cache = properties(name);
        return resty.cache(cache.dict(), codec)
                .l1Ttl(cache.l1Ttl())
                .l1Size(cache.l1Size())
                .l2Ttl(cache.l2Ttl())
                .negativeTtl(cache.negativeTtl())
                .ttlJitter(cache.ttlJitter())
                .staleWhileRevalidate(cache.staleWhileRevalidate())
                .staleIfError(cache.staleIfError())
                .resurrectTtl(cache.resurrectTtl())
                .refreshAhead(cache.refreshAhead())
                .softTimeout(cache.softTimeout())
                .hardTimeout(cache.hardTimeout())
                .l1WhenStoreDown(cache.l1WhenStoreDown())
                .loadWhenStoreDown(cache.loadWhenStoreDown());
    }

    private <V> TwoLevelCache<V> make(String name, TwoLevelCacheBuilder<V> builder) {
        TwoLevelCache<V> cache = builder.build();
        made.computeIfAbsent(name, any -> new CopyOnWriteArrayList<>()).add(cache);
        return cache;
    }

    /** What is said of a cache in the properties. */
    CacheProperties properties(String name) {
        CacheProperties cache = caches.get(name);
        if (cache == null) {
            throw new IllegalArgumentException("no cache \"" + name + "\" in resty.caches, there are: " + names());
        }
        return cache;
    }

    /** The names of all caches in the properties, sorted. */
    Set<String> names() {
        return new TreeSet<>(caches.keySet());
    }

    /** What all caches of a name have counted, one by one. */
    List<CacheStats> stats(String name) {
        return made.getOrDefault(name, List.of()).stream()
                .map(TwoLevelCache::stats)
                .toList();
    }

    /** Closes all caches that were made here. */
    @Override
    public void close() {
        made.values().forEach(all -> all.forEach(TwoLevelCache::close));
    }
}
