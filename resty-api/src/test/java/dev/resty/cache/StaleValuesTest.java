// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.resty.dict.Codec;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StaleValuesTest extends CacheFixture {

    private static final CacheHit<String> OLD = new CacheHit<>("k#1", HitLevel.STALE);

    private void pass(long seconds) {
        ticker.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void staleWhileRevalidate_servesTheOldValueAndLoadsOnceInTheBackground() {
        TwoLevelCache<String> cache =
                local().staleWhileRevalidate(Duration.ofSeconds(30)).build();
        cache.get("k", this::load);
        pass(61);

        assertThat(cache.get("k", this::load)).isEqualTo(OLD);
        assertThat(cache.get("k", this::load)).isEqualTo(OLD);
        assertThat(background.waiting()).isEqualTo(1);
        assertThat(loads).hasValue(1);
        background.run();
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#2", HitLevel.L1));
        CacheStats stats = cache.stats();
        assertThat(stats.staleServed()).isEqualTo(2);
        assertThat(stats.refreshes()).isEqualTo(1);
        assertThat(stats.loads()).isEqualTo(2);
    }

    @Test
    void staleWhileRevalidate_afterItsTime_waitsForTheLoad() {
        TwoLevelCache<String> cache =
                local().staleWhileRevalidate(Duration.ofSeconds(30)).build();
        cache.get("k", this::load);
        pass(91);

        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#2", HitLevel.LOADER));
    }

    @Test
    void staleWhileRevalidate_absentValue_isNotServed() {
        TwoLevelCache<String> cache =
                local().staleWhileRevalidate(Duration.ofSeconds(30)).build();
        cache.get("k", key -> null);
        pass(6);

        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.LOADER));
    }

    @Test
    void staleWhileRevalidate_keyDeletedDuringTheLoad_neitherValueComesBack() {
        TwoLevelCache<String> cache =
                local().staleWhileRevalidate(Duration.ofSeconds(30)).build();
        cache.get("k", this::load);
        pass(61);
        cache.get("k", key -> "before the delete");
        cache.delete("k");
        background.run();

        assertThat(cache.getIfPresent("k")).isNull();
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void staleWhileRevalidate_loadFails_isTriedAgainAfterResurrectTtl() {
        TwoLevelCache<String> cache = local().staleWhileRevalidate(Duration.ofSeconds(30))
                .resurrectTtl(Duration.ofSeconds(2))
                .build();
        cache.get("k", this::load);
        pass(61);
        cache.get("k", this::fail);
        background.run();
        assertThat(loads).hasValue(2);
        pass(1);
        assertThat(cache.get("k", this::fail)).isEqualTo(OLD);
        assertThat(background.waiting()).isZero();
        pass(2);
        assertThat(cache.get("k", this::load)).isEqualTo(OLD);
        background.run();
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#3", HitLevel.L1));
        assertThat(cache.stats().loadFailures()).isEqualTo(1);
    }

    @Test
    void staleWhileRevalidate_sourceSaysThereIsNone_oldValueGoes() {
        TwoLevelCache<String> cache = local().staleWhileRevalidate(Duration.ofSeconds(30))
                .negativeTtl(Duration.ZERO)
                .build();
        cache.get("k", this::load);
        pass(61);
        assertThat(cache.get("k", key -> null)).isEqualTo(OLD);
        background.run();

        assertThat(cache.get("k", key -> null)).isEqualTo(new CacheHit<>(null, HitLevel.LOADER));
    }

    @Test
    void staleWhileRevalidate_noThreadForIt_servesTheOldValueAndTriesLater() {
        TwoLevelCache<String> cache =
                local().staleWhileRevalidate(Duration.ofSeconds(30)).build();
        cache.get("k", this::load);
        pass(61);
        background.full = true;
        assertThat(cache.get("k", this::load)).isEqualTo(OLD);
        background.full = false;
        pass(2);
        assertThat(cache.get("k", this::load)).isEqualTo(OLD);
        background.run();
        assertThat(cache.get("k", this::load).value()).isEqualTo("k#2");
    }

    @Test
    void staleIfError_servesTheOldValueForResurrectTtlAtATime() {
        TwoLevelCache<String> cache = local().staleIfError(Duration.ofSeconds(30))
                .resurrectTtl(Duration.ofSeconds(5))
                .build();
        cache.get("k", this::load);
        pass(61);
        assertThat(cache.get("k", this::fail)).isEqualTo(OLD);
        assertThat(cache.get("k", this::fail)).isEqualTo(OLD);
        assertThat(loads).hasValue(2);
        pass(6);
        assertThat(cache.get("k", this::fail)).isEqualTo(OLD);
        assertThat(loads).hasValue(3);
        pass(24);
        assertThatExceptionOfType(CacheLoadException.class)
                .isThrownBy(() -> cache.get("k", this::fail))
                .withCauseInstanceOf(IOException.class);
        assertThat(cache.get("k", this::load).level()).isEqualTo(HitLevel.LOADER);
    }

    @Test
    void refreshAhead_loadsBeforeTheEnd_andHitsGoOn() {
        TwoLevelCache<String> cache = local().l1Ttl(Duration.ofSeconds(60))
                .refreshAhead(Duration.ofSeconds(10))
                .build();
        cache.get("k", this::load);
        pass(49);
        cache.get("k", this::load);
        assertThat(background.waiting()).isZero();
        pass(2);
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.L1));
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.L1));
        assertThat(background.waiting()).isEqualTo(1);
        background.run();
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#2", HitLevel.L1));
        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void refreshAhead_ofTheSecondLevel_isSeenWithoutAFirst() {
        TwoLevelCache<String> cache = local().l1Ttl(Duration.ZERO)
                .refreshAhead(Duration.ofSeconds(10))
                .build();
        cache.get("k", this::load);
        pass(51);
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.L2));
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#1", HitLevel.L2));
        assertThat(background.waiting()).isEqualTo(1);
        background.run();
        assertThat(cache.get("k", this::load)).isEqualTo(new CacheHit<>("k#2", HitLevel.L2));
    }

    @Test
    void refreshAhead_shortLivedEntry_isNotRefreshedAllTheTime() {
        TwoLevelCache<String> cache =
                local().refreshAhead(Duration.ofSeconds(10)).build();
        cache.getLoaded("k", key -> Loaded.of(load(key)).withTtl(Duration.ofSeconds(4)));
        pass(1);
        cache.invalidateAll();
        cache.getIfPresent("k");
        cache.get("k", this::load);
        assertThat(background.waiting()).isZero();
        pass(2);
        cache.get("k", this::load);
        assertThat(background.waiting()).isEqualTo(1);
    }

    @Test
    void softTimeout_servesTheOldValueAndTheLoadGoesOn() throws Exception {
        var threads = Executors.newCachedThreadPool();
        try {
            TwoLevelCache<String> cache = local().executor(threads)
                    .staleIfError(Duration.ofSeconds(30))
                    .softTimeout(Duration.ofMillis(20))
                    .build();
            cache.get("k", this::load);
            pass(61);
            CountDownLatch go = new CountDownLatch(1);
            assertThat(cache.get("k", key -> {
                        go.await();
                        return "new";
                    }))
                    .isEqualTo(OLD);
            go.countDown();
            await().untilAsserted(
                            () -> assertThat(cache.get("k", this::load).value()).isEqualTo("new"));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void softTimeout_nothingOld_waitsForTheLoad() {
        var threads = Executors.newCachedThreadPool();
        try {
            TwoLevelCache<String> cache = local().executor(threads)
                    .staleIfError(Duration.ofSeconds(30))
                    .softTimeout(Duration.ofMillis(1))
                    .build();
            assertThat(cache.get("k", key -> {
                        Thread.sleep(30);
                        return load(key);
                    }))
                    .isEqualTo(new CacheHit<>("k#1", HitLevel.LOADER));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void hardTimeout_givesUpAndInterruptsTheLoader() {
        var threads = Executors.newCachedThreadPool();
        try {
            TwoLevelCache<String> cache = local().executor(threads)
                    .hardTimeout(Duration.ofMillis(250))
                    .build();
            AtomicBoolean interrupted = new AtomicBoolean();
            assertThatExceptionOfType(CacheLoadException.class)
                    .isThrownBy(() -> cache.get("k", key -> {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.set(true);
                        }
                        return "too late";
                    }))
                    .withMessage("can't load \"k\": hard timeout");
            await().untilTrue(interrupted);
            assertThat(cache.stats().loadFailures()).isEqualTo(1);
            // On a busy machine this one may not begin in time either.
            String loaded = await().ignoreExceptions()
                    .until(() -> cache.get("k", this::load).value(), Objects::nonNull);
            assertThat(loaded).startsWith("k#");
            assertThat(dict.getString("k")).isEqualTo(loaded);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void hardTimeout_loaderAsksForItsOwnKey_isRefused() {
        var threads = Executors.newCachedThreadPool();
        try {
            TwoLevelCache<String> cache = local().executor(threads)
                    .hardTimeout(Duration.ofSeconds(20))
                    .build();
            assertThatExceptionOfType(CacheLoadException.class)
                    .isThrownBy(() ->
                            cache.get("k", key -> cache.get("k", this::load).value()))
                    .withCauseInstanceOf(IllegalStateException.class);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void close_backgroundOfItsOwn_takesNoMore_andTheCacheStillAnswers() {
        TwoLevelCache<String> cache = TwoLevelCache.builder(dict, Codec.utf8())
                .nanoTime(ticker::nanoTime)
                .l2Ttl(Duration.ofSeconds(60))
                .staleWhileRevalidate(Duration.ofSeconds(30))
                .build();
        cache.get("k", this::load);
        cache.close();
        pass(61);
        assertThat(cache.get("k", this::load)).isEqualTo(OLD);
        cache.close();
    }

    @Test
    void ownTtl_isTheEntrys_zeroForEver_negativeNotAtAll() {
        TwoLevelCache<String> cache = local().build();
        cache.getLoaded("k", key -> Loaded.of(load(key)).withTtl(Duration.ofSeconds(2)));
        cache.getLoaded("ever", key -> Loaded.of("v").withTtl(Duration.ZERO));
        assertThat(cache.getLoaded("never", key -> Loaded.of("v").withTtl(Duration.ofSeconds(-1))))
                .isEqualTo(new CacheHit<>("v", HitLevel.LOADER));

        assertThat(dict.getString("k")).isEqualTo("k#1");
        assertThat(cache.getIfPresent("never")).isNull();
        pass(3);
        assertThat(cache.getIfPresent("k")).isNull();
        pass(1_000_000);
        assertThat(cache.getIfPresent("ever").value()).isEqualTo("v");
        assertThat(cache.peek("ever").ttl()).isZero();
    }

    @Test
    void ttlJitter_shortensByUpToItsPart() {
        TwoLevelCache<String> cache = local().ttlJitter(0.5).build();
        boolean differ = false;
        for (int i = 0; i < 50; i++) {
            cache.get("k" + i, this::load);
            Duration ttl = cache.peek("k" + i).ttl();
            assertThat(ttl).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
            differ |= !ttl.equals(cache.peek("k0").ttl());
        }
        assertThat(differ).isTrue();
    }

    @Test
    void peek_stale_hasANegativeTtl() {
        TwoLevelCache<String> cache =
                local().staleIfError(Duration.ofSeconds(30)).build();
        cache.get("k", this::load);
        assertThat(cache.peek("k")).isEqualTo(new CachePeek<>("k#1", Duration.ofSeconds(60), false));
        pass(70);
        assertThat(cache.peek("k")).isNull();
        assertThat(cache.peek("k", true)).isEqualTo(new CachePeek<>("k#1", Duration.ofSeconds(-10), true));
    }

    @Test
    void builder_badRanges_areRefused() {
        Duration negative = Duration.ofMillis(-1);
        assertThatIllegalArgumentException().isThrownBy(() -> local().staleWhileRevalidate(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> local().staleIfError(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> local().resurrectTtl(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> local().refreshAhead(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> local().softTimeout(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> local().hardTimeout(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> local().l1WhenStoreDown(negative));
        assertThatIllegalArgumentException().isThrownBy(() -> local().ttlJitter(1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> local().ttlJitter(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> local().l1Weight(-1, (key, value) -> 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Loaded.of("v").withTags(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Loaded.of("v").withTags("x".repeat(251)));
    }
}
