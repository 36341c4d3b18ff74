// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.Resty;
import dev.resty.cache.TwoLevelCache;
import dev.resty.dict.Codec;
import dev.resty.spring.RestyProperties.CacheProperties;
import java.util.Map;
import java.util.TreeSet;

/** Makes the two-level caches that {@code resty.caches.*} describes. Safe for concurrent use. */
public final class RestyCaches {

    private final Resty resty;
    private final Map<String, CacheProperties> caches;

    RestyCaches(Resty resty, Map<String, CacheProperties> caches) {
        this.resty = resty;
        this.caches = Map.copyOf(caches);
    }

    /**
     * A cache with the properties of that name; each call makes one with a first level of its own.
     *
     * @param codec turns values into what the shared dict holds, and back
     * @throws IllegalArgumentException where no properties have that name, or no dict that which they name
     */
    public <V> TwoLevelCache<V> cache(String name, Codec<V> codec) {
        CacheProperties cache = caches.get(name);
        if (cache == null) {
            throw new IllegalArgumentException(
                    "no cache \"" + name + "\" in resty.caches, there are: " + new TreeSet<>(caches.keySet()));
        }
        return resty.cache(cache.dict(), codec)
                .l1Ttl(cache.l1Ttl())
                .l1Size(cache.l1Size())
                .l2Ttl(cache.l2Ttl())
                .negativeTtl(cache.negativeTtl())
                .build();
    }

    /**
     * A cache of texts, which stand in the shared dict as UTF-8.
     *
     * @throws IllegalArgumentException as {@link #cache}
     */
    public TwoLevelCache<String> texts(String name) {
        return cache(name, Codec.utf8());
    }
}
