// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;

/** How loops walk a table without calling an iterator. */
final class Traversal {

    /** The iterator is to be called. */
    private static final int CALLS = 0;

    /** The iterator is {@code next}. */
    private static final int ENTRIES = 1;

    /** The iterator is that of {@code ipairs}. */
    private static final int ELEMENTS = 2;

    private static final int NEXT = Intrinsics.id("next");
    private static final int STEP = Intrinsics.id("ipairs_aux");

    private Traversal() {}

    /** How a loop with these is carried out. */
    static int kind(LuaValue function, LuaValue state, LuaValue control) {
        if (state instanceof Table table && function instanceof NativeFunction iterator) {
            if (iterator.intrinsic == NEXT && control == LuaValue.NIL && table.hasPositions()) {
                return ENTRIES;
            }
            if (iterator.intrinsic == STEP && control instanceof LuaInteger first && first.v == 0) {
                return ELEMENTS;
            }
        }
        return CALLS;
    }

    /**
     * The position after one.
     *
     * @param key that of the position
     * @return 0 at the end; below 0 from where on the key is elsewhere, as new ones were set
     */
    static int next(Table table, int kind, int position, LuaValue key) {
        if (kind == ELEMENTS) {
            return table.getInt(position + 1) == null ? 0 : position + 1;
        }
        if (position < 0 || position > 0 && !table.isAt(position, key)) {
            return -1;
        }
        return table.nextPosition(position);
    }

    /** The key at a position. */
    static LuaValue key(Table table, int kind, int position) {
        if (kind == ELEMENTS) {
            return Operators.number(position);
        }
        LuaValue key = table.keyAt(position);
        return key == null ? LuaValue.NIL : key;
    }

    /** The value at a position. */
    static LuaValue value(Table table, int kind, int position) {
        LuaValue value = kind == ELEMENTS ? table.getInt(position) : table.elementAt(position);
        return value == null ? LuaValue.NIL : value;
    }
}
