// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.SharedDict;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RateLimiter}: one of the algorithms is to be chosen. For one thread. */
public final class RateLimiterBuilder {

    private static final long LONGEST_WINDOW_DAYS = 36_500;

    final SharedDict dict;

    String prefix = "";

    String name = "default";

    boolean dryRun;

    StoreDown storeDown = StoreDown.OPEN;

    @Nullable SharedDict local;

    LongSupplier epochMillis = System::currentTimeMillis;

    private @Nullable Algorithm algorithm;

    RateLimiterBuilder(SharedDict dict) {
        this.dict = dict;
    }

    /**
     * A limit for a window that begins with its first request and then starts anew: simple and small, but around the end
     * of a window up to twice the limit may come close together.
     *
     * @param limit requests in a window; positive
     * @param window at least a millisecond
     */
    public RateLimiterBuilder fixedWindow(long limit, Duration window) {
        algorithm = new FixedWindow(positive("limit", limit), window(window));
        return this;
    }

    /**
     * A limit for every span as long as the window. Keeps a log of when requests came: for limits up to
     * {@value SlidingWindow#SLOTS} it is exact; above, requests within a {@value SlidingWindow#SLOTS}th of the window
     * share an entry, so never more than the limit come in any span, and room comes back up to a
     * {@value SlidingWindow#SLOTS}th of the window late.
     *
     * @param limit requests in any window; positive
     * @param window at least a millisecond
     */
    public RateLimiterBuilder slidingWindow(long limit, Duration window) {
        algorithm = new SlidingWindow(positive("limit", limit), window(window));
        return this;
    }

    /**
     * A steady rate: what comes faster is to wait ({@link Decision#delay}), up to a burst, beyond which it is refused.
     * lua-resty-limit-req's model and record: a script's {@code resty.limit.req} with the same dict and key shares the
     * limit.
     *
     * @param rate requests a second; positive
     * @param burst how many may wait; not negative
     */
    public RateLimiterBuilder leakyBucket(double rate, double burst) {
        if (!(rate > 0)
                || !(burst >= 0)
                || burst / rate > Duration.ofDays(LONGEST_WINDOW_DAYS).getSeconds()) {
            throw new IllegalArgumentException("rate " + rate + " must be positive, burst " + burst + " not negative");
        }
        algorithm = new LeakyBucket(rate, burst);
        return this;
    }

    /**
     * The generic cell rate algorithm, that is a token bucket which is full at first: so many requests may come at once,
     * and each period gives room for as many again, evenly. Eight bytes a key.
     *
     * @param limit requests in a period, and at once; positive
     * @param period up to a limit each nanosecond
     */
    public RateLimiterBuilder gcra(long limit, Duration period) {
        return gcra(limit, period, limit);
    }

    /**
     * The generic cell rate algorithm, with a burst of its own.
     *
     * @param limit requests in a period; positive
     * @param period up to a limit each nanosecond
     * @param burst how many may come at once; positive
     * @see #gcra(long, Duration)
     */
    public RateLimiterBuilder gcra(long limit, Duration period, long burst) {
        positive("limit", limit);
        positive("burst", burst);
        long nanos = window(period).toNanos();
        if (limit > nanos) {
            throw new IllegalArgumentException("more than one request a nanosecond: " + limit + " in " + period);
        }
        algorithm = new CellRate(Math.floorDiv(nanos - 1, limit) + 1, burst);
        return this;
    }

    /** What stands before the limiter's keys in the dict; nothing unless set. */
    public RateLimiterBuilder prefix(String keyPrefix) {
        prefix = keyPrefix;
        return this;
    }

    /**
     * The name of the limit in {@link Decision#headers}; {@code default} unless set.
     *
     * @throws IllegalArgumentException where it has other characters than letters, digits, {@code -}, {@code _}
     */
    public RateLimiterBuilder name(String policy) {
        boolean plain = policy.chars()
                .allMatch(c ->
                        c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_');
        if (policy.isEmpty() || !plain) {
            throw new IllegalArgumentException("letters, digits, - and _ make a name: " + policy);
        }
        name = policy;
        return this;
    }

    /**
     * Whether nothing is refused or delayed: the limiter counts as it would, and {@link Decision#suppressed} says what it
     * would have said.
     */
    public RateLimiterBuilder dryRun(boolean dry) {
        dryRun = dry;
        return this;
    }

    /**
     * What to do while the store doesn't answer; {@link StoreDown#OPEN} unless set. After a failure the store is left
     * alone for a second.
     *
     * @throws IllegalArgumentException for {@link StoreDown#LOCAL}, which {@link #localFallback} sets
     */
    public RateLimiterBuilder storeDown(StoreDown policy) {
        if (policy == StoreDown.LOCAL) {
            throw new IllegalArgumentException("LOCAL needs a dict: call localFallback");
        }
        storeDown = policy;
        return this;
    }

    /** Keeps the limit in another dict, of this JVM's heap, while the store doesn't answer. */
    public RateLimiterBuilder localFallback(SharedDict heapDict) {
        storeDown = StoreDown.LOCAL;
        local = heapDict;
        return this;
    }

    /** The wall clock; the machine's unless set. */
    public RateLimiterBuilder epochMillis(LongSupplier clock) {
        epochMillis = clock;
        return this;
    }

    /**
     * The limiter.
     *
     * @throws IllegalStateException where no algorithm was chosen
     */
    public RateLimiter build() {
        if (algorithm == null) {
            throw new IllegalStateException("choose an algorithm: fixedWindow, slidingWindow, leakyBucket or gcra");
        }
        return new RateLimiter(this, algorithm);
    }

    static long positive(String argument, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(argument + " must be positive: " + value);
        }
        return value;
    }

    private static Duration window(Duration window) {
        if (window.isNegative() || window.toMillis() == 0 || window.toDays() > LONGEST_WINDOW_DAYS) {
            throw new IllegalArgumentException("a window is at least 1 ms and at most 100 years: " + window);
        }
        return window;
    }
}
