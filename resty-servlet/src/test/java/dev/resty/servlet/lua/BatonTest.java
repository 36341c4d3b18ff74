// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatonTest {

    private final Baton baton = new Baton();

    @Test
    void acquire_free_isHeldUntilReleased() {
        assertThat(baton.isFree()).isTrue();
        baton.acquire();
        assertThat(baton.isFree()).isFalse();
        baton.release();
        assertThat(baton.isFree()).isTrue();
    }

    @Test
    void release_byAnotherThread_handsItOn() throws InterruptedException {
        baton.acquire();
        Thread other = new Thread(baton::release);
        other.start();
        other.join();
        assertThat(baton.isFree()).isTrue();
    }

    @Test
    void release_ofWaiters_servesThemInTheirOrder() throws InterruptedException {
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        baton.acquire();
        for (int i = 0; i < 8; i++) {
            int number = i;
            Thread thread = new Thread(() -> {
                baton.acquire();
                served.add(number);
                baton.release();
            });
            threads.add(thread);
            thread.start();
            await().until(() -> baton.claims() == number + 2);
        }
        baton.release();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void acquire_whileOthersComeAgainAndAgain_isServed() throws InterruptedException {
        AtomicInteger served = new AtomicInteger();
        Thread[] greedy = new Thread[3];
        for (int i = 0; i < greedy.length; i++) {
            greedy[i] = new Thread(() -> {
                while (served.get() < 5) {
                    baton.acquire();
                    baton.release();
                }
            });
            greedy[i].start();
        }
        for (int i = 0; i < 5; i++) {
            Thread patient = new Thread(() -> {
                Claim claim = new Claim(true);
                baton.enqueue(claim);
                claim.await();
                served.incrementAndGet();
                baton.release();
            });
            patient.start();
            patient.join();
        }
        for (Thread thread : greedy) {
            thread.join();
        }
        assertThat(served).hasValue(5);
        assertThat(baton.claims()).isZero();
    }

    @Test
    void acquire_whileInterrupted_waitsAndKeepsTheInterrupt() throws InterruptedException {
        baton.acquire();
        boolean[] interruptedAfter = {false};
        Thread waiter = new Thread(() -> {
            Thread.currentThread().interrupt();
            baton.acquire();
            interruptedAfter[0] = Thread.currentThread().isInterrupted();
            baton.release();
        });
        waiter.start();
        await().until(() -> baton.claims() == 2);
        baton.release();
        waiter.join();
        assertThat(interruptedAfter[0]).isTrue();
        assertThat(baton.isFree()).isTrue();
    }

    @Test
    void release_notHeld_isAMistake() {
        assertThatThrownBy(baton::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void acquire_byManyThreads_admitsOneAtATime() throws InterruptedException {
        int threads = 16;
        int rounds = 2_000;
        int[] unguarded = {0};
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger collisions = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        for (int i = 0; i < rounds; i++) {
                            baton.acquire();
                            if (inside.incrementAndGet() != 1) {
                                collisions.incrementAndGet();
                            }
                            unguarded[0]++;
                            inside.decrementAndGet();
                            baton.release();
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(collisions).hasValue(0);
        assertThat(unguarded[0]).isEqualTo(threads * rounds);
        assertThat(baton.isFree()).isTrue();
    }
}
