// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.luaj.vm2.LuaString;

/** nginx's kinds of escaping for URIs. */
final class UriEscape {

    /** For a component of a URI: all but unreserved characters. */
    static final int COMPONENT = 2;

    /** The last kind that has a number. */
    static final int LAST_TYPE = 6;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private static final boolean[][] ESCAPED = {
        escaped(" #%?", true),
        escaped(" #%+?", true),
        component(),
        escaped(" \"#%'", true),
        escaped(" \"'", true),
        escaped(" %", false),
        escaped(" %", false),
    };

    private UriEscape() {}

    private static boolean[] escaped(String signs, boolean above126) {
        boolean[] escaped = new boolean[256];
        for (int c = 0; c < 256; c++) {
            escaped[c] = c < ' ' || signs.indexOf(c) >= 0 || above126 && c > '~';
        }
        return escaped;
    }

    private static boolean[] component() {
        boolean[] escaped = new boolean[256];
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            escaped[c] = !alphanumeric && "!'()*-._~".indexOf(c) < 0;
        }
        return escaped;
    }

    /** Escapes by one of nginx's rules, 0 to {@value #LAST_TYPE}; returns the same string where there is nothing to do. */
    static LuaString escape(LuaString text, int type) {
        boolean[] escaped = ESCAPED[type];
        int count = 0;
        for (int i = 0; i < text.m_length; i++) {
            count += escaped[text.luaByte(i)] ? 1 : 0;
        }
        if (count == 0) {
            return text;
        }
        byte[] out = new byte[text.m_length + 2 * count];
        int at = 0;
        for (int i = 0; i < text.m_length; i++) {
            int c = text.luaByte(i);
            if (escaped[c]) {
                out[at++] = '%';
                out[at++] = HEX[c >> 4];
                out[at++] = HEX[c & 15];
            } else {
                out[at++] = (byte) c;
            }
        }
        return LuaString.valueUsing(out);
    }
}
