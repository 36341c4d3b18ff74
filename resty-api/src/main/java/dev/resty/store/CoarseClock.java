// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * {@link System#nanoTime()} for those who ask for it all the time: a reading costs as much as a whole get, so while it is
 * asked for often a thread takes it every millisecond and all others look at what that one wrote. Readings are then up to
 * a millisecond old, or as old as the machine keeps that thread waiting; OpenResty's own time is as old as the current
 * turn of its event loop. The thread ends soon after the last question. Safe for concurrent use.
 */
final class CoarseClock {

    private static final long STOPPED = Long.MIN_VALUE;

    private static final long PERIOD_NANOS = 1_000_000;

    /** So many readings without a question end the thread. */
    private static final int IDLE_PERIODS = 100;

    /** Exact readings between two looks at how fast they come. */
    private static final int SAMPLE = 1 << 12;

    /** What a sample takes at most for the thread to be worth its wake-ups: 5 readings a wake-up. */
    private static final long SAMPLE_NANOS = SAMPLE * PERIOD_NANOS / 5;

    private static final AtomicBoolean RUNNING = new AtomicBoolean();

    private static volatile long reading = STOPPED;

    private static boolean asked;

    /** Counted without a lock: losing some does no harm. */
    private static int exactReadings;

    private static long sampleStart;

    private CoarseClock() {}

    static long nanoTime() {
        long known = reading;
        if (known == STOPPED) {
            return exact();
        }
        if (!asked) {
            asked = true;
        }
        return known;
    }

    private static long exact() {
        long now = System.nanoTime();
        if ((++exactReadings & SAMPLE - 1) == 0) {
            if (now - sampleStart < SAMPLE_NANOS && RUNNING.compareAndSet(false, true)) {
                start();
            }
            sampleStart = now;
        }
        return now;
    }

    private static void start() {
        Thread thread = new Thread(null, CoarseClock::run, "resty-clock", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    private static void run() {
        try {
            int idle = 0;
            while (idle < IDLE_PERIODS) {
                reading = System.nanoTime();
                idle = asked ? 0 : idle + 1;
                asked = false;
                LockSupport.parkNanos(PERIOD_NANOS);
            }
        } finally {
            reading = STOPPED;
            RUNNING.set(false);
        }
    }
}
