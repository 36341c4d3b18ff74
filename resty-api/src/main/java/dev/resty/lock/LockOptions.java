// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code resty.lock:new}, and what is beyond them in Java.
 *
 * @param exptime after this time a lock that wasn't released is free again; positive
 * @param timeout how long {@link RestyLock#lock} waits; zero tries once
 * @param step the first pause between two looks at the dict. Differs from OpenResty: waiters are woken when the lock is
 *     released or expires, so this and {@code ratio} change nothing; they are kept for scripts that pass them
 * @param ratio by how much pauses grow
 * @param maxStep the longest time between two looks at the dict, should a wake-up be missed, or a lock that is watched
 *     for {@code onLost} be removed before it expires; positive
 * @param renewal whether the lock gets a new life each third of its {@code exptime} for as long as it is held, so that it
 *     is free again only when it is released or its JVM is gone
 * @param onLost told once of each lock that expired, or was removed or taken by another, before it was released; null
 *     tells nobody. What it throws is logged. Runs on a thread that all locks share, or on that of an unlock that finds out: it must be quick
 */
public record LockOptions(
        Duration exptime,
        Duration timeout,
        Duration step,
        double ratio,
        Duration maxStep,
        boolean renewal,
        @Nullable Consumer<LostLock> onLost) {

    private static final LockOptions DEFAULTS = new LockOptions(
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMillis(1),
            2,
            Duration.ofMillis(500),
            false,
            null);

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Checks the ranges; like lua-resty-lock, a timeout over {@code exptime} counts as {@code exptime}. */
    public LockOptions {
        positive("exptime", exptime);
        positive("max_step", maxStep);
        notNegative("timeout", timeout);
        if (timeout.compareTo(exptime) > 0) {
            timeout = exptime;
        }
    }

    /**
     * A lock that was held, and isn't any more.
     *
     * @param key the key
     * @param token the ownership that ended, as {@link RestyLock#token()} had it
     */
    public record LostLock(String key, long token) {}

    /** lua-resty-lock's defaults: exptime 30 s, timeout 5 s, step 1 ms, ratio 2, max_step 0.5 s. */
    public static LockOptions defaults() {
        return DEFAULTS;
    }

    /** These options with another exptime. */
    public LockOptions withExptime(Duration newExptime) {
        return new LockOptions(newExptime, timeout, step, ratio, maxStep, renewal, onLost);
    }

    /** These options with another timeout. */
    public LockOptions withTimeout(Duration newTimeout) {
        return new LockOptions(exptime, newTimeout, step, ratio, maxStep, renewal, onLost);
    }

    /** These options with another longest step. */
    public LockOptions withMaxStep(Duration newMaxStep) {
        return new LockOptions(exptime, timeout, step, ratio, newMaxStep, renewal, onLost);
    }

    /** These options with or without renewal. */
    public LockOptions withRenewal(boolean newRenewal) {
        return new LockOptions(exptime, timeout, step, ratio, maxStep, newRenewal, onLost);
    }

    /** These options with another callback for lost locks; null for none. */
    public LockOptions withOnLost(@Nullable Consumer<LostLock> newOnLost) {
        return new LockOptions(exptime, timeout, step, ratio, maxStep, renewal, newOnLost);
    }

    /** Whether a lock must be looked after while it is held. */
    boolean watched() {
        return renewal || onLost != null;
    }

    static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
    }

    /** A time to wait that a store can count in nanoseconds; nobody waits longer than this one. */
    static Duration counted(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
