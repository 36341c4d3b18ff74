// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.resty.dict.DictKey;
import dev.resty.lock.RestyLock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BulkTest extends CacheFixture {

    private final TwoLevelCache<String> cache = local().build();

    private final List<Set<String>> calls = new ArrayList<>();

    private Map<String, String> loadAll(Set<String> keys) {
        calls.add(new TreeSet<>(keys));
        Map<String, String> values = new HashMap<>();
        keys.stream().filter(key -> !key.startsWith("no")).forEach(key -> values.put(key, key + "!"));
        return values;
    }

    @Test
    void getBulk_loadsTheMissingInOneCall_inTheOrderOfTheKeys() {
        cache.get("l1", this::load);
        cache.get("l2", this::load);
        cache.invalidate("l2");
        Map<String, CacheHit<String>> hits = cache.getBulk(List.of("a", "l1", "b", "l2", "none", "a"), this::loadAll);

        assertThat(calls).containsExactly(Set.of("a", "b", "none"));
        assertThat(hits.keySet()).containsExactly("a", "l1", "b", "l2", "none");
        assertThat(hits)
                .containsEntry("a", new CacheHit<>("a!", HitLevel.LOADER))
                .containsEntry("l1", new CacheHit<>("l1#1", HitLevel.L1))
                .containsEntry("l2", new CacheHit<>("l2#2", HitLevel.L2))
                .containsEntry("none", new CacheHit<>(null, HitLevel.LOADER));
        assertThat(cache.getBulk(List.of("a", "none"), this::loadAll))
                .containsEntry("a", new CacheHit<>("a!", HitLevel.L1))
                .containsEntry("none", new CacheHit<>(null, HitLevel.L1));
        assertThat(calls).hasSize(1);
        assertThat(dict.getKeys()).noneMatch(key -> key.startsWith("lock:"));
        assertThat(cache.getBulk(List.of(), this::loadAll)).isEmpty();
    }

    @Test
    void getBulk_loaderFails_leavesNothingBehind() {
        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> cache.getBulk(List.of("a", "b"), keys -> {
                    throw new IOException("down");
                }))
                .withCauseInstanceOf(IOException.class);
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> cache.getBulk(List.of("a", "b"), keys -> {
                    throw new OutOfMemoryError("of a test");
                }));
        assertThat(dict.getKeys()).doesNotContain("a", "b", "lock:a", "lock:b");
        assertThat(cache.get("a", this::load).level()).isEqualTo(HitLevel.LOADER);
    }

    @Test
    void getBulk_loaderFails_staleValuesAnswer() {
        TwoLevelCache<String> lenient =
                local().staleIfError(Duration.ofMinutes(1)).build();
        lenient.getBulk(List.of("a", "b"), this::loadAll);
        ticker.advance(Duration.ofSeconds(61));
        assertThat(lenient.getBulk(List.of("a", "b"), keys -> {
                    throw new IOException("down");
                }))
                .containsEntry("a", new CacheHit<>("a!", HitLevel.STALE))
                .containsEntry("b", new CacheHit<>("b!", HitLevel.STALE));
    }

    @Test
    void getBulk_deletedDuringTheLoad_isNotStored() {
        cache.getBulk(List.of("a", "b"), keys -> {
            cache.delete("a");
            return Map.of("a", "old", "b", "v");
        });
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.getIfPresent("b").value()).isEqualTo("v");
    }

    @Test
    void getBulk_keysThatNameTheSameBytes_areLoadedOnce() {
        String bytes = DictKey.utf8("żółw");
        Map<String, CacheHit<String>> hits = cache.getBulk(List.of("żółw", bytes), this::loadAll);
        assertThat(calls).containsExactly(Set.of("żółw"));
        assertThat(hits.get(bytes).value()).isEqualTo("żółw!");
    }

    @Test
    void getBulk_lockOfOneKeyIsHeld_theOthersAreLoadedFirst() throws Exception {
        RestyLock other = resty.lock("users");
        other.lock("lock:b");
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CountDownLatch first = new CountDownLatch(1);
            Future<Map<String, CacheHit<String>>> bulk =
                    threads.submit(() -> cache.getBulk(List.of("a", "b", "c"), keys -> {
                        first.countDown();
                        return loadAll(keys);
                    }));
            assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
            other.unlock();
            assertThat(bulk.get()).hasSize(3).containsEntry("b", new CacheHit<>("b!", HitLevel.LOADER));
            assertThat(calls).containsExactly(Set.of("a", "c"), Set.of("b"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void getBulk_hardTimeout_failsTheCallAndInterruptsTheLoader() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            TwoLevelCache<String> timed = local().executor(threads)
                    .hardTimeout(Duration.ofMillis(250))
                    .build();
            CountDownLatch interrupted = new CountDownLatch(1);
            assertThatExceptionOfType(CacheLoadException.class)
                    .isThrownBy(() -> timed.getBulk(List.of("a", "b"), keys -> {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                        return Map.of("a", "too late", "b", "too late");
                    }))
                    .withMessage("can't load \"a\": hard timeout");
            await().untilAsserted(() -> assertThat(interrupted.getCount()).isZero());
            await().untilAsserted(() -> assertThat(dict.getKeys()).noneMatch(key -> key.startsWith("lock:")));
            assertThat(timed.stats().loadFailures()).isEqualTo(2);
            assertThat(timed.getIfPresent("b")).isNull();
            // On a busy machine this one may not begin in time either.
            assertThat(await().ignoreExceptions()
                            .until(() -> timed.getBulk(List.of("a", "b"), this::loadAll), all -> true))
                    .hasSize(2);
            assertThat(calls).contains(Set.of("a", "b"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void getBulk_softTimeout_servesTheOldValues_andTheLoadGoesOn() {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch go = new CountDownLatch(1);
        try {
            TwoLevelCache<String> timed = local().executor(threads)
                    .staleIfError(Duration.ofSeconds(30))
                    .softTimeout(Duration.ofMillis(20))
                    .build();
            timed.getBulk(List.of("a", "b"), this::loadAll);
            ticker.advance(Duration.ofSeconds(61));
            assertThat(timed.getBulk(List.of("a", "b"), keys -> {
                        go.await();
                        return Map.of("a", "new", "b", "new");
                    }))
                    .containsEntry("a", new CacheHit<>("a!", HitLevel.STALE))
                    .containsEntry("b", new CacheHit<>("b!", HitLevel.STALE));
            go.countDown();
            await().untilAsserted(() -> assertThat(
                            timed.getBulk(List.of("a", "b"), this::loadAll).values())
                    .allSatisfy(hit -> assertThat(hit.value()).isEqualTo("new")));
        } finally {
            go.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void getBulk_noThreadForATimedLoad_loadsInTheCallers() {
        background.full = true;
        TwoLevelCache<String> timed =
                local().hardTimeout(Duration.ofSeconds(20)).build();
        assertThat(timed.getBulk(List.of("a", "b"), this::loadAll))
                .containsEntry("b", new CacheHit<>("b!", HitLevel.LOADER));
    }

    @Test
    void getBulk_loaderAsksForAKeyThatItLoads_isRefused() {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            for (TwoLevelCache<String> each : List.of(
                    cache,
                    local().executor(threads)
                            .hardTimeout(Duration.ofSeconds(20))
                            .build())) {
                assertThatExceptionOfType(CacheLoadException.class)
                        .isThrownBy(() -> each.getBulk(
                                List.of("own"),
                                keys -> Map.of(
                                        "own", "" + each.get("own", this::load).value())))
                        .withCauseInstanceOf(IllegalStateException.class);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void getBulk_manyThreadsOverOverlappingKeys_eachKeyIsLoadedOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Map<String, Integer> loaded = new HashMap<>();
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                List<String> keys = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    keys.add("k" + (t % 2 == 0 ? i + t : 30 - i - t));
                }
                all.add(threads.submit(() -> cache.getBulk(keys, missing -> {
                    Map<String, String> values = new HashMap<>();
                    for (String key : missing) {
                        synchronized (loaded) {
                            loaded.merge(key, 1, Integer::sum);
                        }
                        values.put(key, key);
                    }
                    return values;
                })));
            }
            for (Future<?> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
            assertThat(loaded).isNotEmpty().allSatisfy((key, times) -> assertThat(times)
                    .isOne());
        } finally {
            threads.shutdownNow();
        }
    }
}
