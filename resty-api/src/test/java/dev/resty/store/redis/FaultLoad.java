// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that write growing numbers to keys of their own, read them back and count on a shared key, while something
 * happens to Redis. Each knows what was acknowledged, so it can tell what was lost.
 */
final class FaultLoad implements AutoCloseable {

    private static final int THREADS = 3;

    private final SharedDict dict;

    private final List<Thread> threads = new ArrayList<>();

    private volatile boolean over;

    private final AtomicLong done = new AtomicLong();

    private final AtomicLong failed = new AtomicLong();

    private final AtomicLong lost = new AtomicLong();

    private final AtomicLong stale = new AtomicLong();

    private final AtomicLong longestNanos = new AtomicLong();

    private final AtomicLong counted = new AtomicLong();

    private final AtomicLong tried = new AtomicLong();

    FaultLoad(SharedDict dict) {
        this.dict = dict;
        TestRedis.patiently(() -> dict.set("count", 0));
        for (int i = 0; i < THREADS; i++) {
            String key = "own" + i;
            Thread thread = new Thread(() -> run(key));
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * What came of it.
     *
     * @param done operations that were acknowledged
     * @param failed operations that failed
     * @param lost reads that found less than what was acknowledged before
     * @param stale reads that found less than what was read before
     * @param counted increments that were acknowledged
     * @param tried increments, the failed ones included
     * @param count the counter in the end; -1 where it is gone
     * @param longest the longest time that an operation took
     */
    record Outcome(
            long done, long failed, long lost, long stale, long counted, long tried, long count, Duration longest) {}

    private void run(String key) {
        long next = 0;
        long acknowledged = 0;
        long read = 0;
        while (!over) {
            long value = ++next;
            if (attempt(() -> dict.set(key, LuaScalar.of(value))) != null) {
                acknowledged = value;
            }
            Long found = attempt(() -> number(dict.get(key)));
            if (found != null) {
                if (found < acknowledged) {
                    lost.incrementAndGet();
                    // Each loss counts once, though the next write may fail and the next read find it again.
                    acknowledged = found;
                } else if (found < read) {
                    stale.incrementAndGet();
                }
                read = found;
            }
            tried.incrementAndGet();
            IncrResult sum = attempt(() -> dict.incr("count", 1));
            if (sum != null && sum.error() == null) {
                counted.incrementAndGet();
            }
        }
    }

    private static long number(@Nullable DictValue value) {
        return value == null ? -1 : (long) ((LuaScalar.Num) value.value()).value();
    }

    private <T> @Nullable T attempt(Supplier<T> operation) {
        long start = System.nanoTime();
        try {
            T result = operation.get();
            done.incrementAndGet();
            return result;
        } catch (StoreUnavailableException e) {
            failed.incrementAndGet();
            // Refused connections would make this a busy loop.
            TestRedis.sleep(1);
            return null;
        } finally {
            longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    /** Waits until so many more operations were acknowledged. */
    void awaitDone(long more) {
        long goal = done.get() + more;
        await(() -> done.get() >= goal);
    }

    /** Waits until so many more operations failed. */
    void awaitFailed(long more) {
        long goal = failed.get() + more;
        await(() -> failed.get() >= goal);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no such operations any more");
            }
            TestRedis.sleep(5);
        }
    }

    /** Ends the load. */
    Outcome end() {
        close();
        return new Outcome(
                done.get(),
                failed.get(),
                lost.get(),
                stale.get(),
                counted.get(),
                tried.get(),
                TestRedis.patiently(() -> number(dict.get("count"))),
                Duration.ofNanos(longestNanos.get()));
    }

    @Override
    public void close() {
        over = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
