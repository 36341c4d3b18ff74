// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Checks of a Java function's arguments, with Lua's texts. Indexes count from 1. */
final class Args {

    private Args() {}

    /** The error of an argument. */
    static LuaError bad(int index, String function, String why) {
        return new LuaError("bad argument #" + index + " to '" + function + "' (" + why + ")");
    }

    /** The error of an argument of the wrong type. */
    static LuaError wrongType(Varargs args, int index, String function, String expected) {
        String got = index > args.narg() ? "no value" : args.arg(index).typename();
        return bad(index, function, expected + " expected, got " + got);
    }

    static LuaValue any(Varargs args, int index, String function) {
        if (index > args.narg()) {
            throw bad(index, function, "value expected");
        }
        return args.arg(index);
    }

    static LuaString string(Varargs args, int index, String function) {
        LuaValue value = args.arg(index);
        if (value instanceof LuaString string) {
            return string;
        }
        if (value.type() == LuaValue.TNUMBER) {
            return LuaText.bytes(value);
        }
        throw wrongType(args, index, function, "string");
    }

    static LuaString string(Varargs args, int index, String function, LuaString absent) {
        return args.arg(index).isnil() ? absent : string(args, index, function);
    }

    static String view(Varargs args, int index, String function) {
        return LuaText.view(string(args, index, function));
    }

    static LuaTable table(Varargs args, int index, String function) {
        if (args.arg(index) instanceof LuaTable table) {
            return table;
        }
        throw wrongType(args, index, function, "table");
    }

    static LuaFunction function(Varargs args, int index, String function) {
        if (args.arg(index) instanceof LuaFunction result) {
            return result;
        }
        throw wrongType(args, index, function, "function");
    }

    static double number(Varargs args, int index, String function) {
        LuaValue value = args.arg(index);
        if (value.type() == LuaValue.TNUMBER) {
            return value.todouble();
        }
        if (value instanceof LuaString string) {
            LuaValue number = LuaNumbers.parse(string);
            if (!number.isnil()) {
                return number.todouble();
            }
        }
        throw wrongType(args, index, function, "number");
    }

    static double number(Varargs args, int index, String function, double absent) {
        return args.arg(index).isnil() ? absent : number(args, index, function);
    }

    /** A number cut to an int as LuaJIT does: towards zero, beyond the range at its ends. */
    static int integer(Varargs args, int index, String function) {
        return (int) number(args, index, function);
    }

    static int integer(Varargs args, int index, String function, int absent) {
        return args.arg(index).isnil() ? absent : integer(args, index, function);
    }
}
