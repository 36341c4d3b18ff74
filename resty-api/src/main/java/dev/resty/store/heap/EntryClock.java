// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.store.Ticker;
import java.time.Duration;

/**
 * When entries expire. Reads the ticker at most once an operation, and only where an entry has an end: a reading costs
 * as much as the rest of a get. Guarded by the dict's lock.
 */
final class EntryClock {

    /** The life and the expiry of an entry that has no end. */
    static final long NEVER = 0;

    /** About 73 years: far enough that a sum with the ticker's reading stays comparable. */
    private static final long LONGEST_LIFE = Long.MAX_VALUE / 4;

    private static final long SECOND = 1_000_000_000;

    private static final long MILLISECOND = 1_000_000;

    private final Ticker ticker;

    private long reading;

    private boolean read;

    EntryClock(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * A time to live in nanoseconds.
     *
     * @throws IllegalArgumentException where it is negative, in the words of a script's misuse
     */
    static long life(String argument, Duration exptime) {
        if (exptime.isNegative()) {
            throw new IllegalArgumentException("bad \"" + argument + "\" argument");
        }
        return nanos(exptime);
    }

    private static long nanos(Duration life) {
        if (life.isZero()) {
            return NEVER;
        }
        return life.getSeconds() >= LONGEST_LIFE / SECOND ? LONGEST_LIFE : Math.max(MILLISECOND, life.toNanos());
    }

    /** Starts an operation. */
    void begin() {
        read = false;
    }

    /** The reading at which a life that starts now is over. */
    long expiry(long life) {
        if (life == NEVER) {
            return NEVER;
        }
        long expires = now() + life;
        return expires == NEVER ? 1 : expires;
    }

    /** The reading at which a life that starts now is over; a negative one is over already. */
    long expiry(Duration life) {
        return expiry(life.isNegative() ? -nanos(life.negated()) : nanos(life));
    }

    /** A reading that has just passed. */
    long past() {
        return expiry(-MILLISECOND);
    }

    boolean isOver(long expires) {
        return expires != NEVER && now() - expires >= 0;
    }

    /**
     * What is left, up to the millisecond, so that a life just given reads back as it was; zero where it has no end,
     * negative where it is over.
     */
    Duration remaining(long expires) {
        if (expires == NEVER) {
            return Duration.ZERO;
        }
        long left = expires - now();
        long millis = -Math.floorDiv(-left, MILLISECOND);
        return Duration.ofMillis(left > 0 ? millis : Math.min(millis, -1));
    }

    /** What is left in nanoseconds; not positive where it is over. */
    long nanosLeft(long expires) {
        return expires == NEVER ? Long.MAX_VALUE : expires - now();
    }

    private long now() {
        if (!read) {
            reading = ticker.nanoTime();
            read = true;
        }
        return reading;
    }
}
