// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code object[key]} where that isn't simply an element of a table: metatables, cdata, errors. */
final class Indexing {

    /** How many tables one access may lead to: LuaJIT's limit. */
    private static final int LONGEST_CHAIN = 100;

    private Indexing() {}

    /** A field that a table itself hasn't. */
    static LuaValue inherited(Table table, LuaString key) {
        LuaValue handler = indexHandler(table);
        if (handler instanceof Table next) {
            LuaValue found = next.getName(key);
            if (found != null) {
                return found;
            }
            return next.metatable() == null ? LuaValue.NIL : get(next, key);
        }
        return handler == null ? LuaValue.NIL : get(table, key);
    }

    /** What handles the keys that a table hasn't; null where nothing does. */
    private static @Nullable LuaValue indexHandler(Table table) {
        LuaValue metatable = table.metatable();
        if (metatable instanceof Table ours) {
            return ours.indexHandler();
        }
        LuaValue handler = metatable == null ? LuaValue.NIL : metatable.rawget(LuaValue.INDEX);
        return handler.isnil() ? null : handler;
    }

    static LuaValue get(LuaValue object, LuaValue key) {
        LuaValue at = object;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            LuaValue handler;
            if (at instanceof LuaTable table) {
                if (!(at instanceof Table ours)) {
                    return foreign(table, key);
                }
                LuaValue found = ours.getAny(key);
                if (found != null) {
                    return found;
                }
                handler = indexHandler(ours);
                if (handler == null) {
                    return LuaValue.NIL;
                }
            } else if (at instanceof Cdata) {
                return foreign(at, key);
            } else {
                LuaValue found = Metatables.handler(at, LuaValue.INDEX);
                if (found == null) {
                    throw i == 0 ? Failures.index(at) : Failures.indexUnnamed(at);
                }
                handler = found;
            }
            if (handler instanceof LuaFunction function) {
                return Metatables.run(function, at, key);
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
                if (!(at instanceof Table ours)) {
                    setForeign(table, key, value);
                    return;
                }
                handler = newIndex(ours, key);
                if (handler == null) {
                    ours.rawset(key, value);
                    return;
                }
            } else if (at instanceof Cdata) {
                setForeign(at, key, value);
                return;
            } else {
                LuaValue found = Metatables.handler(at, LuaValue.NEWINDEX);
                if (found == null) {
                    throw i == 0 ? Failures.index(at) : Failures.indexUnnamed(at);
                }
                handler = found;
            }
            if (handler instanceof LuaFunction function) {
                Metatables.run(function, at, key, value);
                return;
            }
            at = handler;
        }
        throw Failures.error("loop in settable");
    }

    /** What a table of Java code says; its errors are those of the code that runs. */
    private static LuaValue foreign(LuaValue object, LuaValue key) {
        try {
            return object.get(key);
        } catch (LuaError e) {
            throw NativeErrors.ofOperator(e);
        }
    }

    private static void setForeign(LuaValue object, LuaValue key, LuaValue value) {
        try {
            object.set(key, value);
        } catch (LuaError e) {
            throw NativeErrors.ofOperator(e);
        }
    }

    /** What handles a key that a table hasn't; null where the table itself takes it. */
    private static @Nullable LuaValue newIndex(Table table, LuaValue key) {
        LuaValue metatable = table.metatable();
        if (metatable == null) {
            return null;
        }
        LuaValue handler;
        if (metatable instanceof Table ours) {
            handler = ours.newIndexHandler();
        } else {
            LuaValue found = metatable.rawget(LuaValue.NEWINDEX);
            handler = found.isnil() ? null : found;
        }
        return handler == null || table.getAny(key) != null ? null : handler;
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
