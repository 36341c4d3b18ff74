// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No value outlives its time or its clear, whatever fails or takes long meanwhile. */
@Timeout(60)
class TimeLimitsTest extends CacheFixture {

    private static final Runnable NOTHING = () -> {};

    private void pass(long seconds) {
        ticker.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void refreshAhead_hangs_theOldValueEndsWithItsTime() {
        TwoLevelCache<String> cache = local().refreshAhead(Duration.ofSeconds(5))
                .resurrectTtl(Duration.ofHours(1))
                .waitTimeout(Duration.ofMillis(50))
                .l1Ttl(Duration.ofSeconds(60))
                .build();
        cache.get("k", this::load);
        pass(58);
        assertThat(cache.get("k", this::load).level()).isEqualTo(HitLevel.L1);
        assertThat(background.waiting()).isEqualTo(1);
        pass(3);

        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> cache.get("k", this::load))
                .withMessageContaining("timeout");
        background.run();
        assertThat(cache.get("k", this::load).value()).isEqualTo("k#2");
    }

    @Test
    void refreshAhead_fails_theOldValueEndsWithItsTime() {
        TwoLevelCache<String> cache = local().refreshAhead(Duration.ofSeconds(5))
                .resurrectTtl(Duration.ofHours(1))
                .l1Ttl(Duration.ofSeconds(60))
                .build();
        cache.get("k", this::load);
        pass(58);
        cache.get("k", this::fail);
        background.run();
        pass(3);

        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#3", HitLevel.LOADER));
    }

