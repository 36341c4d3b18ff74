// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.Varargs;

/** Where a stack of Lua functions begins: a run's entry and a coroutine's body call their function here. */
public final class StackBottom {

    private StackBottom() {}

    /** Calls a function; {@link CallStack} sees nothing beyond this. */
    public static Varargs call(LuaFunction function, Varargs args) {
        return function.invoke(args);
    }
}
