// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.resty.Resty;
import dev.resty.dict.DictException;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RateLimiterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker ticker = new ManualTicker();

    private final Resty resty = Resty.builder()
            .ticker(ticker)
            .dict("limits", "1m")
            .dict("small", "12k")
            .build();

    private final SharedDict dict = resty.dict("limits");

    private RateLimiterBuilder limiter() {
        return resty.rateLimiter("limits");
    }

    private RateLimiter limiter(String algorithm, long limit) {
        return switch (algorithm) {
            case "fixed" -> limiter().fixedWindow(limit, MINUTE).build();
            case "sliding" -> limiter().slidingWindow(limit, MINUTE).build();
            case "gcra" -> limiter().gcra(limit, MINUTE).build();
            default -> limiter().leakyBucket(limit / 60.0, limit - 1).build();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void tryAcquire_byManyThreads_exactlyTheLimitPass(String algorithm) throws Exception {
        RateLimiter limiter = limiter(algorithm, 1_000);
        AtomicInteger passed = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<FutureTask<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<Void> task = new FutureTask<>(() -> {
                start.await();
                for (int n = 0; n < 500; n++) {
                    passed.addAndGet(limiter.tryAcquire("k").allowed() ? 1 : 0);
                }
                return null;
            });
            threads.add(task);
            new Thread(task).start();
        }
        start.countDown();
        for (FutureTask<Void> thread : threads) {
            thread.get();
        }

        assertThat(passed).hasValue(1_000);
        assertThat(limiter.tryAcquire("other").allowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void refusal_countsNothingAndItsRetryAfterIsTheFirstMomentThatPasses(String algorithm) {
        RateLimiter limiter = limiter(algorithm, 3);
        for (int i = 2; i >= 0; i--) {
            assertThat(limiter.peek("k").remaining()).isEqualTo(i);
            assertThat(limiter.tryAcquire("k").remaining()).isEqualTo(i);
        }
        for (int i = 0; i < 5; i++) {
            Decision refused = limiter.tryAcquire("k");
            assertThat(refused.allowed()).isFalse();
            assertThat(refused.exceeded()).isTrue();
            assertThat(refused.limit()).isEqualTo(3);
            assertThat(refused.remaining()).isZero();
        }
        Duration retry = limiter.tryAcquire("k").retryAfter();
        ticker.advance(retry.minusMillis(1));
        assertThat(limiter.peek("k").allowed()).isFalse();
        ticker.advance(Duration.ofMillis(1));
        assertThat(limiter.tryAcquire("k").allowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void refund_givesRoomBack(String algorithm) {
        RateLimiter limiter = limiter(algorithm, 5);
        limiter.refund("k");
        assertThat(limiter.tryAcquire("k", 5).allowed()).isTrue();
        limiter.refund("k", 2);

        assertThat(limiter.tryAcquire("k", 3).allowed()).isFalse();
        assertThat(limiter.tryAcquire("k", 2).allowed()).isTrue();
        assertThat(limiter.tryAcquire("k").allowed()).isFalse();
        limiter.refund("k", 100);
        assertThat(limiter.peek("k").remaining()).isGreaterThanOrEqualTo(3);
        assertThat(limiter.tryAcquire("k", 6).allowed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void entry_expiresWhenItMattersNoMore(String algorithm) {
        RateLimiter limiter = limiter(algorithm, 5);
        limiter.tryAcquire("k");
        ticker.advance(MINUTE.plusSeconds(1));

        assertThat(dict.get("k")).isNull();
        assertThat(limiter.peek("k", 5).allowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void clockOfAnotherNodeBehind_givesNothingTwice(String algorithm) {
        RateLimiter limiter = limiter(algorithm, 2);
        limiter.tryAcquire("k", 2);
        ticker.advance(Duration.ofSeconds(-3));

        assertThat(limiter.tryAcquire("k").allowed()).isFalse();
        ticker.advance(Duration.ofSeconds(3));
        assertThat(limiter.tryAcquire("k").allowed()).isFalse();
    }

    @Test
    void leakyBucket_delaysWhatIsWithinTheBurst() {
        RateLimiter limiter = limiter().leakyBucket(2, 10).build();

        assertThat(limiter.tryAcquire("k").delay()).isZero();
        assertThat(limiter.tryAcquire("k").delay()).isEqualTo(Duration.ofMillis(500));
        assertThat(limiter.tryAcquire("k").delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(limiter.peek("k").delay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(limiter.tryAcquire("other").delay()).isZero();
    }

    @Test
    void headers_areThoseOfTheDrafts() {
        RateLimiter limiter =
                limiter().name("per-client").slidingWindow(2, MINUTE).build();

        assertThat(limiter.tryAcquire("k").headers())
                .containsExactly(
                        java.util.Map.entry("RateLimit-Policy", "\"per-client\";q=2;w=60"),
                        java.util.Map.entry("RateLimit", "\"per-client\";r=1;t=60"),
                        java.util.Map.entry("RateLimit-Limit", "2"),
                        java.util.Map.entry("RateLimit-Remaining", "1"),
                        java.util.Map.entry("RateLimit-Reset", "60"));
        limiter.tryAcquire("k");
        ticker.advance(Duration.ofMillis(10_500));
        assertThat(limiter.tryAcquire("k").headers())
                .containsEntry("Retry-After", "50")
                .containsEntry("RateLimit", "\"per-client\";r=0;t=50");
    }

    @Test
    void dryRun_refusesNothingAndSaysWhatItWould() {
        RateLimiter limiter = limiter().leakyBucket(1, 1).dryRun(true).build();
        List<Decision> decisions =
                IntStream.range(0, 4).mapToObj(i -> limiter.tryAcquire("k")).toList();

        assertThat(decisions).allMatch(Decision::allowed).allMatch(d -> d.delay()
                .isZero());
        assertThat(decisions).extracting(Decision::exceeded).containsExactly(false, false, true, true);
        assertThat(decisions.get(1).suppressed().delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(decisions.get(2).suppressed().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(decisions.get(2).headers()).doesNotContainKey("Retry-After");
        ticker.advance(Duration.ofSeconds(1));
        assertThat(limiter.tryAcquire("k").exceeded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void foreignValue_isNotOverwritten(String algorithm) {
        RateLimiter limiter = limiter(algorithm, 2);
        dict.set("number", 32);
        dict.set("text", "a");
        dict.rpush("list", LuaScalar.of("a"));

        for (String key : List.of("number", "text")) {
            assertThatExceptionOfType(DictException.class)
                    .isThrownBy(() -> limiter.tryAcquire(key))
                    .withMessage("shdict abused by other users");
            assertThatExceptionOfType(DictException.class).isThrownBy(() -> limiter.peek(key));
            assertThatExceptionOfType(DictException.class).isThrownBy(() -> limiter.refund(key));
        }
        assertThatExceptionOfType(DictException.class)
                .isThrownBy(() -> limiter.tryAcquire("list"))
                .withMessage("value is a list");
        assertThat(dict.getLong("number", 0)).isEqualTo(32);
    }

    @Test
    void badInput_isRefused() {
        RateLimiter limiter = limiter("fixed", 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.tryAcquire(""))
                .withMessage("empty key");
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("k".repeat(65_536)));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("k", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.peek("k", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.refund("k", 0));
        assertThat(limiter.tryAcquire("k", Long.MAX_VALUE).allowed()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().fixedWindow(0, MINUTE));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().slidingWindow(1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().gcra(1, Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().gcra(2_000_000, Duration.ofMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().gcra(1, Duration.ofDays(365), 1_000));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().leakyBucket(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().leakyBucket(1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().name("a\"b"));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().storeDown(StoreDown.LOCAL));
        assertThatIllegalStateException().isThrownBy(() -> limiter().build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void tryAcquire_hugeCost_isRefusedWithoutOverflow(String algorithm) {
        RateLimiter limiter = limiter(algorithm, 10);
        limiter.tryAcquire("k");
        for (long cost : new long[] {11, 1L << 40, Long.MAX_VALUE}) {
            Decision decision = limiter.tryAcquire("k", cost);
            assertThat(decision.allowed()).isFalse();
            assertThat(decision.retryAfter()).isPositive();
            assertThat(decision.remaining()).isEqualTo(9);
        }
    }

    @Test
    void prefix_keepsLimitersOfOneDictApart() {
        RateLimiter first = limiter().prefix("a:").gcra(1, MINUTE).build();
        RateLimiter second = limiter().prefix("b:").fixedWindow(1, MINUTE).build();
        assertThat(first.tryAcquire("k").allowed()).isTrue();
        assertThat(second.tryAcquire("k").allowed()).isTrue();

        assertThat(dict.getKeys()).containsExactlyInAnyOrder("a:k", "b:k");
        first.refund("k");
        assertThat(first.tryAcquire("k").allowed()).isTrue();
    }

    @Test
    void clockSetBack_nobodyIsToldToWaitLongerThanAWindow() {
        for (RateLimiterBuilder builder : List.of(
                resty.rateLimiter("limits").prefix("f").fixedWindow(2, MINUTE),
                resty.rateLimiter("limits").prefix("s").slidingWindow(2, MINUTE),
                resty.rateLimiter("limits").prefix("l").leakyBucket(2 / 60.0, 1),
                resty.rateLimiter("limits").prefix("g").gcra(2, MINUTE))) {
            long[] now = {ticker.currentTimeMillis()};
            RateLimiter limiter = builder.epochMillis(() -> now[0]).build();
            limiter.tryAcquire("k");
            now[0] -= Duration.ofHours(1).toMillis();
            limiter.tryAcquire("k");
            Decision refused = limiter.tryAcquire("k");

            assertThat(refused.allowed()).isFalse();
            assertThat(refused.retryAfter()).isLessThanOrEqualTo(MINUTE);
            assertThat(refused.resetAfter()).isLessThanOrEqualTo(MINUTE);
        }
        ticker.advance(MINUTE.plusSeconds(2));
        assertThat(resty.dict("limits").getKeys(0)).isEmpty();
    }
}
