// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Int64;
import org.luaj.vm2.LuaValue;

/** The value of a constant expression in a C declaration. */
record CConstant(long value, NumberType type) {

    /** An {@code int}. */
    static CConstant of(long value) {
        return new CConstant((int) value, NumberType.INT);
    }

    boolean isUnsigned() {
        return type.isUnsigned();
    }

    /** The same converted to another type. */
    CConstant as(NumberType other) {
        return new CConstant(cut(value, other), other);
    }

    /** As Lua sees it. */
    LuaValue lua() {
        if (type.isLong()) {
            return Int64.of(value, type.isUnsigned());
        }
        return type.kind() == NumberType.Kind.BOOL ? LuaValue.valueOf(value != 0) : LuaValue.valueOf((double) value);
    }

    /** An integer with as many bits as a type has. */
    static long cut(long value, NumberType type) {
        if (type.kind() == NumberType.Kind.BOOL) {
            return value == 0 ? 0 : 1;
        }
        return switch (type.bytes()) {
            case 1 -> type.isUnsigned() ? value & 0xff : (byte) value;
            case 2 -> type.isUnsigned() ? value & 0xffff : (short) value;
            case 4 -> type.isUnsigned() ? value & 0xffff_ffffL : (int) value;
            default -> value;
        };
    }
}
