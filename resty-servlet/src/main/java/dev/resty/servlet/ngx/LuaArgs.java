// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Arguments converted as lua-resty-core does, and results with shared bytes. */
final class LuaArgs {

    private LuaArgs() {}

    /** A number, or a string that reads as one. */
    static double number(Varargs args, int position, String function) {
        LuaValue number = args.arg(position).tonumber();
        if (number.isnil()) {
            throw Arguments.expected("number", args, position, function);
        }
        return number.todouble();
    }

    /** A string as it is, nothing and false as the empty one, anything else as {@code tostring} has it. */
    static LuaString lenient(LuaValue value) {
        if (value.type() == LuaValue.TSTRING) {
            return value.strvalue();
        }
        return value.toboolean() ? tostring(value) : LuaValue.EMPTYSTRING;
    }

    /** What Lua's {@code tostring} gives. */
    static LuaString tostring(LuaValue value) {
        if (value.type() == LuaValue.TSTRING) {
            return value.strvalue();
        }
        LuaValue text = value.metatag(LuaValue.valueOf("__tostring"));
        if (!text.isnil()) {
            return LuaText.bytes(text.call(value));
        }
        return value.type() == LuaValue.TNUMBER ? LuaText.bytes(value) : LuaText.of(value.tojstring());
    }

    /** The bytes of a string, which may be the string's own: for reading only. */
    static byte[] readOnly(LuaString string) {
        if (string.m_offset == 0 && string.m_length == string.m_bytes.length) {
            return string.m_bytes;
        }
        return LuaText.copy(string);
    }

    /** A part of a string, sharing its bytes. */
    static LuaString part(byte[] bytes, int from, int to) {
        return LuaString.valueOf(bytes, from, to - from);
    }

    /** {@code nil, nil, err}. */
    static Varargs lateFailure(String error) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaValue.NIL, LuaText.of(error));
    }

    /** The view of what Lua's {@code tostring} makes of a value. */
    static String text(LuaValue value) {
        return LuaText.view(tostring(value));
    }

    /** The bytes of a view. */
    static byte[] octets(String view) {
        return view.getBytes(StandardCharsets.ISO_8859_1);
    }
}
