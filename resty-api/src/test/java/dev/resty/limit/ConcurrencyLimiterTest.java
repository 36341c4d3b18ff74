// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.resty.Resty;
import dev.resty.dict.DictException;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConcurrencyLimiterTest {

    private static final Duration LIFE = Duration.ofSeconds(8);

    private final ManualTicker ticker = new ManualTicker();

    private final Resty resty =
            Resty.builder().ticker(ticker).dict("limits", "1m").build();

    private ConcurrencyLimiterBuilder limiter() {
        return resty.concurrencyLimiter("limits").permitLife(LIFE);
    }

    @Test
    void tryAcquire_delaysAndRefusesAsLuaRestyLimitConn() {
        ConcurrencyLimiter limiter =
                limiter().max(2).burst(8).delay(Duration.ofSeconds(1)).build();
        List<Permit> permits = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            Permit permit = limiter.tryAcquire("k");
            assertThat(permit.allowed()).isTrue();
            assertThat(permit.count()).isEqualTo(i);
            assertThat(permit.remaining()).isEqualTo(10 - i);
            assertThat(permit.delay()).isEqualTo(Duration.ofSeconds((i - 1) / 2));
            permits.add(permit);
        }
        Permit refused = limiter.tryAcquire("k");
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.delay()).isZero();
        refused.close();
        assertThat(limiter.peek("k").allowed()).isFalse();
        permits.get(0).close();
        permits.get(0).close();

        assertThat(limiter.peek("k").count()).isEqualTo(10);
        assertThat(limiter.tryAcquire("other").count()).isEqualTo(1);
        permits.forEach(Permit::close);
        assertThat(resty.dict("limits").get("k")).isNull();
    }

    @Test
    void close_letsTheDelayFollowTheLatency() {
        ConcurrencyLimiter limiter =
                limiter().max(1).burst(1).delay(Duration.ofSeconds(1)).build();
        Permit permit = limiter.tryAcquire("k");
        ticker.advance(Duration.ofSeconds(3));
        permit.close();
        assertThat(limiter.unitDelay()).isEqualTo(Duration.ofSeconds(2));

        limiter.tryAcquire("k");
        Permit delayed = limiter.tryAcquire("k");
        assertThat(delayed.delay()).isEqualTo(Duration.ofSeconds(2));
        ticker.advance(Duration.ofSeconds(6));
        delayed.close();
        assertThat(limiter.unitDelay()).isEqualTo(Duration.ofSeconds(3));
        limiter.tryAcquire("k").leave(Duration.ofSeconds(1));
        assertThat(limiter.unitDelay()).isEqualTo(Duration.ofSeconds(2));
        limiter.tryAcquire("k").leave(null);
        assertThat(limiter.unitDelay()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void permitNotClosed_endsWithItsLife() {
        ConcurrencyLimiter limiter = limiter().max(2).build();
        Permit crashed = limiter.tryAcquire("k");
        ticker.advance(Duration.ofSeconds(5));
        Permit alive = limiter.tryAcquire("k");
        ticker.advance(LIFE.minusSeconds(5).minusMillis(1));
        assertThat(limiter.peek("k").allowed()).isFalse();
        ticker.advance(LIFE.dividedBy(Leases.SLOTS).plusMillis(1));

        assertThat(limiter.peek("k").count()).isEqualTo(2);
        crashed.close();
        assertThat(crashed.renew()).isFalse();
        assertThat(limiter.peek("k").count()).isEqualTo(2);
        alive.close();
        assertThat(limiter.peek("k").count()).isEqualTo(1);
    }

    @Test
    void renew_holdsTheplaceForAnotherLife() {
        ConcurrencyLimiter limiter = limiter().max(1).build();
        Permit permit = limiter.tryAcquire("k");
        for (int i = 0; i < 10; i++) {
            ticker.advance(Duration.ofSeconds(6));
            assertThat(permit.renew()).isTrue();
            assertThat(limiter.tryAcquire("k").allowed()).isFalse();
        }
        permit.close();
        assertThat(permit.renew()).isFalse();
        assertThat(limiter.tryAcquire("k").allowed()).isTrue();
        assertThat(limiter.tryAcquire("k").renew()).isFalse();
    }

    @Test
    void dryRun_refusesNobody() {
        ConcurrencyLimiter limiter = limiter().max(1).burst(1).dryRun(true).build();
        limiter.tryAcquire("k");
        Permit delayed = limiter.tryAcquire("k");
        Permit over = limiter.tryAcquire("k");

        assertThat(delayed.delay()).isZero();
        assertThat(over.allowed()).isTrue();
        assertThat(over.exceeded()).isTrue();
        over.close();
        assertThat(limiter.peek("k").count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void count_isThatOfAModel(long seed) {
        Random random = new Random(seed);
        int max = 1 + random.nextInt(6);
        ConcurrencyLimiter limiter = limiter().max(max).build();
        long slot = LIFE.toMillis() / Leases.SLOTS;
        record Held(Permit permit, long ends) {}
        Deque<Held> held = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            ticker.advance(Duration.ofMillis(random.nextInt(300)));
            long now = ticker.currentTimeMillis();
            held.removeIf(h -> h.ends <= now);
            if (random.nextBoolean()) {
                Permit permit = limiter.tryAcquire("k");
                assertThat(permit.allowed()).isEqualTo(held.size() < max);
                if (permit.allowed()) {
                    // The first boundary of a slot that is not before the life's end.
                    long ends = -Math.floorDiv(-(now + LIFE.toMillis()), slot) * slot;
                    held.add(new Held(permit, ends));
                }
            } else if (!held.isEmpty()) {
                held.removeFirst().permit.close();
            }
            assertThat(limiter.peek("k").count()).isEqualTo(held.size() + 1);
        }
    }

    @Test
    void tryAcquire_byManyThreads_neverMoreThanMaxAtATime() throws Exception {
        ConcurrencyLimiter limiter = limiter().max(3).build();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<FutureTask<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<Integer> task = new FutureTask<>(() -> {
                int passed = 0;
                for (int n = 0; n < 2_000; n++) {
                    try (Permit permit = limiter.tryAcquire("k")) {
                        if (permit.allowed()) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            permit.renew();
                            Thread.yield();
                            inside.decrementAndGet();
                            passed++;
                        }
                    }
                }
                return passed;
            });
            threads.add(task);
            new Thread(task).start();
        }
        int passed = 0;
        for (FutureTask<Integer> thread : threads) {
            passed += thread.get();
        }

        assertThat(passed).isPositive();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(limiter.peek("k").count()).isEqualTo(1);
    }

    @Test
    void renewAndCloseAtOnce_otherPermitsStay() throws Exception {
        ConcurrencyLimiter limiter = limiter().max(10).build();
        Permit stays = limiter.tryAcquire("k");
        for (int i = 0; i < 300; i++) {
            Permit permit = limiter.tryAcquire("k");
            ticker.advance(Duration.ofSeconds(1));
            FutureTask<Boolean> renewing = new FutureTask<>(permit::renew);
            Thread thread = new Thread(renewing);
            thread.start();
            permit.close();
            thread.join();
            assertThat(stays.renew()).isTrue();
            assertThat(limiter.peek("k").count()).isEqualTo(2);
        }
    }

    @Test
    void badInput_isRefused() {
        resty.dict("limits").set("text", "a");
        ConcurrencyLimiter limiter = limiter().max(1).build();

        assertThatExceptionOfType(DictException.class)
                .isThrownBy(() -> limiter.tryAcquire("text"))
                .withMessage("shdict abused by other users");
        assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(""));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().max(0));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().burst(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().delay(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().permitLife(Duration.ofMillis(7)));
        assertThatIllegalArgumentException().isThrownBy(() -> limiter().storeDown(StoreDown.LOCAL));
        assertThatIllegalStateException().isThrownBy(() -> limiter().build());
    }
}
