// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * What the limiters of lua-resty-limit-traffic have in common: objects that are plain tables, with a dict and settings
 * that a script may read and change.
 */
final class LimiterTable {

    static final String VERSION = "0.09";

    static final String REJECTED = "rejected";

    /** How a dict says that a key holds a list. */
    static final String LIST = "value is a list";

    private static final LuaString DICT = LuaValue.valueOf("dict");

    private LimiterTable() {}

    /** {@code ngx.shared[name]}; nil where there is none. */
    static LuaValue dict(Worker worker, LuaValue name) {
        return name.isnil()
                ? LuaValue.NIL
                : worker.globals().get("ngx").get("shared").get(name);
    }

    /** {@code nil, err} where a dict isn't there. */
    static Varargs noDict() {
        return Arguments.failure("shared dict not found");
    }

    /** A limiter on a dict. */
    static LuaTable of(LuaValue dict, LuaTable metatable) {
        LuaTable limiter = new Table(0, 8);
        limiter.rawset(DICT, dict);
        limiter.setmetatable(metatable);
        return limiter;
    }

    /** The dict of a limiter, as a script sees it. */
    static LuaValue dict(Varargs args) {
        return self(args).get(DICT);
    }

    /** The limiter that a method is called on. */
    static LuaTable self(Varargs args) {
        if (args.arg1() instanceof LuaTable limiter) {
            return limiter;
        }
        throw new LuaError("attempt to index local 'self' (a " + args.arg1().typename() + " value)");
    }

    /** A setting of a limiter, as a number. */
    static double number(LuaTable limiter, LuaString field) {
        LuaValue value = limiter.get(field);
        LuaValue number = value.tonumber();
        if (number.isnil()) {
            throw arithmetic("field '" + field.tojstring() + "'", value);
        }
        return number.todouble();
    }

    /** An argument that Lua would calculate with. */
    static double operand(Varargs args, int index, String name) {
        LuaValue number = args.arg(index).tonumber();
        if (number.isnil()) {
            throw arithmetic("local '" + name + "'", args.arg(index));
        }
        return number.todouble();
    }

    /** An argument that Lua would compare with a number. */
    static double compared(Varargs args, int index) {
        LuaValue value = args.arg(index);
        if (value.type() != LuaValue.TNUMBER) {
            throw new LuaError("attempt to compare number with " + value.typename());
        }
        return value.todouble();
    }

    /** Lua's assert. */
    static void require(boolean condition) {
        if (!condition) {
            throw new LuaError("assertion failed!");
        }
    }

    static LuaError arithmetic(String what, LuaValue value) {
        return new LuaError("attempt to perform arithmetic on " + what + " (a " + value.typename() + " value)");
    }
}
