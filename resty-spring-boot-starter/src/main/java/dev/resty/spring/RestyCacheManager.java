// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/** The caches of {@code resty.caches.*} for Spring's annotations, each made when it is first asked for. */
final class RestyCacheManager implements CacheManager {

    private final RestyCaches caches;

    private final RestyCacheCodecs codecs;

    private final Map<String, Cache> made = new ConcurrentHashMap<>();

    RestyCacheManager(RestyCaches caches, RestyCacheCodecs codecs) {
        this.caches = caches;
        this.codecs = codecs;
    }

    @Override
    public @Nullable Cache getCache(String name) {
        Cache cache = made.get(name);
        if (cache != null || !caches.names().contains(name)) {
            return cache;
        }
        return made.computeIfAbsent(name, any -> new RestyCache(name, caches.named(name, codecs.codec(name))));
    }

    @Override
    public Collection<String> getCacheNames() {
        return Set.copyOf(caches.names());
    }
}
