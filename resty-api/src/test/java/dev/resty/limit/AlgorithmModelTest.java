// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.Resty;
import dev.resty.store.ManualTicker;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each algorithm against a model that remembers every request. */
class AlgorithmModelTest {

    private static final int REQUESTS = 20_000;

    private final ManualTicker ticker = new ManualTicker();

    private final Resty resty =
            Resty.builder().ticker(ticker).dict("limits", "1m").build();

    /** A request that was allowed. */
    private record Passed(long at, long cost) {}

    private final List<Passed> log = new ArrayList<>();

    private long within(long span, long now) {
        long sum = 0;
        for (int i = log.size() - 1; i >= 0 && log.get(i).at > now - span; i--) {
            sum += log.get(i).cost;
        }
        return sum;
    }

    private long pass(Random random, int longestPause) {
        int pause = random.nextInt(4) > 0 ? 0 : random.nextInt(longestPause);
        ticker.advance(Duration.ofMillis(pause));
        return ticker.currentTimeMillis();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void fixedWindow_isTheModelsCount(long seed) {
        Random random = new Random(seed);
        long limit = 1 + random.nextInt(20);
        long window = 1 + random.nextInt(500);
        RateLimiter limiter = resty.rateLimiter("limits")
                .fixedWindow(limit, Duration.ofMillis(window))
                .build();
        long end = 0;
        long count = 0;
        for (int i = 0; i < REQUESTS; i++) {
            long now = pass(random, 40);
            long cost = 1 + random.nextInt(3);
            if (now >= end) {
                end = now + window;
                count = 0;
            }
            boolean fits = count + cost <= limit;
            assertThat(limiter.peek("k", cost).allowed()).isEqualTo(fits);
            Decision decision = limiter.tryAcquire("k", cost);
            assertThat(decision.allowed()).isEqualTo(fits);
            if (fits) {
                count += cost;
                if (random.nextInt(10) == 0) {
                    limiter.refund("k", cost);
                    count -= cost;
                    decision = limiter.tryAcquire("k", cost);
                    count += cost;
                }
            } else {
                assertThat(decision.retryAfter()).isEqualTo(Duration.ofMillis(end - now));
                // Nothing was counted, so no window has begun.
                end = count == 0 ? 0 : end;
            }
            assertThat(decision.remaining()).isEqualTo(limit - count);
            if (count > 0) {
                assertThat(decision.resetAfter()).isEqualTo(Duration.ofMillis(end - now));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void slidingWindow_smallLimit_isExact(long seed) {
        Random random = new Random(seed);
        long limit = 1 + random.nextInt(SlidingWindow.SLOTS);
        long window = 1 + random.nextInt(500);
        RateLimiter limiter = resty.rateLimiter("limits")
                .slidingWindow(limit, Duration.ofMillis(window))
                .build();
        for (int i = 0; i < REQUESTS / 2; i++) {
            long now = pass(random, 40);
            long cost = 1 + random.nextInt(3);
            long used = within(window, now);
            Decision decision = limiter.tryAcquire("k", cost);
            assertThat(decision.allowed()).isEqualTo(used + cost <= limit);
            if (decision.allowed()) {
                log.add(new Passed(now, cost));
                assertThat(decision.remaining()).isEqualTo(limit - used - cost);
            } else {
                assertThat(decision.remaining()).isEqualTo(limit - used);
                long retry = decision.retryAfter().toMillis();
                if (cost <= limit) {
                    assertThat(within(window, now + retry) + cost).isLessThanOrEqualTo(limit);
                    assertThat(within(window, now + retry - 1) + cost).isGreaterThan(limit);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void slidingWindow_largeLimit_isNeverOverAndAtMostASlotLate(long seed) {
        Random random = new Random(seed);
        long limit = 100 + random.nextInt(400);
        long window = 320 + random.nextInt(5000);
        long slot = window / SlidingWindow.SLOTS;
        RateLimiter limiter = resty.rateLimiter("limits")
                .slidingWindow(limit, Duration.ofMillis(window))
                .build();
        int refused = 0;
        for (int i = 0; i < REQUESTS; i++) {
            long now = pass(random, (int) slot);
            boolean allowed = limiter.tryAcquire("k").allowed();
            if (allowed) {
                assertThat(within(window, now)).isLessThan(limit);
                log.add(new Passed(now, 1));
            } else {
                refused++;
                assertThat(within(window + slot, now)).isGreaterThanOrEqualTo(limit);
            }
        }
        assertThat(refused).isPositive();
        assertThat(resty.dict("limits").getBytes("k")).hasSizeLessThanOrEqualTo(8 + 16 * (SlidingWindow.SLOTS + 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void gcra_isATokenBucket(long seed) {
        Random random = new Random(seed);
        long limit = 1 + random.nextInt(50);
        long burst = 1 + random.nextInt(30);
        long interval = -Math.floorDiv(-1_000_000_000L, limit);
        RateLimiter limiter = resty.rateLimiter("limits")
                .gcra(limit, Duration.ofSeconds(1), burst)
                .build();
        // In nanoseconds of refilling, so that the model's tokens are whole numbers too.
        BigInteger full = BigInteger.valueOf(burst * interval);
        BigInteger tokens = full;
        long before = ticker.currentTimeMillis();
        for (int i = 0; i < REQUESTS; i++) {
            long now = pass(random, 100);
            tokens = tokens.add(BigInteger.valueOf((now - before) * 1_000_000)).min(full);
            before = now;
            long cost = 1 + random.nextInt(3);
            BigInteger price = BigInteger.valueOf(cost * interval);
            boolean fits = tokens.compareTo(price) >= 0;
            Decision decision = limiter.tryAcquire("k", cost);
            assertThat(decision.allowed()).isEqualTo(fits);
            if (fits) {
                tokens = tokens.subtract(price);
            } else {
                assertThat(decision.retryAfter())
                        .isEqualTo(Duration.ofNanos(price.subtract(tokens).longValue()));
            }
            assertThat(decision.remaining()).isEqualTo(tokens.longValue() / interval);
            assertThat(decision.resetAfter())
                    .isEqualTo(Duration.ofNanos(full.subtract(tokens).longValue()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void leakyBucket_isLuaRestyLimitReqsNumbers(long seed) {
        Random random = new Random(seed);
        double rate = 0.5 + random.nextInt(100);
        long burst = random.nextInt(20);
        RateLimiter limiter =
                resty.rateLimiter("limits").leakyBucket(rate, burst).build();
        long excess = -1;
        long last = 0;
        for (int i = 0; i < REQUESTS; i++) {
            long now = pass(random, 60);
            double next = excess < 0 ? 0 : Math.max(excess - rate * (now - last) + 1000, 0);
            Decision decision = limiter.tryAcquire("k");
            assertThat(decision.allowed()).isEqualTo(next <= burst * 1000);
            if (decision.allowed()) {
                assertThat(decision.delay().toNanos()).isEqualTo((long) Math.ceil(next / 1000 / rate * 1e9));
                excess = (long) next;
                last = now;
                assertThat(ReqRecord.of(resty.dict("limits").get("k").value())).isEqualTo(new ReqRecord(excess, last));
            } else {
                assertThat(decision.delay()).isZero();
                assertThat(decision.retryAfter().toNanos())
                        .isEqualTo((long) Math.ceil((next - burst * 1000) / 1000 / rate * 1e9));
            }
        }
    }
}
