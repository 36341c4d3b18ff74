// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Builds a table of Java functions by name: a library. Not safe for concurrent use. */
public final class NativeTable {

    private final Table table = new Table();

    /** An empty one. */
    public NativeTable() {}

    /** Adds a function that a method is. */
    public NativeTable fn(String name, NativeFunction.Body body) {
        return fn(NativeFunction.of(name, body));
    }

    /** Adds a function by its own name. */
    public NativeTable fn(NativeFunction function) {
        table.set(LuaText.of(function.name()), function);
        return this;
    }

    /** Adds a value. */
    public NativeTable set(String name, LuaValue value) {
        table.set(LuaText.of(name), value);
        return this;
    }

    /** The table. */
    public Table build() {
        return table;
    }

    /** Adds everything to another table. */
    public void addTo(LuaTable target) {
        for (LuaValue key : table.keys()) {
            target.rawset(key, table.rawget(key));
        }
    }
}