    @Test
    void refreshAhead_absentValue_isRefreshedInTheLaterHalfOfItsTimeAtMost() {
        TwoLevelCache<String> cache = local().refreshAhead(Duration.ofSeconds(20))
                .l1Ttl(Duration.ofSeconds(1))
                .build();
        cache.get("k", key -> null);
        pass(1);

        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>(null, HitLevel.L2));
        assertThat(background.waiting()).isZero();
    }

    @Test
    void staleIfError_loadFailsAfterTheStaleTime_isTheFailure() {
        TwoLevelCache<String> cache =
                local().staleIfError(Duration.ofSeconds(10)).build();
        cache.get("k", this::load);
        pass(62);

        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> cache.get("k", key -> {
                    pass(9);
                    throw new IOException("down");
                }));
    }

    @Test
    void staleIfError_loadFailsLate_theStaleValueIsKeptForTheRestOnly() {
        TwoLevelCache<String> cache = local().staleIfError(Duration.ofSeconds(10))
                .resurrectTtl(Duration.ofSeconds(9))
                .build();
        cache.get("k", this::load);
        pass(62);
        assertThat(cache.get("k", key -> {
                            pass(6);
                            throw new IOException("down");
                        })
                        .level())
                .isEqualTo(HitLevel.STALE);
        pass(3);

        assertThat(cache.get("k", this::load).level()).isEqualTo(HitLevel.LOADER);
    }

    @Test
    void staleIfError_forEver_freshValuesAreFresh() {
        TwoLevelCache<String> cache = local().staleIfError(Duration.ofSeconds(Long.MAX_VALUE))
                .l1Size(0)
                .build();
        cache.get("k", this::load);

        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.L2));
        pass(61);
        assertThat(cache.get("k", this::fail)).isEqualTo(new CacheHit<>("k#1", HitLevel.STALE));
    }

    @Test
    void loader_saysNotToBeCachedByAnyNegativeTime() {
        TwoLevelCache<String> cache = local().build();
        for (Duration ttl : new Duration[] {Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)}) {
            assertThat(cache.getLoaded("k", key -> Loaded.of("v").withTtl(ttl)).level())
                    .isEqualTo(HitLevel.LOADER);
        }
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void renew_noValueAnyMore_theFirstLevelForgetsItThoughTheSecondHadNone() {
        TwoLevelCache<String> cache = local().negativeTtl(Duration.ZERO).build();
        cache.get("k", this::load);
        dict.delete("k");

        assertThat(cache.renew("k", key -> null).value()).isNull();
        assertThat(cache.getIfPresent("k")).isNull();
    }

    @Test
    void clearTag_whileAnotherValueGetsTheTag_clearsIt() {
        AtomicReference<Runnable> beforeAdd = new AtomicReference<>(NOTHING);
        TwoLevelCache<String> cache = TwoLevelCache.builder(
                        intercepted("add", () -> beforeAdd.getAndSet(NOTHING).run()), Codec.utf8())
                .nanoTime(ticker::nanoTime)
                .l1Size(0)
                .build();
        cache.set("other", "v");
        beforeAdd.set(() -> cache.clearTag("t"));

        cache.getLoaded("k", key -> Loaded.of("read before the clear").withTags("t"));
        assertThat(beforeAdd.get()).isSameAs(NOTHING);
        assertThat(cache.getIfPresent("k")).isNull();
        cache.getLoaded("k", key -> Loaded.of("v").withTags("t"));
        assertThat(cache.getIfPresent("k")).isNotNull();
    }

    @Test
    void clear_whileAnotherReadsWhatIsCleared_isNotForgotten() {
        AtomicReference<Runnable> atClock = new AtomicReference<>(NOTHING);
        LongSupplier clock = () -> {
            atClock.getAndSet(NOTHING).run();
            return ticker.nanoTime();
        };
        Generations generations =
                new Generations(dict, "c", clock, Duration.ofSeconds(10).toNanos());
        Generations others = new Generations(dict, "c", ticker::nanoTime, 0);
        int before = others.current().stamp();
        atClock.set(() -> {
            others.clearAll();
            generations.forget();
        });
        generations.current();

        assertThat(atClock.get()).isSameAs(NOTHING);
        assertThat(generations.current().stamp()).isGreaterThan(before);
    }

    @Test
    void refresh_executorFails_theKeyIsLoadedAfterwards() {
        TwoLevelCache<String> cache = local().refreshAhead(Duration.ofSeconds(20))
                .waitTimeout(Duration.ofMillis(50))
                .executor(task -> {
                    throw new IllegalStateException("no thread");
                })
                .build();
        cache.get("k", this::load);
        pass(55);
        assertThatThrownBy(() -> cache.get("k", this::load)).hasMessage("no thread");
        pass(6);

        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#2", HitLevel.LOADER));
    }

    @Test
    void getBulk_executorFails_theKeysAreLoadedAfterwards() {
        TwoLevelCache<String> cache = local().hardTimeout(Duration.ofSeconds(30))
                .waitTimeout(Duration.ofMillis(50))
                .executor(task -> {
                    throw new IllegalStateException("no thread");
                })
                .build();

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> cache.getBulk(List.of("a", "b"), keys -> Map.of("a", "1", "b", "2")))
                    .hasMessage("no thread");
        }
    }

    @Test
    void load_keySetElsewhereMeanwhileForAShortTime_isNotShared() {
        TwoLevelCache<String> one = node().build();
        TwoLevelCache<String> other = node().build();

        one.get("k", key -> {
            other.set("k", Loaded.of("newer").withTtl(Duration.ofSeconds(1)));
            bus.deliver();
            pass(2);
            return "older";
        });
        assertThat(one.getIfPresent("k")).isNull();
        assertThat(other.getIfPresent("k")).isNull();
    }

    @Test
    void load_tookAlmostAsLongAsMarksLastAndTheStoreIsSlow_isNotShared() {
        SharedDict slow = remote(intercepted("update", () -> pass(2)));
        TwoLevelCache<String> one = TwoLevelCache.builder(slow, Codec.utf8())
                .nanoTime(ticker::nanoTime)
                .build();
        TwoLevelCache<String> other = node().build();

        one.get("k", key -> {
            other.delete("k");
            pass(59);
            return "read before the delete";
        });
        assertThat(other.getIfPresent("k")).isNull();
    }

    private SharedDict intercepted(String name, Runnable before) {
        return (SharedDict) Proxy.newProxyInstance(
                SharedDict.class.getClassLoader(), new Class<?>[] {SharedDict.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        before.run();
                    }
                    try {
                        return method.invoke(dict, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
