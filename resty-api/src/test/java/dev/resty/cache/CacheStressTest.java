// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.Resty;
import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import dev.resty.dict.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two caches over one dict under load: a key is loaded by one at a time, and what was read or loaded before a change is
 * never seen after it. The source counts versions; whoever changes a key tells readers which version is the least that
 * they may see from then on.
 */
@Timeout(300)
class CacheStressTest extends CacheFixture {

    private static final int KEYS = 6;

    private static final int READS = 8_000;

    private static final int CHANGES = 1_500;

    private final AtomicIntegerArray source = new AtomicIntegerArray(KEYS);

    private final AtomicIntegerArray least = new AtomicIntegerArray(KEYS);

    private final AtomicIntegerArray loading = new AtomicIntegerArray(KEYS);

    private final AtomicInteger together = new AtomicInteger();

    private final AtomicInteger outdated = new AtomicInteger();

    private final Codec<Integer> codec = Codec.of(
            number -> number.toString().getBytes(StandardCharsets.UTF_8),
            bytes -> Integer.valueOf(new String(bytes, StandardCharsets.UTF_8)));

    @Test
    void cachesOfOneJvm_neverServeWhatWasChanged() throws Exception {
        try (Resty real = Resty.builder().dict("values", "1m").build()) {
            stress(
                    times(real.cache("values", codec)).build(),
                    times(real.cache("values", codec)).build());
        }
    }

    @Test
    void cachesOfSeveralNodes_neverServeWhatWasChanged() throws Exception {
        try (Resty real = Resty.builder().dict("values", "1m").build()) {
            SharedDict values = remote(real.dict("values"));
            InvalidationBus immediate = new ImmediateBus();
            stress(
                    times(TwoLevelCache.builder(values, codec))
                            .bus(immediate)
                            .locks(() -> real.lock("values"))
                            .build(),
                    times(TwoLevelCache.builder(values, codec))
                            .bus(immediate)
                            .locks(() -> real.lock("values"))
                            .build());
        }
    }

    /** Such that every path is taken: objects end, values end, what ends soon is refreshed. */
    private TwoLevelCacheBuilder<Integer> times(TwoLevelCacheBuilder<Integer> builder) {
        return builder.l1Ttl(Duration.ofMillis(20))
                .l2Ttl(Duration.ofMillis(200))
                .refreshAhead(Duration.ofMillis(20))
                .l1Size(KEYS - 1);
    }

    private void stress(TwoLevelCache<Integer> a, TwoLevelCache<Integer> b) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (a;
                b) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                TwoLevelCache<Integer> cache = i % 2 == 0 ? a : b;
                Random random = new Random(i);
                all.add(threads.submit(() -> read(cache, random)));
            }
            for (int i = 0; i < 2; i++) {
                TwoLevelCache<Integer> cache = i == 0 ? a : b;
                Random random = new Random(100 + i);
                int owned = i;
                all.add(threads.submit(() -> change(cache, random, owned)));
            }
            for (Future<?> one : all) {
                one.get(240, TimeUnit.SECONDS);
            }
            assertThat(outdated).as("values from before a change").hasValue(0);
            assertThat(together).as("loads of a key beside another").hasValue(0);
            assertThat(a.stats().l1Hits()).isPositive();
            assertThat(b.stats().l2Hits()).isPositive();
            assertThat(a.stats().loads()).isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    private void read(TwoLevelCache<Integer> cache, Random random) {
        for (int i = 0; i < READS; i++) {
            int key = random.nextInt(KEYS);
            int expected = least.get(key);
            CacheHit<Integer> hit = random.nextInt(10) == 0
                    ? cache.getIfPresent("k" + key)
                    : cache.getLoaded("k" + key, name -> Loaded.of(load(key)).withTags("t" + key));
            Integer value = hit == null ? null : hit.value();
            if (value != null && value < expected) {
                outdated.incrementAndGet();
            }
        }
    }

    private int load(int key) {
        if (loading.incrementAndGet(key) > 1) {
            together.incrementAndGet();
        }
        int version = source.get(key);
        Thread.yield();
        loading.decrementAndGet(key);
        return version;
    }

    /** Each of those who change has keys of its own. */
    private void change(TwoLevelCache<Integer> cache, Random random, int owned) {
        for (int i = 0; i < CHANGES; i++) {
            int key = random.nextInt(KEYS / 2) * 2 + owned;
            int version = source.incrementAndGet(key);
            switch (random.nextInt(6)) {
                case 0 -> cache.purge();
                case 1 -> cache.clearPrefix("k" + key);
                case 2 -> cache.clearTag("t" + key);
                case 3 -> cache.set("k" + key, Loaded.of(version).withTags("t" + key));
                default -> cache.delete("k" + key);
            }
            least.set(key, version);
            if (i % 16 == 0) {
                Thread.yield();
            }
        }
    }

    /** Every message has arrived when it is sent. */
    private static final class ImmediateBus implements InvalidationBus {

        private final List<Listener> listeners = new CopyOnWriteArrayList<>();

        @Override
        public void publish(String channel, byte[] message) {
            listeners.forEach(listener -> listener.message(message));
        }

        @Override
        public Subscription subscribe(String channel, Listener listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        @Override
        public void close() {
            listeners.clear();
        }
    }
}
