// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.time.Duration;

/**
 * How much a run may use.
 *
 * @param time how long it may hold the baton in all, waiting not counted; zero is without limit. Kept to about a
 *     tenth, and never finer than a millisecond
 * @param callDepth how deep Lua functions may call each other; beyond it they get Lua's error {@code stack overflow},
 *     which they also get earlier where the Java thread's stack ends
 */
public record Budget(Duration time, int callDepth) {

    /** LuaJIT's own depth and no limit of time. */
    public static final Budget NONE = new Budget(Duration.ZERO, 20_000);

    /** Checks the ranges. */
    public Budget {
        if (time.isNegative() || callDepth < 1) {
            throw new IllegalArgumentException("a budget's time must not be negative and its depth at least 1");
        }
    }

    /** The same with another limit of time. */
    public Budget withTime(Duration limit) {
        return new Budget(limit, callDepth);
    }

    /** The same with another depth. */
    public Budget withCallDepth(int depth) {
        return new Budget(time, depth);
    }
}
