// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.resty.Resty;
import dev.resty.dict.DictException;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker ticker = new ManualTicker();

    private final Resty resty =
            Resty.builder().ticker(ticker).dict("limits", "1m").build();

    private final RateLimiter wide =
            resty.rateLimiter("limits").prefix("w:").fixedWindow(100, MINUTE).build();

    private final RateLimiter narrow =
            resty.rateLimiter("limits").prefix("n:").leakyBucket(2, 2).build();

    private final ConcurrencyLimiter connections = resty.concurrencyLimiter("limits")
            .prefix("c:")
            .max(1)
            .burst(1)
            .delay(Duration.ofMillis(100))
            .build();

    private Admission enter() {
        return new Traffic()
                .rate(wide, "k", 2)
                .concurrency(connections, "k")
                .rate(narrow, "k")
                .enter();
    }

    @Test
    void enter_allAllow_isTheLongestDelay() {
        Admission first = enter();
        assertThat(first.allowed()).isTrue();
        assertThat(first.delay()).isZero();
        Admission second = enter();

        assertThat(second.delay()).isEqualTo(Duration.ofMillis(500));
        assertThat(second.decisions()).extracting(Decision::remaining).containsExactly(96L, 1L);
        assertThat(second.headers()).containsEntry("RateLimit-Remaining", "1");
        first.close();
        second.close();
        assertThat(connections.peek("k").count()).isEqualTo(1);
        assertThat(wide.peek("k").remaining()).isEqualTo(95);
    }

    @Test
    void enter_oneRefuses_nothingIsCounted() {
        enter();
        enter();
        Admission byConnections = enter();
        assertThat(byConnections.allowed()).isFalse();
        assertThat(byConnections.decisions()).isEmpty();
        assertThat(byConnections.headers()).isEmpty();
        byConnections.close();
        assertThat(connections.peek("k").count()).isEqualTo(3);

        narrow.tryAcquire("other", 3);
        Admission byRate = new Traffic()
                .rate(wide, "k")
                .concurrency(connections, "other")
                .rate(narrow, "other")
                .enter();
        assertThat(byRate.allowed()).isFalse();
        assertThat(byRate.delay()).isZero();
        assertThat(byRate.headers()).containsEntry("Retry-After", "1");
        assertThat(wide.peek("k").remaining()).isEqualTo(95);
        assertThat(connections.peek("other").count()).isEqualTo(1);
    }

    @Test
    void enter_oneFails_nothingIsCounted() {
        resty.dict("limits").set("n:bad", 1);

        assertThatExceptionOfType(DictException.class).isThrownBy(() -> new Traffic()
                .rate(wide, "k")
                .concurrency(connections, "k")
                .rate(narrow, "bad")
                .enter());
        assertThat(wide.peek("k").remaining()).isEqualTo(99);
        assertThat(connections.peek("k").count()).isEqualTo(1);
    }

    @Test
    void enter_dryRun_doesNotRefuseNorIsItTakenBack() {
        RateLimiter dry = resty.rateLimiter("limits")
                .prefix("d:")
                .fixedWindow(1, MINUTE)
                .dryRun(true)
                .build();
        RateLimiter one =
                resty.rateLimiter("limits").prefix("o:").fixedWindow(2, MINUTE).build();
        for (int i = 0; i < 2; i++) {
            assertThat(new Traffic().rate(dry, "k").rate(one, "k").enter().allowed())
                    .isTrue();
        }

        assertThat(new Traffic().rate(dry, "k").rate(one, "k").enter().allowed())
                .isFalse();
        assertThat(dry.peek("k").exceeded()).isTrue();
    }

    @Test
    void undo_takesAllBack() {
        Admission admission = enter();
        admission.undo();

        assertThat(wide.peek("k").remaining()).isEqualTo(99);
        assertThat(connections.peek("k").count()).isEqualTo(1);
        assertThat(new Traffic().enter().allowed()).isTrue();
    }

    @Test
    void enter_byManyThreads_neverMoreThanTheNarrowestAllows() throws Exception {
        RateLimiter fifty =
                resty.rateLimiter("limits").prefix("50:").gcra(50, MINUTE).build();
        List<FutureTask<Integer>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<Integer> task = new FutureTask<>(() -> {
                int passed = 0;
                for (int n = 0; n < 200; n++) {
                    passed += new Traffic()
                                    .rate(wide, "k")
                                    .rate(fifty, "k")
                                    .enter()
                                    .allowed()
                            ? 1
                            : 0;
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

        assertThat(passed).isEqualTo(50);
        assertThat(wide.peek("k").remaining()).isEqualTo(49);
    }
}
