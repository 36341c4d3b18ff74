// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@link System#nanoTime()} as it was up to a few milliseconds ago, for a tenth of its price: a daemon thread writes it
 * down every two milliseconds. Where nobody has read it for some seconds the thread ends, and the next reader starts
 * another, so that an idle process isn't woken.
 */
final class CoarseClock {

    private static final long PERIOD = 2_000_000;

    private static final int IDLE_PERIODS = 1000;

    /** A reading that can't be: nobody writes the time down. */
    private static final long STOPPED = Long.MIN_VALUE;

    private static final ReentrantLock LOCK = new ReentrantLock();

    private static volatile long latest = STOPPED;

    /** Whether somebody has read it since the thread last looked; a race costs one more thread start at most. */
    private static boolean used;

    private CoarseClock() {}

    static long nanoTime() {
        long reading = latest;
        if (reading == STOPPED) {
            return start();
        }
        if (!used) {
            used = true;
        }
        return reading;
    }

    private static long start() {
        LOCK.lock();
        try {
            long now = System.nanoTime();
            if (latest == STOPPED) {
                latest = now;
                Thread thread = new Thread(CoarseClock::run, "resty-clock");
                thread.setDaemon(true);
                thread.start();
            }
            return now;
        } finally {
            LOCK.unlock();
        }
    }

    private static void run() {
        int idle = 0;
        while (idle < IDLE_PERIODS) {
            LockSupport.parkNanos(PERIOD);
            latest = System.nanoTime();
            idle = used ? 0 : idle + 1;
            used = false;
        }
        latest = STOPPED;
    }
}
