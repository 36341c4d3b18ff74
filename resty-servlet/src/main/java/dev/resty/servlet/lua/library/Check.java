// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * Checks of single arguments, with Lua's texts. {@link LuaValue#NONE} stands for an argument that wasn't given. Positions
 * count from 1; the function's name is what an error shows where the call doesn't name it.
 */
final class Check {

    private Check() {}

    /** The error of an argument. */
    static LuaError bad(int position, String function, String why) {
        return new LuaError("bad argument #" + position + " to '" + function + "' (" + why + ")");
    }

    /** The error of an argument of the wrong type. */
    @SuppressWarnings("ReferenceEquality")
    static LuaError expected(String type, LuaValue value, int position, String function) {
        String got = value == LuaValue.NONE ? "no value" : value.typename();
        return bad(position, function, type + " expected, got " + got);
    }

    /** Any value, nil too. */
    @SuppressWarnings("ReferenceEquality")
    static LuaValue any(LuaValue value, int position, String function) {
        if (value == LuaValue.NONE) {
            throw bad(position, function, "value expected");
        }
        return value;
    }

    /** Whether an optional argument is left out. */
    @SuppressWarnings("ReferenceEquality")
    static boolean absent(LuaValue value) {
        return value == LuaValue.NONE || value == LuaValue.NIL;
    }

    /** A string, or a number as Lua prints it. */
    static LuaString string(LuaValue value, int position, String function) {
        return value instanceof LuaString string ? string : numberAsString(value, position, function);
    }

    private static LuaString numberAsString(LuaValue value, int position, String function) {
        if (value instanceof LuaNumber) {
            return LuaText.bytes(value);
        }
        throw expected("string", value, position, function);
    }

    /** A number, or a string that reads as one. */
    static double number(LuaValue value, int position, String function) {
        if (value instanceof LuaInteger integer) {
            return integer.v;
        }
        return value instanceof LuaDouble number ? number.todouble() : otherNumber(value, position, function);
    }

    private static double otherNumber(LuaValue value, int position, String function) {
        if (value instanceof LuaNumber) {
            return value.todouble();
        }
        if (value instanceof LuaString string) {
            LuaValue number = LuaNumbers.parse(string);
            if (!number.isnil()) {
                return number.todouble();
            }
        }
        throw expected("number", value, position, function);
    }

    /** A number cut to an int as LuaJIT does on x64. */
    static int integer(LuaValue value, int position, String function) {
        return value instanceof LuaInteger integer ? integer.v : cut(number(value, position, function));
    }

    /** The same of an argument that may be left out. */
    static int integer(LuaValue value, int position, String function, int absent) {
        if (value instanceof LuaInteger integer) {
            return integer.v;
        }
        return absent(value) ? absent : cut(number(value, position, function));
    }

    /** Cut towards zero; what isn't an int then becomes the least one, as x64 has it. */
    static int cut(double number) {
        int whole = (int) number;
        return whole == number || number > -2147483649.0 && number < 2147483648.0 ? whole : Integer.MIN_VALUE;
    }

    /** A table. */
    static LuaTable table(LuaValue value, int position, String function) {
        if (value instanceof LuaTable table) {
            return table;
        }
        throw expected("table", value, position, function);
    }

    /** A function. */
    static LuaFunction function(LuaValue value, int position, String function) {
        if (value instanceof LuaFunction result) {
            return result;
        }
        throw expected("function", value, position, function);
    }
}
