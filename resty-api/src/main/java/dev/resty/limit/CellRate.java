// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.LuaScalar;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The generic cell rate algorithm (GCRA), which is a token bucket told by one time: that at which the bucket is full
 * again. Exact, the interval between two requests being rounded up to a nanosecond.
 *
 * <p>State: that time, in nanoseconds since the epoch.
 *
 * @param interval nanoseconds until a token comes back
 * @param limit the tokens of a full bucket
 */
record CellRate(long interval, long limit) implements Algorithm {

    CellRate {
        // The longest life of a state must be one that nanoseconds since the epoch can tell.
        if (interval > Long.MAX_VALUE / 8 / limit) {
            throw new IllegalArgumentException("a bucket takes too long to fill");
        }
    }

    @Override
    public Duration window() {
        return Duration.ofNanos(interval * limit);
    }

    @Override
    public Step take(@Nullable LuaScalar state, long now, long cost) {
        long behind = behind(state, now);
        long full = interval * limit;
        long room = full - behind;
        if (cost <= room / interval) {
            long after = behind + cost * interval;
            return Step.fits(state(now, after), (full - after) / interval, 0, after);
        }
        long wanted = cost > Long.MAX_VALUE / 8 / interval ? Long.MAX_VALUE / 8 : cost * interval;
        return Step.refused(room / interval, behind, wanted - room);
    }

    @Override
    public @Nullable Step give(LuaScalar state, long now, long cost) {
        long behind = behind(state, now);
        long given = cost > behind / interval ? behind : cost * interval;
        return behind == given
                ? null
                : Step.fits(
                        state(now, behind - given), (interval * limit - behind + given) / interval, 0, behind - given);
    }

    /** How long it takes until the bucket is full; no longer than for an empty one, though the clock was set back. */
    private long behind(@Nullable LuaScalar state, long now) {
        if (state == null) {
            return 0;
        }
        long behind = Algorithm.read(state, Long.BYTES).getLong() - now * Step.MILLI;
        return Math.min(Math.max(behind, 0), interval * limit);
    }

    private static LuaScalar state(long now, long behind) {
        return LuaScalar.wrap(
                Algorithm.write(Long.BYTES).putLong(now * Step.MILLI + behind).array());
    }
}
