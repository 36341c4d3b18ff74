// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** A Lua function that a Java method is. */
final class NativeFunction extends VarArgFunction {

    /** The method. */
    @FunctionalInterface
    interface Body {
        Varargs call(Varargs args);
    }

    private final Body body;

    NativeFunction(String name, Body body) {
        this.name = name;
        this.body = body;
    }

    @Override
    public Varargs invoke(Varargs args) {
        return body.call(args);
    }

    @Override
    public String name() {
        return name;
    }

    /** A table of functions by name. */
    static final class Table {

        private final LuaTable table = new LuaTable();

        Table fn(String name, Body body) {
            table.set(name, new NativeFunction(name, body));
            return this;
        }

        Table set(String name, LuaValue value) {
            table.set(name, value);
            return this;
        }

        LuaTable build() {
            return table;
        }

        /** Adds everything to another table. */
        void addTo(LuaTable target) {
            for (LuaValue key : table.keys()) {
                target.rawset(key, table.rawget(key));
            }
        }
    }
}
