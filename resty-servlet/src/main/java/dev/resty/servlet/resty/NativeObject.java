// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.Table;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** An object of a library whose state is Java's: a table, as upstream's objects are, with the state beside it and in {@code ctx}. */
final class NativeObject extends Table {

    private final Object state;

    NativeObject(Object state, LuaTable metatable) {
        this.state = state;
        rawset("ctx", new LuaUserdata(state));
        setmetatable(metatable);
    }

    /** The state of an argument, if it is of that class; else null. */
    static <T> @Nullable T find(Class<T> type, LuaValue value) {
        return value instanceof NativeObject object && type.isInstance(object.state) ? type.cast(object.state) : null;
    }

    /**
     * The state of an argument.
     *
     * @param name what a message calls such an object
     */
    static <T> T of(Class<T> type, String name, Varargs args, int number, String function) {
        T state = find(type, args.arg(number));
        if (state == null) {
            throw Arguments.expected(name, args, number, function);
        }
        return state;
    }

    /** What {@code istype} answers: as upstream's expressions do, nil for a table without {@code ctx}. */
    static LuaValue isType(Class<?> type, LuaValue value) {
        if (!value.toboolean()) {
            return value;
        }
        LuaValue ctx = value instanceof LuaTable table ? table.get("ctx") : LuaValue.NIL;
        return ctx.isnil() ? LuaValue.NIL : LuaValue.valueOf(find(type, value) != null);
    }
}
