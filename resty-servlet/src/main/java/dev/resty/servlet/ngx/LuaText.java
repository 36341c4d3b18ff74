// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Lua strings and the ISO-8859-1 views of them that the Java side works with: one char a byte, nothing lost. */
final class LuaText {

    private LuaText() {}

    /** The view of a string, or of the text that Lua makes of a number. */
    static String view(LuaValue value) {
        LuaString string = bytes(value);
        return new String(string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
    }

    /** The Lua string of a view. */
    static LuaString of(String view) {
        return LuaString.valueUsing(octets(view));
    }

    /** A string as it is, a number as Lua prints it. */
    static LuaString bytes(LuaValue value) {
        return dev.resty.servlet.lua.LuaText.bytes(value);
    }

    /** A copy of the bytes. */
    static byte[] copy(LuaString string) {
        byte[] copy = new byte[string.m_length];
        System.arraycopy(string.m_bytes, string.m_offset, copy, 0, copy.length);
        return copy;
    }

    /** The bytes of a view. */
    static byte[] octets(String view) {
        return view.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The view of what Lua's {@code tostring} makes of a value. */
    static String tostring(LuaValue value) {
        return view(LuaArgs.tostring(value));
    }
}
