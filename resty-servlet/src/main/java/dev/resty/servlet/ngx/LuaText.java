// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Lua strings and the ISO-8859-1 views of them that the Java side works with: one char a byte, nothing lost. */
final class LuaText {

    private LuaText() {}

    /** The view of a string, or of the text that Lua makes of a number. */
    static String of(LuaValue value) {
        LuaString string = value.strvalue();
        return new String(string.m_bytes, string.m_offset, string.m_length, StandardCharsets.ISO_8859_1);
    }

    /** The Lua string of a view. */
    static LuaString lua(String view) {
        return LuaString.valueUsing(view.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The bytes of a string, copied. */
    static byte[] bytes(LuaValue value) {
        LuaString string = value.strvalue();
        byte[] bytes = new byte[string.m_length];
        string.copyInto(0, bytes, 0, bytes.length);
        return bytes;
    }

    /** The view of what Lua's {@code tostring} makes of a value. */
    static String tostring(LuaValue value) {
        return of(value.type() == LuaValue.TSTRING ? value : value.tostring());
    }
}
