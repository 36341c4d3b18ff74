// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The JVM's collector, as far as scripts can set it off. A full collection may take a second of a large heap and stops
 * every thread, so all scripts together get a fiftieth of the time for it: a second at first, and what then comes back.
 * Safe for concurrent use.
 */
final class JvmCollector {

    private static final long MOST = Duration.ofSeconds(1).toNanos();
    private static final long SHARE = 50;

    /** That of this JVM. */
    static final JvmCollector SHARED = new JvmCollector(System::nanoTime, System::gc);

    private final LongSupplier nanos;
    private final Runnable collector;
    private final ReentrantLock lock = new ReentrantLock();
    private long allowance = MOST;
    private long reckonedAt;

    /**
     * A collector.
     *
     * @param nanos a clock that doesn't go back
     * @param collector collects, and returns when that is done
     */
    JvmCollector(LongSupplier nanos, Runnable collector) {
        this.nanos = nanos;
        this.collector = collector;
        this.reckonedAt = nanos.getAsLong();
    }

    /** Collects, if scripts haven't used their share of the time up. */
    void collect() {
        lock.lock();
        try {
            long begun = nanos.getAsLong();
            allowance = Math.min(MOST, allowance + (begun - reckonedAt) / SHARE);
            reckonedAt = begun;
            if (allowance > 0) {
                collector.run();
                reckonedAt = nanos.getAsLong();
                allowance -= reckonedAt - begun;
            }
        } finally {
            lock.unlock();
        }
    }
}
