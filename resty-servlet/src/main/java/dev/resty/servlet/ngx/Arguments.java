// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Checks of the arguments of ngx functions, with OpenResty's texts. Positions count from 1. */
final class Arguments {

    private Arguments() {}

    /** The error for an argument that doesn't fit. */
    static LuaError bad(int position, String function, String why) {
        return new LuaError("bad argument #" + position + " to '" + function + "' (" + why + ")");
    }

    /** The error for an argument of a wrong type. */
    static LuaError expected(String type, Varargs args, int position, String function) {
        String got = args.narg() < position ? "no value" : args.arg(position).typename();
        return bad(position, function, type + " expected, got " + got);
    }

    /** A string, or a number as its text. */
    static LuaString string(Varargs args, int position, String function) {
        LuaValue value = args.arg(position);
        if (value.type() != LuaValue.TSTRING && value.type() != LuaValue.TNUMBER) {
            throw expected("string", args, position, function);
        }
        return LuaText.bytes(value);
    }

    /** A boolean. */
    static boolean bool(Varargs args, int position, String function) {
        if (args.arg(position).type() != LuaValue.TBOOLEAN) {
            throw expected("boolean", args, position, function);
        }
        return args.arg(position).toboolean();
    }

    /** A number, or a string that reads as one, cut to an int. */
    static int integer(Varargs args, int position, String function) {
        LuaValue number = args.arg(position).tonumber();
        if (number.isnil()) {
            throw expected("number", args, position, function);
        }
        return (int) number.todouble();
    }

    /** A number cut to an int, where OpenResty gives it to a C function by LuaJIT's FFI. */
    static int cInt(LuaValue value, int position, String function) {
        if (value.type() != LuaValue.TNUMBER) {
            // Of userdata a script has ngx.null, a null pointer.
            String type = value.isuserdata() ? "void *" : value.typename();
            throw bad(position, function, "cannot convert '" + type + "' to 'int'");
        }
        return (int) value.todouble();
    }

    /** Refuses a call with more or fewer arguments. */
    static void count(Varargs args, int min, int max, String expected) {
        if (args.narg() < min || args.narg() > max) {
            throw new LuaError("expecting " + expected + " but seen " + args.narg());
        }
    }

    /** {@code nil, err}. */
    static Varargs failure(String error) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaText.of(error));
    }
}
