// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * So many requests in a window that begins with the first of them: lua-resty-limit-count's model, as GitHub has it. Exact
 * within a window; around the end of one up to twice the limit may come close together.
 *
 * <p>State: the end of the window and the count.
 */
record FixedWindow(long limit, Duration window) implements Algorithm {

    @Override
    public Step take(@Nullable LuaScalar state, long now, long cost) {
        long end = now + window.toMillis();
        long count = 0;
        if (state != null) {
            ByteBuffer bytes = Algorithm.read(state, 2 * Long.BYTES);
            long known = bytes.getLong();
            if (now < known) {
                end = known;
                count = bytes.getLong();
            }
        }
        long left = left(end, now);
        return cost <= limit - count
                ? Step.fits(Algorithm.state(end, count + cost), limit - count - cost, 0, left)
                : Step.refused(limit - count, left, left);
    }

    @Override
    public @Nullable Step give(LuaScalar state, long now, long cost) {
        ByteBuffer bytes = Algorithm.read(state, 2 * Long.BYTES);
        long end = bytes.getLong();
        long count = Math.max(bytes.getLong() - cost, 0);
        return now < end ? Step.fits(Algorithm.state(end, count), limit - count, 0, left(end, now)) : null;
    }

    /** How much longer the window lasts, of which a clock that was set back sees the beginning. */
    private long left(long end, long now) {
        return Math.min(end - now, window.toMillis()) * Step.MILLI;
    }
}
