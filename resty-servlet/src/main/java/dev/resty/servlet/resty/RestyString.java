// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.string}.
 *
 * @see <a href="https://github.com/openresty/lua-resty-string">lua-resty-string</a>
 */
final class RestyString {

    static final String VERSION = "0.17";

    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

    private RestyString() {}

    /** The module's table. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn("to_hex", "hex = str.to_hex(bytes)", "Bytes in lower-case hexadecimal.", RestyString::toHex)
                .fn(
                        "atoi",
                        "n = str.atoi(digits)",
                        "A whole number without sign; -1 where it is none.",
                        RestyString::atoi)
                .value("_VERSION", VERSION)
                .build();
    }

    private static Varargs toHex(Varargs args) {
        return hex(Arguments.string(args, 1, "to_hex"));
    }

    /** Bytes in lower-case hexadecimal. */
    static LuaString hex(LuaString bytes) {
        byte[] hex = new byte[bytes.m_length * 2];
        for (int i = 0; i < bytes.m_length; i++) {
            int b = bytes.luaByte(i);
            hex[2 * i] = HEX[b >> 4];
            hex[2 * i + 1] = HEX[b & 15];
        }
        return LuaString.valueUsing(hex);
    }

    private static Varargs atoi(Varargs args) {
        LuaString digits = Arguments.string(args, 1, "atoi");
        long value = 0;
        for (int i = 0; i < digits.m_length; i++) {
            int digit = digits.luaByte(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return LuaValue.valueOf(-1);
            }
            value = value * 10 + digit;
        }
        return LuaValue.valueOf(digits.m_length == 0 ? -1 : (double) value);
    }
}
