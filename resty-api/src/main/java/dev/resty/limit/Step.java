// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.DictEntry;
import dev.resty.dict.LuaScalar;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Algorithm} makes of a request. Times are nanoseconds.
 *
 * @param next the state with the request counted; null where it doesn't fit
 * @param remaining how many more would fit now
 * @param delay how long the request is to wait
 * @param reset when all room is there again, if nothing more comes
 * @param retry when the request would fit; 0 where it does
 */
record Step(@Nullable LuaScalar next, long remaining, long delay, long reset, long retry) {

    static final long MILLI = 1_000_000;

    /** How much longer an entry lives than its state matters, for clocks that differ. */
    static final long SLACK_MILLIS = 1_000;

    static Step fits(LuaScalar next, long remaining, long delay, long reset) {
        return new Step(next, Math.max(remaining, 0), delay, Math.max(reset, 0), 0);
    }

    static Step refused(long remaining, long reset, long retry) {
        return new Step(null, Math.max(remaining, 0), 0, Math.max(reset, 0), Math.max(retry, 1));
    }

    boolean fits() {
        return next != null;
    }

    /** The entry for the dict; the present one where the request doesn't fit. */
    @Nullable DictEntry entry(@Nullable DictEntry current) {
        return next == null ? current : DictEntry.of(next, Duration.ofMillis(reset / MILLI + SLACK_MILLIS));
    }
}
