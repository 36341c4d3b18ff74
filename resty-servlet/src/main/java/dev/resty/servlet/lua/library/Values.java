// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Metatables;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Operators;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Values as text. */
public final class Values {

    private static final LuaString TOSTRING = LuaText.of("__tostring");
    private static final LuaString NIL = LuaText.of("nil");
    private static final LuaString TRUE = LuaText.of("true");
    private static final LuaString FALSE = LuaText.of("false");
    private static final int SMALL = 1024;
    private static final LuaString[] SMALL_NUMBERS = new LuaString[SMALL];

    static {
        for (int i = 0; i < SMALL; i++) {
            SMALL_NUMBERS[i] = LuaText.of(Integer.toString(i));
        }
    }

    private Values() {}

    /** What {@code tostring} gives: a string, or whatever a {@code __tostring} returned. */
    public static LuaValue tostring(LuaValue value) {
        if (value instanceof LuaString) {
            return value;
        }
        if (value instanceof LuaNumber number) {
            return number(number);
        }
        if (value instanceof Cdata cdata) {
            return cdata.text();
        }
        LuaValue metatable = Metatables.of(value);
        if (metatable != null) {
            LuaValue handler = metatable.rawget(TOSTRING);
            if (!handler.isnil()) {
                return Operators.callable(handler).call(value);
            }
        }
        return plain(value);
    }

    /** A number as Lua prints it. */
    static LuaString number(LuaNumber number) {
        if (number instanceof LuaInteger integer) {
            int whole = integer.v;
            return whole >= 0 && whole < SMALL ? SMALL_NUMBERS[whole] : LuaText.of(Integer.toString(whole));
        }
        return LuaText.of(LuaNumbers.text(number.todouble()));
    }

    /** What {@code tostring} gives where no metamethod says otherwise. */
    static LuaString plain(LuaValue value) {
        if (value.isnil()) {
            return NIL;
        }
        if (value.isboolean()) {
            return value.toboolean() ? TRUE : FALSE;
        }
        if (value instanceof Cdata cdata) {
            return cdata.text();
        }
        if (value instanceof NativeFunction function && function.isNamedByCaller()) {
            int number = function.intrinsic > 0 ? function.intrinsic : Intrinsics.id(function.name());
            return LuaText.of("function: builtin#" + number);
        }
        if (value.isuserdata() && value.tojstring().startsWith("userdata: ")) {
            return LuaText.of(value.tojstring());
        }
        return LuaText.of(value.typename() + ": " + address(value));
    }

    /** What stands for a value's address. */
    static String address(LuaValue value) {
        String digits = Integer.toHexString(System.identityHashCode(value));
        return "0x" + "0".repeat(8 - digits.length()) + digits;
    }
}
