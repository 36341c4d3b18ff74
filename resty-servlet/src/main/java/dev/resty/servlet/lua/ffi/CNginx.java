// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions of nginx itself that libraries call through {@code ffi.C}. */
final class CNginx {

    private static final long ERROR = -1;

    private static final String DIGITS = "0123456789abcdef";

    private CNginx() {}

    /** {@code ngx_hextoi}: a number of hexadecimal digits, -1 where it is none or too large. */
    static LuaValue hextoi(Ffi ffi, Varargs args) {
        CPointer line = CFunctions.pointer(args, 1);
        long count = CFunctions.whole(args, 2);
        long value = count == 0 ? ERROR : 0;
        for (long i = 0; i < count && value != ERROR; i++) {
            int digit = Character.digit(line.accessed().readByte(line.position() + (int) i), 16);
            value = digit < 0 || value > Long.MAX_VALUE / 16 ? ERROR : value << 4 | digit;
        }
        return LuaValue.valueOf((double) value);
    }

    /** {@code ngx_hex_dump}: bytes as hexadecimal digits; gives where they end. */
    static LuaValue hexDump(Ffi ffi, Varargs args) {
        CPointer to = CFunctions.pointer(args, 1);
        CPointer from = CFunctions.pointer(args, 2);
        int count = (int) CFunctions.whole(args, 3);
        for (int i = 0; i < count; i++) {
            int value = from.accessed().readByte(from.position() + i) & 0xff;
            to.accessed().writeByte(to.position() + 2 * i, (byte) DIGITS.charAt(value >> 4));
            to.accessed().writeByte(to.position() + 2 * i + 1, (byte) DIGITS.charAt(value & 15));
        }
        return new CPointer(ffi, to.pointerType(), to.block(), to.position() + 2 * count);
    }
}
