// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.cache.CacheHit;
import dev.resty.cache.CacheLoadException;
import dev.resty.cache.HitLevel;
import dev.resty.cache.Loaded;
import dev.resty.cache.TwoLevelCache;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A two-level cache as Spring's annotations use it. {@code sync = true} loads a key once, in this JVM and on all nodes;
 * all entries are evicted at the same cost however many there are; a null is remembered where the cache has a negative
 * time to live.
 */
final class RestyCache implements Cache {

    private final String name;

    private final TwoLevelCache<Object> cache;

    RestyCache(String name, TwoLevelCache<Object> cache) {
        this.name = name;
        this.cache = cache;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Object getNativeCache() {
        return cache;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return wrapped(cache.getIfPresent(CacheKeys.of(key)));
    }

    private static @Nullable ValueWrapper wrapped(@Nullable CacheHit<Object> hit) {
        return hit == null ? null : new SimpleValueWrapper(hit.value());
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        CacheHit<Object> hit = cache.getIfPresent(CacheKeys.of(key));
        Object value = hit == null ? null : hit.value();
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException("a value of cache \"" + name + "\" is a "
                    + value.getClass().getName() + ", not a " + type.getName());
        }
        @SuppressWarnings("unchecked")
        T typed = (T) value;
        return typed;
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> loader) {
        try {
            @SuppressWarnings("unchecked")
            T value = (T) cache.get(CacheKeys.of(key), text -> loader.call()).value();
            return value;
        } catch (CacheLoadException e) {
            Throwable cause = e.getCause();
            throw new ValueRetrievalException(key, loader, cause == null ? e : cause);
        }
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        ValueWrapper found = get(key);
        return found == null ? null : CompletableFuture.completedFuture(found);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
        CacheHit<Object> hit = cache.getIfPresent(CacheKeys.of(key));
        if (hit != null) {
            @SuppressWarnings("unchecked")
            T value = (T) hit.value();
            return CompletableFuture.completedFuture(value);
        }
        return loader.get().thenApply(value -> {
            put(key, value);
            return value;
        });
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        cache.set(CacheKeys.of(key), Loaded.of(value));
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        CacheHit<Object> hit = cache.get(CacheKeys.of(key), text -> value);
        return hit.level() == HitLevel.LOADER ? null : wrapped(hit);
    }

    @Override
    public void evict(Object key) {
        cache.delete(CacheKeys.of(key));
    }

    @Override
    public boolean evictIfPresent(Object key) {
        String text = CacheKeys.of(key);
        boolean present = cache.peek(text) != null;
        cache.delete(text);
        return present;
    }

    @Override
    public void clear() {
        cache.purge();
    }

    /** Clears it; true, because whether another node has anything is not known. */
    @Override
    public boolean invalidate() {
        cache.purge();
        return true;
    }
}
