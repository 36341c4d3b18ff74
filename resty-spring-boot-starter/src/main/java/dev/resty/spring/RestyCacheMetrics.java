// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.cache.CacheStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The caches of {@code resty.caches.*}, each with its name as tag {@code cache}: {@code resty.cache.gets} by
 * {@code level} (l1, l2, loader, stale), {@code resty.cache.misses}, {@code resty.cache.loads} by {@code result}
 * (success, failure), {@code resty.cache.load.time}, {@code resty.cache.refreshes}, {@code resty.cache.evictions},
 * {@code resty.cache.invalidations}, {@code resty.cache.missed}, {@code resty.cache.store.failures} and
 * {@code resty.cache.size}, the objects of the first level.
 */
final class RestyCacheMetrics implements MeterBinder {

    private final RestyCaches caches;

    RestyCacheMetrics(RestyCaches caches) {
        this.caches = caches;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String name : caches.names()) {
            Tags cache = Tags.of("cache", name);
            String gets = "resty.cache.gets";
            String answered = "Calls by the level that answered";
            count(registry, gets, answered, name, cache.and("level", "l1"), CacheStats::l1Hits);
            count(registry, gets, answered, name, cache.and("level", "l2"), CacheStats::l2Hits);
            count(registry, gets, answered, name, cache.and("level", "stale"), CacheStats::staleServed);
            count(registry, gets, answered, name, cache.and("level", "loader"), s -> s.loads() - s.refreshes());
            count(registry, "resty.cache.misses", "Calls that neither level answered", name, cache, CacheStats::misses);
            String loads = "resty.cache.loads";
            String ran = "Loaders that ran";
            count(registry, loads, ran, name, cache.and("result", "success"), CacheStats::loads);
            count(registry, loads, ran, name, cache.and("result", "failure"), CacheStats::loadFailures);
            count(registry, "resty.cache.refreshes", "Loads in the background", name, cache, CacheStats::refreshes);
            count(registry, "resty.cache.evictions", "Objects without room", name, cache, CacheStats::evictions);
            count(registry, "resty.cache.invalidations", "News of others", name, cache, CacheStats::invalidations);
            count(registry, "resty.cache.missed", "Times news may have been lost", name, cache, CacheStats::missed);
            count(
                    registry,
                    "resty.cache.store.failures",
                    "Calls without answer",
                    name,
                    cache,
                    CacheStats::storeFailures);
            Gauge.builder("resty.cache.size", () -> sum(name, CacheStats::l1Size))
                    .description("Objects of the first level")
                    .tags(cache)
                    .register(registry);
            TimeGauge.builder(
                            "resty.cache.load.time",
                            () -> sum(name, stats -> stats.loadTime().toNanos()),
                            TimeUnit.NANOSECONDS)
                    .description("How long loaders ran")
                    .tags(cache)
                    .register(registry);
        }
    }

    private void count(
            MeterRegistry registry,
            String meter,
            String description,
            String name,
            Tags tags,
            ToDoubleFunction<CacheStats> value) {
        FunctionCounter.builder(meter, this, self -> self.sum(name, value))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private double sum(String name, ToDoubleFunction<CacheStats> value) {
        return caches.stats(name).stream().mapToDouble(value).sum();
    }
}
