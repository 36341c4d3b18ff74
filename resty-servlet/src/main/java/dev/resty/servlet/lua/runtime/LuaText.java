// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Lua strings as Java sees them: one char a byte, never a decoded text. */
public final class LuaText {

    private LuaText() {}

    /** The bytes of a Lua string as chars 0 to 255. */
    public static String view(LuaString string) {
        return new String(string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
    }

    /** The bytes of a string or a number, as Lua would print it, as chars 0 to 255. */
    public static String view(LuaValue value) {
        return view(bytes(value));
    }

    /** A Lua string of chars 0 to 255, each a byte; chars above 255 become {@code ?}. */
    public static LuaString of(String view) {
        return LuaString.valueUsing(view.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A Lua string of a text's UTF-8 bytes. */
    public static LuaString utf8(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A string as it is, a number as Lua prints it ({@code %.14g}).
     *
     * @throws org.luaj.vm2.LuaError for any other value
     */
    public static LuaString bytes(LuaValue value) {
        if (value instanceof LuaString string) {
            return string;
        }
        if (value.type() == LuaValue.TNUMBER) {
            return of(LuaNumbers.text(value.todouble()));
        }
        throw new org.luaj.vm2.LuaError("string expected, got " + value.typename());
    }

    /** A copy of the bytes. */
    public static byte[] copy(LuaString string) {
        byte[] copy = new byte[string.m_length];
        System.arraycopy(string.m_bytes, string.m_offset, copy, 0, copy.length);
        return copy;
    }
}
