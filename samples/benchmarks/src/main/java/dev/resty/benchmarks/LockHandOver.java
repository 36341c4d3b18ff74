// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.lock.LockOptions;
import dev.resty.lock.LockStore;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapStoreProvider;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long after {@code unlock} the thread that waits in {@code lock} goes on, beside {@link ReentrantLock}: to be run with
 * {@code java -cp benchmarks.jar dev.resty.benchmarks.LockHandOver}.
 */
final class LockHandOver {

    private static final int TURNS = 10_000;

    private static final int ROUNDS = 4;

    /** Long enough for the waiting thread to be asleep rather than about to be. */
    private static final long ASLEEP_NANOS = 20_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private LockHandOver() {}

    /** A lock, as one thread sees it. */
    private interface Held {

        void take();

        void give();
    }

    /** Measures both in turn. */
    public static void main(String[] arguments) throws InterruptedException {
        HeapStoreProvider provider = new HeapStoreProvider(Ticker.system());
        LockStore store = provider.openLocks(provider.openDict(DictSettings.of("locks", 1 << 20)));
        Held here = resty(store);
        Held there = resty(store);
        ReentrantLock plain = new ReentrantLock();
        for (int round = 0; round < ROUNDS; round++) {
            print("resty", handOver(here, there));
            print("reentrantLock", handOver(held(plain), held(plain)));
        }
    }

    private static Held resty(LockStore store) {
        RestyLock lock =
                new RestyLock(store, LockOptions.defaults().withExptime(MINUTE).withTimeout(MINUTE));
        return new Held() {
            @Override
            public void take() {
                check(lock.lock("order:42").ok());
            }

            @Override
            public void give() {
                check(lock.unlock().ok());
            }
        };
    }

    private static Held held(ReentrantLock lock) {
        return new Held() {
            @Override
            public void take() {
                lock.lock();
            }

            @Override
            public void give() {
                lock.unlock();
            }
        };
    }

    private static void check(boolean done) {
        if (!done) {
            throw new IllegalStateException("the lock could not be taken or given back");
        }
    }

    /** The nanoseconds from each of one thread's {@code give} to the end of the other's {@code take}, sorted. */
    private static long[] handOver(Held mine, Held other) throws InterruptedException {
        long[] nanos = new long[TURNS];
        AtomicLong given = new AtomicLong();
        Semaphore taken = new Semaphore(0);
        Semaphore done = new Semaphore(0);
        Thread waiting = new Thread(() -> {
            for (int i = 0; i < TURNS; i++) {
                taken.acquireUninterruptibly();
                other.take();
                nanos[i] = System.nanoTime() - given.get();
                other.give();
                done.release();
            }
        });
        waiting.start();
        for (int i = 0; i < TURNS; i++) {
            mine.take();
            taken.release();
            long until = System.nanoTime() + ASLEEP_NANOS;
            while (System.nanoTime() < until || isRunning(waiting)) {
                Thread.onSpinWait();
            }
            given.set(System.nanoTime());
            mine.give();
            done.acquireUninterruptibly();
        }
        waiting.join();
        Arrays.sort(nanos);
        return nanos;
    }

    private static boolean isRunning(Thread thread) {
        Thread.State state = thread.getState();
        return state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING;
    }

    private static void print(String name, long[] nanos) {
        System.out.println(String.format(
                Locale.ROOT,
                "figure handOver.%s p50 %.1f us, p90 %.1f, p99 %.1f",
                name,
                nanos[TURNS / 2] / 1e3,
                nanos[TURNS * 9 / 10] / 1e3,
                nanos[TURNS * 99 / 100] / 1e3));
    }
}
