// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.SharedDict;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link ConcurrencyLimiter}. For one thread. */
public final class ConcurrencyLimiterBuilder {

    final SharedDict dict;

    long max;

    long burst;

    Duration delay = Duration.ofMillis(500);

    Duration permitLife = Duration.ofMinutes(1);

    String prefix = "";

    boolean dryRun;

    StoreDown storeDown = StoreDown.OPEN;

    @Nullable SharedDict local;

    LongSupplier epochMillis = System::currentTimeMillis;

    ConcurrencyLimiterBuilder(SharedDict dict) {
        this.dict = dict;
    }

    /** How many at the same time; positive. Must be set. */
    public ConcurrencyLimiterBuilder max(long permits) {
        max = RateLimiterBuilder.positive("max", permits);
        return this;
    }

    /** How many more, who are to wait first; 0 unless set. */
    public ConcurrencyLimiterBuilder burst(long permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("burst is negative: " + permits);
        }
        burst = permits;
        return this;
    }

    /**
     * How long those are to wait at first, for each time that {@code max} is exceeded; follows how long permits are held.
     * Half a second unless set.
     */
    public ConcurrencyLimiterBuilder delay(Duration unit) {
        if (unit.isNegative() || unit.isZero()) {
            throw new IllegalArgumentException("delay must be positive: " + unit);
        }
        delay = unit;
        return this;
    }

    /** When a permit that nobody closes ends by itself, at least 8 ms; a minute unless set. */
    public ConcurrencyLimiterBuilder permitLife(Duration life) {
        if (life.toMillis() < Leases.SLOTS) {
            throw new IllegalArgumentException("a permit lives for " + Leases.SLOTS + " ms at least: " + life);
        }
        permitLife = life;
        return this;
    }

    /** What stands before the limiter's keys in the dict; nothing unless set. */
    public ConcurrencyLimiterBuilder prefix(String keyPrefix) {
        prefix = keyPrefix;
        return this;
    }

    /** Whether nobody is refused or delayed, see {@link Permit#exceeded}. */
    public ConcurrencyLimiterBuilder dryRun(boolean dry) {
        dryRun = dry;
        return this;
    }

    /**
     * What to do while the store doesn't answer; {@link StoreDown#OPEN} unless set.
     *
     * @throws IllegalArgumentException for {@link StoreDown#LOCAL}, which {@link #localFallback} sets
     * @see RateLimiterBuilder#storeDown
     */
    public ConcurrencyLimiterBuilder storeDown(StoreDown policy) {
        if (policy == StoreDown.LOCAL) {
            throw new IllegalArgumentException("LOCAL needs a dict: call localFallback");
        }
        storeDown = policy;
        return this;
    }

    /** Counts in another dict, of this JVM's heap, while the store doesn't answer. */
    public ConcurrencyLimiterBuilder localFallback(SharedDict heapDict) {
        storeDown = StoreDown.LOCAL;
        local = heapDict;
        return this;
    }

    /** The wall clock; the machine's unless set. */
    public ConcurrencyLimiterBuilder epochMillis(LongSupplier clock) {
        epochMillis = clock;
        return this;
    }

    /**
     * The limiter.
     *
     * @throws IllegalStateException where {@code max} wasn't set
     */
    public ConcurrencyLimiter build() {
        if (max == 0) {
            throw new IllegalStateException("set max");
        }
        return new ConcurrencyLimiter(this);
    }
}
