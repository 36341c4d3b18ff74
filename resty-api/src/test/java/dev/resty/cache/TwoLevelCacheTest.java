// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.resty.Resty;
import dev.resty.dict.Codec;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.ManualTicker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TwoLevelCacheTest {

    private final ManualTicker ticker = new ManualTicker();

    private final Resty resty = Resty.builder()
            .ticker(ticker)
            .dict("users", "1m")
            .dict("locks", "1m")
            .build();

    private final SharedDict dict = resty.dict("users");

    private final List<Thread> threads = new ArrayList<>();

    private final AtomicInteger loads = new AtomicInteger();

    private final TwoLevelCache<String> cache = newCache().build();

    private TwoLevelCacheBuilder<String> newCache() {
        return resty.cache("users", Codec.utf8())
                .l1Ttl(Duration.ofSeconds(10))
                .l2Ttl(Duration.ofSeconds(60))
                .negativeTtl(Duration.ofSeconds(5));
    }

    private String load(String key) {
        return key + "#" + loads.incrementAndGet();
    }

    private CacheHit<String> get(String key) {
        return cache.get(key, this::load);
    }

    @AfterEach
    void close() {
        resty.close();
    }

    @Test
    void get_levels_inTurn() {
        assertThat(get("k")).isEqualTo(new CacheHit<>("k#1", HitLevel.LOADER));
        assertThat(get("k")).isEqualTo(new CacheHit<>("k#1", HitLevel.L1));

        ticker.advance(Duration.ofSeconds(10));
        assertThat(get("k")).isEqualTo(new CacheHit<>("k#1", HitLevel.L2));
        assertThat(get("k")).isEqualTo(new CacheHit<>("k#1", HitLevel.L1));

        ticker.advance(Duration.ofSeconds(50));
        assertThat(get("k")).isEqualTo(new CacheHit<>("k#2", HitLevel.LOADER));
        assertThat(HitLevel.LOADER.number()).isEqualTo(3);
    }

    @Test
    void get_l1Object_doesNotOutliveTheSharedValue() {
        get("k");
        ticker.advance(Duration.ofSeconds(55));
        assertThat(get("k").level()).isEqualTo(HitLevel.L2);

        ticker.advance(Duration.ofSeconds(5));
        assertThat(get("k").level()).isEqualTo(HitLevel.LOADER);
    }

    @Test
    void get_valueOfAScript_isFound() {
        dict.set("text", "from Lua");
        dict.set("number", 42L);

        assertThat(get("text")).isEqualTo(new CacheHit<>("from Lua", HitLevel.L2));
        assertThat(get("number")).isEqualTo(new CacheHit<>("42", HitLevel.L2));
        assertThat(loads).hasValue(0);
    }

    @Test
    void get_otherCacheOnSameDict_seesTheLoad() {
        get("k");

        assertThat(newCache().build().get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.L2));
    }

    @Test
    void get_loaderGivesNull_isRememberedForNegativeTtl() {
        CacheLoader<String> nothing = key -> {
            loads.incrementAndGet();
            return null;
        };
        assertThat(cache.get("k", nothing)).isEqualTo(new CacheHit<>(null, HitLevel.LOADER));
        assertThat(cache.get("k", nothing)).isEqualTo(new CacheHit<>(null, HitLevel.L1));
        assertThat(dict.getBoolean("k", true)).isFalse();
        cache.invalidate("k");
        assertThat(cache.get("k", nothing)).isEqualTo(new CacheHit<>(null, HitLevel.L2));

        ticker.advance(Duration.ofSeconds(5));
        assertThat(cache.get("k", nothing).level()).isEqualTo(HitLevel.LOADER);
        assertThat(loads).hasValue(2);
    }

    @Test
    void get_loaderGivesNullWithoutNegativeTtl_isNotRemembered() {
        TwoLevelCache<String> positive = newCache().negativeTtl(Duration.ZERO).build();

        assertThat(positive.get("k", key -> null).value()).isNull();
        assertThat(dict.get("k")).isNull();
        assertThat(positive.get("k", this::load).level()).isEqualTo(HitLevel.LOADER);
    }

    @Test
    void get_loaderFails_leavesNothingBehind() {
        IOException down = new IOException("down");
        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> cache.get("k", key -> {
                    throw down;
                }))
                .withCause(down)
                .withMessageContaining("\"k\"");

        assertThat(dict.getKeys()).doesNotContain("k", "lock:k");
        assertThat(cache.peek("k")).isNull();
        assertThat(get("k")).isEqualTo(new CacheHit<>("k#1", HitLevel.LOADER));
    }

    @Test
    void get_loaderFails_keyIsEscapedInTheMessage() {
        String key = "a\r\nb".repeat(50);

        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> cache.get(key, k -> {
                    throw new IOException("down");
                }))
                .withMessageStartingWith("can't load \"a\\x0d\\x0aba")
                .withMessageEndingWith("...\": java.io.IOException: down");
    }

    @Test
    void get_manyThreads_loadOnce() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        List<FutureTask<CacheHit<String>>> tasks = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            tasks.add(start(() -> cache.get("k", key -> {
                loading.await();
                return load(key);
            })));
        }
        awaitWaiting(32);
        loading.countDown();

        int loaded = 0;
        for (FutureTask<CacheHit<String>> task : tasks) {
            assertThat(task.get().value()).isEqualTo("k#1");
            loaded += task.get().level() == HitLevel.LOADER ? 1 : 0;
        }
        assertThat(loaded).isEqualTo(1);
        assertThat(loads).hasValue(1);
    }

    @Test
    void get_loaderFails_reachesEveryWaiter() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        IllegalStateException broken = new IllegalStateException("broken");
        List<FutureTask<CacheHit<String>>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(start(() -> cache.get("k", key -> {
                loads.incrementAndGet();
                loading.await();
                throw broken;
            })));
        }
        awaitWaiting(8);
        loading.countDown();

        for (FutureTask<CacheHit<String>> task : tasks) {
            ExecutionException failure = catchThrowableOfType(ExecutionException.class, task::get);
            assertThat(failure.getCause())
                    .isInstanceOf(CacheLoadException.class)
                    .hasCause(broken);
        }
        assertThat(loads).hasValue(1);
        assertThat(dict.getKeys()).doesNotContain("k", "lock:k");
    }

    @Test
    void get_lockHeldByAScript_waitsAndTakesItsValue() throws Exception {
        RestyLock script = resty.lock("users");
        script.lock("lock:k");
        FutureTask<CacheHit<String>> waiting = start(() -> get("k"));
        awaitWaiting(1);
        dict.set("k", "of the script");
        script.unlock();

        assertThat(waiting.get()).isEqualTo(new CacheHit<>("of the script", HitLevel.L2));
        assertThat(loads).hasValue(0);
    }

    @Test
    void get_lockNotToBeHad_fails() {
        TwoLevelCache<String> hasty = newCache()
                .locks(() -> resty.lock("locks", LockOptions.defaults().withTimeout(Duration.ZERO)))
                .lockPrefix("")
                .build();
        resty.lock("locks").lock("k");

        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> hasty.get("k", this::load))
                .withNoCause()
                .withMessageEndingWith("no lock: timeout");
        resty.dict("locks").delete("k");
        assertThat(hasty.get("k", this::load).level()).isEqualTo(HitLevel.LOADER);
        assertThat(resty.dict("locks").get("k")).isNull();
    }

    @Test
    void get_loaderAsksForItsOwnKey_isRefused() {
        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> cache.get("k", key -> get(key).value()))
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(cache.get("a", key -> get("b").value()).value()).isEqualTo("b#1");
    }

    @Test
    void get_othersLoadTakesTooLong_isTimeout() throws Exception {
        TwoLevelCache<String> hasty =
                newCache().waitTimeout(Duration.ofMillis(1)).build();
        CountDownLatch loading = new CountDownLatch(1);
        FutureTask<CacheHit<String>> slow = start(() -> hasty.get("k", key -> {
            loading.await();
            return load(key);
        }));
        awaitWaiting(1);

        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> hasty.get("k", this::load))
                .withNoCause()
                .withMessageContaining("\"k\": timeout");
        loading.countDown();
        assertThat(slow.get().value()).isEqualTo("k#1");
    }

    @Test
    void get_loaderInterrupted_keepsTheFlag() throws Exception {
        FutureTask<Boolean> task = start(() -> {
            try {
                cache.get("k", key -> {
                    throw new InterruptedException();
                });
                return false;
            } catch (CacheLoadException e) {
                return Thread.currentThread().isInterrupted();
            }
        });

        assertThat(task.get()).isTrue();
    }

    @Test
    void delete_removesBothLevels() {
        get("k");
        cache.delete("k");

        assertThat(dict.get("k")).isNull();
        assertThat(cache.peek("k")).isNull();
        assertThat(get("k").value()).isEqualTo("k#2");
    }

    @Test
    void delete_duringLoad_loadStoresNothingAndLaterCallersLoadAnew() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        FutureTask<CacheHit<String>> before = start(() -> cache.get("k", key -> {
            loading.await();
            return "before";
        }));
        awaitWaiting(1);
        cache.delete("k");
        FutureTask<CacheHit<String>> after = start(() -> cache.get("k", key -> "after"));
        awaitWaiting(2);
        loading.countDown();

        assertThat(before.get().value()).isEqualTo("before");
        assertThat(after.get().value()).isEqualTo("after");
        assertThat(dict.getString("k")).isEqualTo("after");
        assertThat(get("k")).isEqualTo(new CacheHit<>("after", HitLevel.L1));
    }

    @Test
    void set_storesInBothLevels() {
        cache.set("k", "new");

        assertThat(get("k")).isEqualTo(new CacheHit<>("new", HitLevel.L1));
        assertThat(dict.getString("k")).isEqualTo("new");
        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void invalidate_readsTheSharedDictAnew() {
        get("k");
        get("other");
        dict.set("k", "changed by Lua");
        dict.set("other", "changed too");
        assertThat(get("k").value()).isEqualTo("k#1");

        cache.invalidate("k");
        assertThat(get("k")).isEqualTo(new CacheHit<>("changed by Lua", HitLevel.L2));
        cache.invalidateAll();
        assertThat(get("other").value()).isEqualTo("changed too");
    }

    @Test
    void invalidateAll_duringLoad_loadStoresNothing() {
        cache.get("42", key -> {
            cache.invalidateAll();
            return "old";
        });

        assertThat(cache.getIfPresent("42")).isNull();
        assertThat(cache.get("42", key -> "new").value()).isEqualTo("new");
    }

    @Test
    void peek_loadsNothing() {
        assertThat(cache.peek("k")).isNull();
        get("k");
        ticker.advance(Duration.ofSeconds(20));
        assertThat(cache.peek("k")).isEqualTo(new CachePeek<>("k#1", Duration.ofSeconds(40), false));
        assertThat(get("k").level()).isEqualTo(HitLevel.L2);
    }

    @Test
    void get_undecodableSharedValue_isLoadedAnew() {
        TwoLevelCache<Integer> numbers = resty.cache(
                        "users",
                        Codec.<Integer>of(
                                n -> n.toString().getBytes(UTF_8), b -> Integer.valueOf(new String(b, UTF_8))))
                .build();
        dict.set("k", "no number");

        assertThat(numbers.get("k", key -> 7)).isEqualTo(new CacheHit<>(7, HitLevel.LOADER));
        assertThat(dict.getString("k")).isEqualTo("7");
    }

    @Test
    void get_valueTooLargeForTheDict_isStillAnsweredAndHeldInL1() {
        String large = "x".repeat(2 * 1024 * 1024);

        assertThat(cache.get("k", key -> large).level()).isEqualTo(HitLevel.LOADER);
        assertThat(dict.get("k")).isNull();
        assertThat(get("k").level()).isEqualTo(HitLevel.L1);
    }

    @Test
    void get_noL1_readsTheDictEachTime() {
        TwoLevelCache<byte[]> plain =
                resty.cache("users", Codec.bytes()).l1Ttl(Duration.ZERO).build();
        byte[] loaded = {1, 2, 3};
        plain.get("k", key -> loaded);
        loaded[0] = 9;

        CacheHit<byte[]> hit = plain.get("k", key -> loaded);
        assertThat(hit.level()).isEqualTo(HitLevel.L2);
        assertThat(hit.value()).containsExactly(1, 2, 3);
    }

    @Test
    void get_withoutLocks_touchesNoLockKey() {
        TwoLevelCache<String> lockless = TwoLevelCache.builder(dict, Codec.utf8())
                .nanoTime(ticker::nanoTime)
                .build();

        assertThat(lockless.get("k", key -> {
                            assertThat(dict.getKeys()).doesNotContain("k", "lock:k");
                            return "v";
                        })
                        .value())
                .isEqualTo("v");
    }

    @Test
    void builder_badRanges_areRefused() {
        Duration negative = Duration.ofMillis(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> newCache().l1Ttl(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> newCache().l2Ttl(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> newCache().negativeTtl(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> newCache().l1Size(-1));
    }

    @Test
    void get_sharedNull_isDistinctFromText() {
        dict.set("k", LuaScalar.of("false"));

        assertThat(get("k").value()).isEqualTo("false");
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Until so many of the started threads wait for something. */
    private void awaitWaiting(int count) {
        await().until(() -> threads.stream()
                        .filter(thread -> thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TIMED_WAITING)
                        .count()
                == count);
    }
}
