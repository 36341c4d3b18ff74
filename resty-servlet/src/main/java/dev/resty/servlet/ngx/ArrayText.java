// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The bytes of values and of nested arrays of values, as {@code ngx.say} and {@code ngx.arg} take them. */
final class ArrayText {

    static final byte[] NIL = latin1("nil");
    static final byte[] NULL = latin1("null");
    static final byte[] TRUE = latin1("true");
    static final byte[] FALSE = latin1("false");

    private final LuaValue nullValue;
    private final String function;
    private final int position;
    private final boolean strict;

    /**
     * For an argument of a function.
     *
     * @param nullValue {@code ngx.null}
     * @param strict whether only strings and numbers may stand in arrays
     */
    ArrayText(LuaValue nullValue, String function, int position, boolean strict) {
        this.nullValue = nullValue;
        this.function = function;
        this.position = position;
        this.strict = strict;
    }

    /** Appends all elements, those of nested arrays included. */
    void append(LuaTable table, ByteBuilder out) {
        int length = arrayLength(table);
        for (int i = 1; i <= length; i++) {
            LuaValue element = table.get(i);
            if (element.istable()) {
                append(element.checktable(), out);
            } else if (!simple(element, out)) {
                throw bad("bad data type " + element.typename() + " found");
            }
        }
    }

    private boolean simple(LuaValue element, ByteBuilder out) {
        switch (element.type()) {
            case LuaValue.TSTRING, LuaValue.TNUMBER -> out.append(LuaText.bytes(element));
            case LuaValue.TNIL -> {
                if (strict) {
                    return false;
                }
                out.append(NIL);
            }
            case LuaValue.TBOOLEAN -> {
                if (strict) {
                    return false;
                }
                out.append(element.toboolean() ? TRUE : FALSE);
            }
            default -> {
                if (strict || element != nullValue) {
                    return false;
                }
                out.append(NULL);
            }
        }
        return true;
    }

    /** The highest index; a table with any other key is no array. */
    private int arrayLength(LuaTable table) {
        int highest = 0;
        for (Varargs entry = table.next(LuaValue.NIL); !entry.arg1().isnil(); entry = table.next(entry.arg1())) {
            LuaValue key = entry.arg1();
            if (key.type() != LuaValue.TNUMBER || key.todouble() != key.toint() || key.toint() < 1) {
                throw bad("non-array table found");
            }
            highest = Math.max(highest, key.toint());
        }
        return highest;
    }

    private LuaError bad(String why) {
        return Arguments.bad(position, function, why);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
