// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaThread;

/**
 * One run of Lua code in a worker, from its entry to its end: OpenResty's entry thread. What holds the worker's baton
 * belongs to exactly one run.
 */
public final class LuaRun {

    private final Object owner;
    final LuaThread thread;
    final LuaStack calls;

    /** The time budget that is left, in nanoseconds; counted by the watchdog. */
    long budgetLeft;

    /** Whether the run has ended: its coroutines cannot be resumed any more. */
    boolean ended;

    /** The suspended coroutines whose threads must be ended with the run; the head of a list. */
    @Nullable Coroutine suspended;

    LuaRun(Object owner, Globals globals, Hooks hooks, LuaStack calls, long budget) {
        this.owner = owner;
        this.calls = calls;
        this.budgetLeft = budget;
        this.thread = new LuaThread(globals);
        this.thread.errorfunc = hooks.errorPoint;
    }

    /** What the caller gave to {@link Worker#run}: whom the code runs for. */
    public Object owner() {
        return owner;
    }
}
