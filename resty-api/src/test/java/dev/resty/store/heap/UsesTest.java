// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class UsesTest {

    private final Uses uses = new Uses();

    @Test
    void next_ofOneThread_grows() {
        long last = 0;
        for (int i = 0; i < 1_000; i++) {
            long next = uses.next(Uses.HITS);
            assertThat(next).isGreaterThan(last);
            last = next;
        }
        assertThat(uses.horizon()).isEqualTo(last);
        assertThat(uses.sum(Uses.HITS)).isEqualTo(1_000);
    }

    @Test
    void next_ofWhatWasUsedLastOfAll_isTheSame() throws Exception {
        uses.next(Uses.HITS);
        long last = uses.next(Uses.HITS);
        int seat = Seats.current();

        assertThat(uses.next(Uses.HITS, seat, last)).isEqualTo(last);
        assertThat(uses.next(Uses.HITS, seat, last - 1)).isEqualTo(last + 1);
        assertThat(uses.next(Uses.HITS, seat, last)).isEqualTo(last + 2);
        assertThat(uses.sum(Uses.HITS)).isEqualTo(5);

        long[] others = new long[1];
        Thread other = new Thread(() -> others[0] = uses.next(Uses.HITS));
        other.start();
        other.join();
        assertThat(uses.next(Uses.HITS, seat, last + 2)).isGreaterThan(others[0]);
    }

    @Test
    void next_ofThreadsOneAfterTheOther_grows() throws Exception {
        long last = 0;
        for (int i = 0; i < 300; i++) {
            long[] numbers = new long[1 + i % 150];
            Thread thread = new Thread(() -> {
                for (int k = 0; k < numbers.length; k++) {
                    numbers[k] = uses.next(Uses.WRITES);
                }
            });
            thread.start();
            thread.join();
            for (long number : numbers) {
                assertThat(number).isGreaterThan(last);
                last = number;
            }
        }
        assertThat(uses.horizon()).isEqualTo(last);
    }

    @Test
    void horizon_isBelowWhatFollows() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 200; i++) {
                assertThat(threads.submit(() -> uses.next(Uses.HITS)).get()).isGreaterThan(0);
                long horizon = uses.horizon();
                assertThat(threads.submit(() -> uses.next(Uses.HITS)).get()).isGreaterThan(horizon);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** More threads than there are seats. */
    @Test
    void sum_ofManyThreads_missesNothing() throws Exception {
        int count = Seats.COUNT + 20;
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            Callable<Void> work = () -> {
                for (int i = 0; i < 500; i++) {
                    uses.next(Uses.HITS);
                    uses.count(Uses.MISSES);
                }
                return null;
            };
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(work);
            }
            for (Future<Void> future : threads.invokeAll(all)) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(uses.sum(Uses.HITS)).isEqualTo(500L * count);
        assertThat(uses.sum(Uses.MISSES)).isEqualTo(500L * count);
    }
}
