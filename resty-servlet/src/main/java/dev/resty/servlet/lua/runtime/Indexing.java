// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code object[key]} where that isn't simply an element of a table: metatables, cdata, errors. */
final class Indexing {

    /** How many tables one access may lead to: LuaJIT's limit. */
    private static final int LONGEST_CHAIN = 100;

    private Indexing() {}

    static LuaValue get(LuaValue object, LuaValue key) {
        LuaValue at = object;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            LuaValue handler;
            if (at instanceof LuaTable table) {
                if (!(at instanceof Table)) {
                    return table.get(key);
                }
                LuaValue found = table.rawget(key);
                if (!found.isnil()) {
                    return found;
                }
                LuaValue metatable = table.getmetatable();
                handler = metatable == null ? LuaValue.NIL : metatable.rawget(LuaValue.INDEX);
                if (handler.isnil()) {
                    return LuaValue.NIL;
                }
            } else if (at instanceof Cdata) {
                return at.get(key);
            } else {
                LuaValue found = Metatables.handler(at, LuaValue.INDEX);
                if (found == null) {
                    throw i == 0 ? Failures.index(at) : Failures.indexUnnamed(at);
                }
                handler = found;
            }
            if (handler instanceof LuaFunction function) {
                LuaValue result = function.call(at, key);
                return result.isnil() ? LuaValue.NIL : result;
            }
            at = handler;
        }
        throw Failures.error("loop in gettable");
    }

    static void set(LuaValue object, LuaValue key, LuaValue value) {
        LuaValue at = object;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            LuaValue handler;
            if (at instanceof LuaTable table) {
                if (!(at instanceof Table)) {
                    table.set(key, value);
                    return;
                }
                handler = newIndex(table, key);
                if (handler == null) {
                    checkKey(key);
                    table.rawset(key, value);
                    return;
                }
            } else if (at instanceof Cdata) {
                at.set(key, value);
                return;
            } else {
                LuaValue found = Metatables.handler(at, LuaValue.NEWINDEX);
                if (found == null) {
                    throw i == 0 ? Failures.index(at) : Failures.indexUnnamed(at);
                }
                handler = found;
            }
            if (handler instanceof LuaFunction function) {
                function.call(at, key, value);
                return;
            }
            at = handler;
        }
        throw Failures.error("loop in settable");
    }

    /** What handles a key that a table hasn't; null where the table itself takes it. */
    private static @Nullable LuaValue newIndex(LuaTable table, LuaValue key) {
        LuaValue metatable = table.getmetatable();
        if (metatable == null) {
            return null;
        }
        LuaValue handler = metatable.rawget(LuaValue.NEWINDEX);
        return handler.isnil() || !table.rawget(key).isnil() ? null : handler;
    }

    /** Refuses a key that no table can have. */
    static void checkKey(LuaValue key) {
        if (key.isnil()) {
            throw Failures.error("table index is nil");
        }
        if (key.type() == LuaValue.TNUMBER && Double.isNaN(key.todouble())) {
            throw Failures.error("table index is NaN");
        }
    }
}
