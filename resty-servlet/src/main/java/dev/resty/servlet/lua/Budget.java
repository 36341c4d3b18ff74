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
 * @param instructions how many turns of loops and calls of Lua functions there may be, those of small functions that
 *     call nothing not counted; zero is without limit. Counting makes loops slower
 * @param allocation how many bytes strings and the growth of tables may take in all, as the library estimates them,
 *     whatever is garbage since; zero is without limit
 */
public record Budget(Duration time, int callDepth, long instructions, long allocation) {

    /** LuaJIT's own depth and no other limit. */
    public static final Budget NONE = new Budget(Duration.ZERO, 21_825, 0, 0);

    /** Checks the ranges. */
    public Budget {
        if (time.isNegative() || callDepth < 1 || instructions < 0 || allocation < 0) {
            throw new IllegalArgumentException("a budget must not be negative and its depth at least 1");
        }
    }

    /** The same with another limit of time. */
    public Budget withTime(Duration limit) {
        return new Budget(limit, callDepth, instructions, allocation);
    }

    /** The same with another depth. */
    public Budget withCallDepth(int depth) {
        return new Budget(time, depth, instructions, allocation);
    }

    /** The same with another number of instructions. */
    public Budget withInstructions(long most) {
        return new Budget(time, callDepth, most, allocation);
    }

    /** The same with another limit of memory. */
    public Budget withAllocation(long bytes) {
        return new Budget(time, callDepth, instructions, bytes);
    }
}
