// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import org.luaj.vm2.LuaThread;

/**
 * One run of Lua code in a worker, from its entry to its end: OpenResty's entry thread. What holds the worker's baton
 * belongs to exactly one run.
 */
public final class LuaRun {

    private final Object owner;
    final LuaThread thread;

    LuaRun(Object owner, LuaThread thread) {
        this.owner = owner;
        this.thread = thread;
    }

    /** What the caller gave to {@link Worker#run}: whom the code runs for. */
    public Object owner() {
        return owner;
    }
}
