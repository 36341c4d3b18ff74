// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import java.time.Duration;

/**
 * The options of {@code resty.lock:new}.
 *
 * @param exptime after this time a lock that wasn't released is free again; positive
 * @param timeout how long {@link RestyLock#lock} waits; zero tries once
 * @param step the first pause between two looks at the dict. Differs from OpenResty: waiters are woken when the lock is
 *     released or expires, so this and {@code ratio} change nothing; they are kept for scripts that pass them
 * @param ratio by how much pauses grow
 * @param maxStep the longest time between two looks at the dict, should a wake-up be missed; positive
 */
public record LockOptions(Duration exptime, Duration timeout, Duration step, double ratio, Duration maxStep) {

    private static final LockOptions DEFAULTS = new LockOptions(
            Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMillis(1), 2, Duration.ofMillis(500));

    /** Checks the ranges; like lua-resty-lock, a timeout over {@code exptime} counts as {@code exptime}. */
    public LockOptions {
        positive("exptime", exptime);
        positive("max_step", maxStep);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is negative: " + timeout);
        }
        if (timeout.compareTo(exptime) > 0) {
            timeout = exptime;
        }
    }

    /** lua-resty-lock's defaults: exptime 30 s, timeout 5 s, step 1 ms, ratio 2, max_step 0.5 s. */
    public static LockOptions defaults() {
        return DEFAULTS;
    }

    /** These options with another exptime. */
    public LockOptions withExptime(Duration newExptime) {
        return new LockOptions(newExptime, timeout, step, ratio, maxStep);
    }

    /** These options with another timeout. */
    public LockOptions withTimeout(Duration newTimeout) {
        return new LockOptions(exptime, newTimeout, step, ratio, maxStep);
    }

    /** These options with another longest step. */
    public LockOptions withMaxStep(Duration newMaxStep) {
        return new LockOptions(exptime, timeout, step, ratio, newMaxStep);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
