// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.LuaScalar;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests leak out of a bucket at a rate; what comes faster waits its turn, up to a burst, beyond which it is refused:
 * lua-resty-limit-req's model, with its numbers and its record, so scripts and Java code that use the same dict and key
 * share a limit.
 *
 * <p>State: the excess in 0.001 requests, and the time it was of.
 *
 * @param rate requests a second
 * @param burst how many may wait
 */
record LeakyBucket(double rate, double burst) implements Algorithm {

    private static final double SECOND = 1e9;

    private static final int UNIT = ReqRecord.UNIT;

    @Override
    public long limit() {
        return (long) burst + 1;
    }

    @Override
    public Duration window() {
        return Duration.ofNanos((long) Math.ceil(limit() / rate * SECOND));
    }

    @Override
    public Step take(@Nullable LuaScalar state, long now, long cost) {
        ReqRecord before = state == null ? null : ReqRecord.of(state);
        double excess = before == null ? (cost - 1) * (double) UNIT : before.excess(rate, now, cost);
        double over = excess - burst * UNIT;
        if (over > 0) {
            double idle = excess - cost * (double) UNIT;
            return Step.refused(room(idle), nanos(idle + UNIT), nanos(over));
        }
        ReqRecord after = new ReqRecord((long) excess, before == null ? now : Math.max(now, before.last()));
        return Step.fits(after.scalar(), room(excess), nanos(excess), nanos(excess + UNIT));
    }

    @Override
    public @Nullable Step give(LuaScalar state, long now, long cost) {
        ReqRecord before = ReqRecord.of(state);
        ReqRecord after = before.without(cost);
        double excess = Math.max(after.excess(rate, now, 0), 0);
        return Step.fits(after.scalar(), room(excess), 0, nanos(before.excess() + (double) UNIT));
    }

    private long room(double excess) {
        return (long) Math.floor(burst - excess / UNIT);
    }

    private long nanos(double excess) {
        return (long) Math.ceil(excess / UNIT / rate * SECOND);
    }
}
