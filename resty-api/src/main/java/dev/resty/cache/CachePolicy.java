// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The times of a cache, in nanoseconds; zero turns off what it is the time of, except where stated.
 *
 * @param l2Ttl zero for ever
 * @param jitter by which part a time to live is shortened at most
 */
record CachePolicy(
        long l1Ttl,
        long l2Ttl,
        long negativeTtl,
        double jitter,
        long staleWhileRevalidate,
        long staleIfError,
        long resurrect,
        long refreshAhead,
        long softTimeout,
        long hardTimeout,
        long waitTimeout,
        long l1WhenStoreDown,
        boolean loadWhenStoreDown) {

    /** A reading of the clock that is so far away that it is never reached, and still compares rightly. */
    static final long NEVER = Long.MAX_VALUE / 4;

    /** No time of a policy is longer, 18 years: a time to live and the time after it are one that any dict can keep. */
    private static final long LONGEST = NEVER / 4;

    /** How much longer than it is fresh a value stays in the second level. */
    long staleWindow() {
        return Math.max(staleWhileRevalidate, staleIfError);
    }

    /** Whether loads have to run in another thread, so that callers can go on without them. */
    boolean timed() {
        return softTimeout > 0 || hardTimeout > 0;
    }

    /** The time to live of a loaded value in nanoseconds: zero for ever, negative not at all. */
    long ttlOf(Loaded<?> loaded) {
        Duration own = loaded.ttl();
        long ttl;
        if (own != null) {
            ttl = nanos(own);
        } else if (loaded.value() != null) {
            ttl = ttlOf(false);
        } else {
            ttl = negativeTtl == 0 ? -1 : ttlOf(true);
        }
        if (ttl <= 0 || jitter == 0) {
            return ttl;
        }
        return Math.max(
                1, ttl - (long) (ttl * jitter * ThreadLocalRandom.current().nextDouble()));
    }

    /** The time to live of what has none of its own. */
    long ttlOf(boolean absent) {
        return absent ? negativeTtl : l2Ttl;
    }

    /** How long before its end a value of this time to live is refreshed; at most half of that time. */
    long refreshAheadOf(long ttl) {
        return ttl <= 0 ? 0 : Math.min(refreshAhead, ttl / 2);
    }

    /** A time of a policy in nanoseconds, cut off at the longest. */
    static long nanos(Duration duration) {
        return nanos(duration, LONGEST);
    }

    /** What is left of a life in nanoseconds, cut off at what never comes. */
    static long left(Duration duration) {
        return nanos(duration, NEVER);
    }

    private static long nanos(Duration duration, long most) {
        long seconds = most / 1_000_000_000;
        if (duration.getSeconds() >= seconds) {
            return most;
        }
        return duration.getSeconds() < -seconds ? -most : duration.toNanos();
    }
}
