// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Vm;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * The metatable of all strings of the JVM, as LuaJ has only one: answers with the metatable of the worker whose code
 * runs, and outside any worker with what was there before.
 */
final class StringMetatable extends LuaTable {

    private static @Nullable LuaValue before;

    private StringMetatable() {}

    /** Puts it in place, once. */
    static synchronized void install() {
        if (!(LuaString.s_metatable instanceof StringMetatable)) {
            before = LuaString.s_metatable;
            LuaString.s_metatable = new StringMetatable();
        }
    }

    @Override
    public LuaValue rawget(LuaValue key) {
        Vm vm = Vm.current();
        if (vm != null) {
            LuaTable metatable = vm.stringMetatable;
            return metatable == null ? NIL : metatable.rawget(key);
        }
        LuaValue other = before;
        return other == null ? NIL : other.rawget(key);
    }
}
