// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A Lua library as a table: each function is stated once with its name, signature and one line of meaning. */
final class LibraryTable {

    private final LuaTable table;

    private LibraryTable(LuaTable table) {
        this.table = table;
    }

    /** An empty library. */
    static LibraryTable of() {
        return new LibraryTable(new Table());
    }

    /** Adds to a table: one that is the module and the methods of its objects in one. */
    static LibraryTable into(LuaTable table) {
        return new LibraryTable(table);
    }

    /**
     * Declares a function.
     *
     * @param name its key
     * @param signature as a reference prints it
     * @param meaning one line
     */
    LibraryTable fn(String name, String signature, String meaning, LibraryFunction function) {
        table.set(name, new Bound(name, function));
        return this;
    }

    /** Declares a function that has forms of its own for calls with few arguments. */
    LibraryTable fn(String name, String signature, String meaning, LuaFunction function) {
        table.set(name, function);
        return this;
    }

    /** Sets a field that is no function. */
    LibraryTable value(String name, LuaValue value) {
        table.set(name, value);
        return this;
    }

    /** Sets a field to a string. */
    LibraryTable value(String name, String value) {
        return value(name, LuaValue.valueOf(value));
    }

    /** Takes over the functions of another table, as classes in Lua have their methods beside {@code new}. */
    LibraryTable inherit(LuaTable methods) {
        for (LuaValue key : methods.keys()) {
            table.set(key, methods.get(key));
        }
        return this;
    }

    /** The table. */
    LuaTable build() {
        return table;
    }

    /** A metatable whose {@code __index} is the table: for objects of the library. */
    static LuaTable metatable(LuaTable methods) {
        LuaTable metatable = new Table();
        metatable.set(LuaValue.INDEX, methods);
        return metatable;
    }

    private static final class Bound extends NativeFunction {

        private final LibraryFunction function;

        Bound(String name, LibraryFunction function) {
            super(name);
            this.function = function;
        }

        @Override
        public boolean isNamedByCaller() {
            return false;
        }

        @Override
        protected Varargs all(Varargs args) {
            return function.call(args);
        }
    }
}
