// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaText;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** What scripts put into the brackets behind cdata. */
final class Indexes {

    private Indexes() {}

    /** An index of an array: a number, a 64-bit or any other integer of C; nil for any other key. */
    static LuaValue integer(LuaValue key) {
        if (key.type() == LuaValue.TNUMBER || key instanceof Int64) {
            return key;
        }
        return key instanceof CObject object && object.ctype() instanceof NumberType number && number.isInteger()
                ? object.number()
                : LuaValue.NIL;
    }

    /** The element that it means. */
    static long of(LuaValue index) {
        return index instanceof Int64 integer ? integer.value() : (long) index.todouble();
    }

    /** The member of a struct that a key names; null for other types and keys. */
    static @Nullable Field field(CType type, LuaValue key) {
        return type instanceof RecordType record && key instanceof LuaString name
                ? record.field(LuaText.view(name))
                : null;
    }
}
