// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Checks of arguments with the texts of Lua's auxiliary library. */
final class Arguments {

    private Arguments() {}

    /** The error for an argument that doesn't fit. */
    static LuaError bad(int number, String function, String why) {
        return new LuaError("bad argument #" + number + " to '" + function + "' (" + why + ")");
    }

    /** A string, or a number as a string; anything else is an error. */
    static LuaString string(Varargs args, int number, String function) {
        LuaValue value = args.arg(number);
        if (value.type() != LuaValue.TSTRING && value.type() != LuaValue.TNUMBER) {
            throw expected("string", args, number, function);
        }
        return value.checkstring();
    }

    /** A number, or a string that reads as one; anything else is an error. */
    static double number(Varargs args, int number, String function) {
        LuaValue value = args.arg(number).tonumber();
        if (value.isnil()) {
            throw expected("number", args, number, function);
        }
        return value.todouble();
    }

    /** The error for an argument of a wrong type. */
    static LuaError expected(String type, Varargs args, int number, String function) {
        String got = args.narg() < number ? "no value" : args.arg(number).typename();
        return bad(number, function, type + " expected, got " + got);
    }

    /** A Lua string of a Java string's Latin-1 bytes. */
    static LuaString latin1(String text) {
        return LuaString.valueUsing(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** {@code nil, err}. */
    static Varargs failure(String error) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaValue.valueOf(error));
    }

    /** {@code false, err}. */
    static Varargs refusal(String error) {
        return LuaValue.varargsOf(LuaValue.FALSE, LuaValue.valueOf(error));
    }

    /** The bytes of a string argument, or of a number as a string; anything else is an error. */
    static byte[] bytes(Varargs args, int number, String function) {
        return LuaText.copy(string(args, number, function));
    }

    /** A string of bytes that nobody else keeps. */
    static LuaString bytes(byte[] bytes) {
        return LuaString.valueUsing(bytes);
    }
}
