// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.store.Ticker;
import java.time.Duration;

/**
 * When entries expire: in milliseconds on a clock of the dict's own, which can't be set, and as it was up
 * to a few milliseconds ago, as OpenResty's time is that of the present turn of its event loop. All of its times are positive
 * and below 2<sup>42</sup>. Safe for concurrent use.
 */
final class DictClock {

    /** The life and the expiry of an entry that has no end. */
    static final long NEVER = 0;

    /** A time that is over. */
    static final long PAST = 1;

    /** What the clock shows when the dict is made: far enough from zero that a negative life stays positive. */
    private static final long START = 1L << 40;

    /** About 70 years. */
    private static final long LONGEST = 1L << 41;

    private static final long MILLISECOND = 1_000_000;

    private final Ticker ticker;

    private final long origin;

    DictClock(Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.nanoTime();
    }

    /**
     * A time to live in milliseconds.
     *
     * @throws IllegalArgumentException where it is negative, in the words of a script's misuse
     */
    static long life(String argument, Duration exptime) {
        if (exptime.isNegative()) {
            throw new IllegalArgumentException("bad \"" + argument + "\" argument");
        }
        return millis(exptime);
    }

    private static long millis(Duration life) {
        if (life.isZero()) {
            return NEVER;
        }
        return life.getSeconds() >= LONGEST / 1000 ? LONGEST : Math.max(1, life.toMillis());
    }

    long now() {
        return START + Math.floorDiv(ticker.coarseNanoTime() - origin, MILLISECOND);
    }

    /** When a life that starts now is over. */
    long expiry(long life) {
        return life == NEVER ? NEVER : now() + life;
    }

    /** When a life that starts at a time is over. */
    static long expiry(long life, long now) {
        return life == NEVER ? NEVER : now + life;
    }

    /** When a life that starts now is over; a negative one is over already. */
    long expiry(Duration life) {
        return life.isNegative() ? Math.max(PAST, now() - millis(life.negated())) : expiry(millis(life));
    }

    /** What is left; zero where it has no end, negative where it is over. */
    Duration remaining(long expires) {
        if (expires == NEVER) {
            return Duration.ZERO;
        }
        long left = expires - now();
        return Duration.ofMillis(left > 0 ? left : Math.min(left, -1));
    }
}
