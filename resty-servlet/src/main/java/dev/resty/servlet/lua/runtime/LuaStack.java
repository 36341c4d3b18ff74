// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/**
 * What a worker's state keeps of each thread of Lua, a run's entry or a coroutine, while others run: see {@link
 * Vm#switchTo}. Belongs to one worker.
 */
public final class LuaStack {

    private int depth;
    private @Nullable InterpretedFrame frame;
    private int guards;
    private int probedTo = JavaStack.LEVELS;
    private @Nullable LuaValue handler;
    private @Nullable InterpretedFrame overflowed;

    /** The traceback of the last error that nothing guarded in this thread; null where there was none. */
    private @Nullable String lastTraceback;

    /** That of a thread in which nothing runs yet. */
    public LuaStack() {}

    /** The traceback of the error that ended the thread; null where none did. To be asked while others run. */
    public @Nullable String lastTraceback() {
        return lastTraceback;
    }

    /** Makes it as new. To be called while others run. */
    public void clear() {
        depth = 0;
        frame = null;
        guards = 0;
        probedTo = JavaStack.LEVELS;
        handler = null;
        overflowed = null;
        lastTraceback = null;
    }

    void store(Vm vm) {
        depth = vm.depth;
        frame = vm.frame;
        guards = vm.guards;
        probedTo = vm.probedTo;
        handler = vm.handler;
        overflowed = vm.overflowed;
        lastTraceback = vm.lastTraceback;
    }

    void load(Vm vm) {
        vm.depth = depth;
        vm.frame = frame;
        vm.guards = guards;
        vm.probedTo = Math.min(probedTo, vm.deepest);
        vm.handler = handler;
        vm.overflowed = overflowed;
        vm.lastTraceback = lastTraceback;
    }
}
