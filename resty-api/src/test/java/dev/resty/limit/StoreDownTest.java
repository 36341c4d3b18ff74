// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.Resty;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What limiters do while the store of their dict doesn't answer. */
class StoreDownTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ManualTicker ticker = new ManualTicker();

    private final Resty resty = Resty.builder()
            .ticker(ticker)
            .dict("shared", "1m")
            .dict("local", "1m")
            .dict("full", "12k")
            .build();

    private final BrokenDict store = new BrokenDict(resty.dict("shared"));

    private RateLimiterBuilder rate() {
        return RateLimiter.builder(store.dict)
                .epochMillis(ticker::currentTimeMillis)
                .gcra(2, MINUTE);
    }

    private ConcurrencyLimiterBuilder concurrency() {
        return ConcurrencyLimiter.builder(store.dict)
                .epochMillis(ticker::currentTimeMillis)
                .max(2);
    }

    @Test
    void open_everythingPassesAndTheStoresCountGoesOnAfterwards() {
        RateLimiter limiter = rate().build();
        limiter.tryAcquire("k");
        store.down = true;
        for (int i = 0; i < 5; i++) {
            Decision decision = limiter.tryAcquire("k");
            assertThat(decision.allowed()).isTrue();
            assertThat(decision.storeDown()).isTrue();
            assertThat(decision.headers()).isEmpty();
        }
        store.down = false;
        ticker.advance(PAUSE);

        assertThat(limiter.tryAcquire("k").storeDown()).isFalse();
        assertThat(limiter.tryAcquire("k").allowed()).isFalse();
    }

    @Test
    void closed_nothingPassesButForDryRuns() {
        store.down = true;
        Decision refused = rate().storeDown(StoreDown.CLOSED).build().tryAcquire("k");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.headers()).containsOnly(java.util.Map.entry("Retry-After", "1"));

        Decision dry = rate().storeDown(StoreDown.CLOSED).dryRun(true).build().peek("k");
        assertThat(dry.allowed()).isTrue();
        assertThat(dry.exceeded()).isTrue();
    }

    @Test
    void local_keepsTheLimitByItself() {
        RateLimiter limiter = rate().localFallback(resty.dict("local")).build();
        limiter.tryAcquire("k", 2);
        store.down = true;

        assertThat(limiter.peek("k", 2).allowed()).isTrue();
        assertThat(limiter.tryAcquire("k", 2).allowed()).isTrue();
        Decision refused = limiter.tryAcquire("k");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.storeDown()).isTrue();
        store.down = false;
        ticker.advance(PAUSE);
        assertThat(limiter.tryAcquire("k").storeDown()).isFalse();
    }

    @Test
    void store_isAskedOnceASecondWhileItFails() {
        RateLimiter limiter = rate().build();
        store.down = true;
        for (int i = 0; i < 100; i++) {
            limiter.tryAcquire("k");
            limiter.refund("k");
        }
        assertThat(store.failures).hasValue(1);
        ticker.advance(PAUSE);
        limiter.tryAcquire("k");
        limiter.tryAcquire("k");
        assertThat(store.failures).hasValue(2);
        ticker.advance(Duration.ofHours(-1));
        limiter.tryAcquire("k");
        assertThat(store.failures).hasValue(3);
    }

    @Test
    void noRoom_isThePolicysToo() {
        resty.dict("full").set("other", "x".repeat(3_000));
        RateLimiterBuilder limiter = RateLimiter.builder(resty.dict("full"))
                .prefix("p".repeat(20_000))
                .fixedWindow(1, MINUTE);

        assertThat(limiter.build().tryAcquire("k").storeDown()).isTrue();
        assertThat(limiter.storeDown(StoreDown.CLOSED).build().tryAcquire("k").allowed())
                .isFalse();
    }

    @Test
    void concurrency_open_closed_local() {
        store.down = true;
        Permit open = concurrency().build().tryAcquire("k");
        assertThat(open.allowed()).isTrue();
        assertThat(open.storeDown()).isTrue();
        assertThat(open.delay()).isZero();
        assertThat(open.renew()).isFalse();
        open.close();

        assertThat(concurrency()
                        .storeDown(StoreDown.CLOSED)
                        .build()
                        .tryAcquire("k")
                        .allowed())
                .isFalse();

        ConcurrencyLimiter local =
                concurrency().localFallback(resty.dict("local")).build();
        Permit first = local.tryAcquire("k");
        local.tryAcquire("k");
        assertThat(local.tryAcquire("k").allowed()).isFalse();
        first.close();
        assertThat(local.tryAcquire("k").allowed()).isTrue();
    }

    @Test
    void concurrency_storeGoesDownWhileHeld_permitEndsWithItsLife() {
        ConcurrencyLimiter limiter = concurrency().build();
        Permit first = limiter.tryAcquire("k");
        Permit second = limiter.tryAcquire("k");
        store.down = true;
        first.close();
        assertThat(second.renew()).isTrue();
        store.down = false;
        ticker.advance(PAUSE);

        assertThat(limiter.tryAcquire("k").allowed()).isFalse();
        second.close();
        assertThat(limiter.peek("k").count()).isEqualTo(2);
        ticker.advance(MINUTE.plus(MINUTE.dividedBy(8)));
        assertThat(limiter.peek("k").count()).isEqualTo(1);
    }

    @Test
    void concurrencyLocal_leaving_leavesTheStoreAlone() {
        ConcurrencyLimiter limiter =
                concurrency().localFallback(resty.dict("local")).build();
        store.down = true;
        for (int i = 0; i < 10; i++) {
            try (Permit permit = limiter.tryAcquire("k")) {
                assertThat(permit.renew()).isTrue();
            }
        }
        assertThat(store.failures).hasValue(1);
        assertThat(limiter.peek("k").count()).isEqualTo(1);
    }
}
