// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Metatables;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Table;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Those of Lua's basic functions that need nothing of the worker. */
public final class BaseFunctions {

    private static final LuaString METATABLE = LuaText.of("__metatable");
    private static final LuaString CDATA_METATABLE = LuaText.of("ffi");
    private static final LuaString TOSTRING = LuaText.of("__tostring");

    /** How many arguments and results a call may have. */
    private static final int MOST_VALUES = 8000;

    static {
        Intrinsics.register("type", BaseFunctions.class, "type", LuaValue.class, LuaValue.class);
        Intrinsics.register("tonumber", BaseFunctions.class, "tonumber", double.class, LuaValue.class);
        Intrinsics.register("tostring", BaseFunctions.class, "tostring", LuaValue.class, LuaValue.class);
        Intrinsics.register("rawget", BaseFunctions.class, "rawget", LuaValue.class, LuaValue.class, LuaValue.class);
    }

    private BaseFunctions() {}

    /** Adds the functions to a worker's globals. */
    public static void addTo(LuaTable globals) {
        NativeFunction next = new Next();
        new NativeTable()
                .fn(new Getmetatable())
                .fn(new Ipairs())
                .fn(next)
                .fn("newproxy", BaseFunctions::newproxy)
                .fn(new Pairs(next))
                .fn(new Rawequal())
                .fn(new Rawget())
                .fn(new Rawset())
                .fn(new Select())
                .fn(new Setmetatable())
                .fn(new Tonumber())
                .fn(new Tostring())
                .fn(new Type())
                .fn(new Unpack())
                .addTo(globals);
    }

    private static final LuaString NIL = LuaText.of("nil");
    private static final LuaString BOOLEAN = LuaText.of("boolean");
    private static final LuaString NUMBER = LuaText.of("number");
    private static final LuaString STRING = LuaText.of("string");
    private static final LuaString TABLE = LuaText.of("table");
    private static final LuaString FUNCTION = LuaText.of("function");

    /** {@code type(value)}. */
    public static LuaValue type(LuaValue value) {
        return switch (value.type()) {
            case LuaValue.TNIL -> NIL;
            case LuaValue.TBOOLEAN -> BOOLEAN;
            case LuaValue.TNUMBER -> NUMBER;
            case LuaValue.TSTRING -> STRING;
            case LuaValue.TTABLE -> TABLE;
            case LuaValue.TFUNCTION -> FUNCTION;
            default -> LuaText.of(value.typename());
        };
    }

    /** {@code tonumber(value)}, or NaN where that isn't a number's. */
    public static double tonumber(LuaValue value) {
        if (value instanceof LuaNumber) {
            return value.todouble();
        }
        LuaValue number = value instanceof LuaString string ? LuaNumbers.parse(string) : LuaValue.NIL;
        return number instanceof LuaNumber ? number.todouble() : Double.NaN;
    }

    /** {@code tostring(value)} of a string or a number; null of other values. */
    public static @Nullable LuaValue tostring(LuaValue value) {
        return value instanceof LuaString ? value : value instanceof LuaNumber number ? Values.number(number) : null;
    }

    /** {@code rawget(table, key)}, or null where the value isn't a table. */
    public static @Nullable LuaValue rawget(LuaValue table, LuaValue key) {
        return table instanceof LuaTable given ? given.rawget(key) : null;
    }

    private static final class Type extends NativeFunction.Fixed {

        Type() {
            super("", "type");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue b, LuaValue c) {
            return BaseFunctions.type(Check.any(value, 1, "type"));
        }
    }

    private static final class Tostring extends NativeFunction {

        Tostring() {
            super("", "tostring");
        }

        @Override
        protected Varargs all(Varargs args) {
            return all1(args.narg() == 0 ? NONE : args.arg1());
        }

        @Override
        protected Varargs all1(LuaValue value) {
            LuaValue text = BaseFunctions.tostring(Check.any(value, 1, "tostring"));
            if (value instanceof Cdata cdata) {
                return cdata.text();
            }
            if (text != null) {
                return text;
            }
            // LuaJIT makes a tail call of the handler: there may be no result, or several.
            LuaValue metatable = Metatables.of(value);
            LuaValue handler = metatable == null ? LuaValue.NIL : metatable.rawget(TOSTRING);
            return handler.isnil()
                    ? Values.plain(value)
                    : Operators.callable(handler).invoke1(value);
        }

        @Override
        protected LuaValue first1(LuaValue value) {
            return Values.tostring(Check.any(value, 1, "tostring"));
        }
    }

    private static final class Tonumber extends NativeFunction.Fixed {

        Tonumber() {
            super("", "tonumber");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue base, LuaValue c) {
            int digits = Check.integer(base, 2, "tonumber", 10);
            if (digits == 10) {
                if (Check.any(value, 1, "tonumber") instanceof LuaNumber) {
                    return value;
                }
                if (value instanceof Cdata cdata) {
                    return cdata.number();
                }
                return value instanceof LuaString string ? LuaNumbers.parse(string) : LuaValue.NIL;
            }
            LuaString string = Check.string(value, 1, "tonumber");
            if (digits < 2 || digits > 36) {
                throw Check.bad(2, "tonumber", "base out of range");
            }
            return LuaNumbers.parse(string, digits);
        }
    }

    private static final class Getmetatable extends NativeFunction.Fixed {

        Getmetatable() {
            super("", "getmetatable");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue b, LuaValue c) {
            if (value instanceof Cdata) {
                return CDATA_METATABLE;
            }
            LuaValue metatable = Metatables.of(Check.any(value, 1, "getmetatable"));
            if (metatable == null) {
                return LuaValue.NIL;
            }
            LuaValue shown = metatable.rawget(METATABLE);
            return shown.isnil() ? metatable : shown;
        }
    }

    private static final class Setmetatable extends NativeFunction.Fixed {

        Setmetatable() {
            super("", "setmetatable");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue metatable, LuaValue c) {
            LuaTable table = Check.table(value, 1, "setmetatable");
            boolean none = metatable == LuaValue.NIL;
            if (!none && !(metatable instanceof LuaTable)) {
                throw Check.bad(2, "setmetatable", "nil or table expected");
            }
            LuaValue before = table.getmetatable();
            if (before != null && !before.rawget(METATABLE).isnil()) {
                throw new LuaError("cannot change a protected metatable");
            }
            table.setmetatable(none ? null : metatable);
            return table;
        }
    }

    private static final class Rawequal extends NativeFunction.Fixed {

        Rawequal() {
            super("", "rawequal");
        }

        @Override
        protected LuaValue of(LuaValue a, LuaValue b, LuaValue c) {
            return valueOf(Check.any(a, 1, "rawequal").raweq(Check.any(b, 2, "rawequal")));
        }
    }

    private static final class Rawget extends NativeFunction.Fixed {

        Rawget() {
            super("", "rawget");
        }

        @Override
        protected LuaValue of(LuaValue table, LuaValue key, LuaValue c) {
            return Check.table(table, 1, "rawget").rawget(Check.any(key, 2, "rawget"));
        }
    }

    private static final class Rawset extends NativeFunction.Fixed {

        Rawset() {
            super("", "rawset");
        }

        @Override
        protected LuaValue of(LuaValue into, LuaValue key, LuaValue value) {
            LuaTable table = Check.table(into, 1, "rawset");
            Check.any(key, 2, "rawset");
            Check.any(value, 3, "rawset");
            table.rawset(key, value);
            return table;
        }
    }

    /** {@code next}: the entry after a key. */
    private static final class Next extends NativeFunction {

        Next() {
            super("", "next");
        }

        @Override
        protected Varargs all(Varargs args) {
            return all2(args.narg() == 0 ? NONE : args.arg1(), args.arg(2));
        }

        @Override
        protected Varargs all1(LuaValue table) {
            return all2(table, LuaValue.NIL);
        }

        @Override
        protected Varargs all2(LuaValue table, LuaValue key) {
            return Check.table(table, 1, "next").next(key);
        }
    }

    private static final class Pairs extends NativeFunction {

        private final LuaValue next;

        Pairs(LuaValue next) {
            super("", "pairs");
            this.next = next;
        }

        @Override
        protected Varargs all(Varargs args) {
            return all1(args.narg() == 0 ? NONE : args.arg1());
        }

        @Override
        protected Varargs all1(LuaValue table) {
            return varargsOf(next, Check.table(Check.any(table, 1, "pairs"), 1, "pairs"), LuaValue.NIL);
        }
    }

    private static final class Ipairs extends NativeFunction {

        private final LuaValue step = new Step();

        Ipairs() {
            super("", "ipairs");
        }

        @Override
        protected Varargs all(Varargs args) {
            return all1(args.narg() == 0 ? NONE : args.arg1());
        }

        @Override
        protected Varargs all1(LuaValue table) {
            return varargsOf(step, Check.table(Check.any(table, 1, "ipairs"), 1, "ipairs"), ZERO);
        }
    }

    /** The iterator of {@code ipairs}. */
    private static final class Step extends NativeFunction {

        Step() {
            super("", "ipairs_aux");
        }

        @Override
        protected Varargs all(Varargs args) {
            return all2(args.narg() == 0 ? NONE : args.arg1(), args.arg(2));
        }

        @Override
        protected Varargs all2(LuaValue of, LuaValue before) {
            LuaTable table = Check.table(of, 1, "ipairs_aux");
            int index = Check.integer(before, 2, "ipairs_aux") + 1;
            if (table instanceof Table ours) {
                LuaValue value = ours.getInt(index);
                return value == null ? NONE : varargsOf(valueOf(index), value);
            }
            LuaValue value = table.rawget(index);
            return value.isnil() ? NONE : varargsOf(valueOf(index), value);
        }
    }

    private static final class Select extends NativeFunction {

        Select() {
            super("", "select");
        }

        @Override
        protected Varargs all(Varargs args) {
            int count = args.narg() - 1;
            LuaValue which = args.narg() == 0 ? NONE : args.arg1();
            if (which instanceof LuaString string && string.m_length > 0 && string.m_bytes[string.m_offset] == '#') {
                return valueOf(count);
            }
            int index = Check.integer(which, 1, "select");
            if (index < 0) {
                index = count + 1 + index;
            }
            if (index < 1) {
                throw Check.bad(1, "select", "index out of range");
            }
            return index > count ? NONE : args.subargs(index + 1);
        }
    }

    private static final class Unpack extends NativeFunction {

        Unpack() {
            super("", "unpack");
        }

        @Override
        protected Varargs all(Varargs args) {
            return unpack(args.narg() == 0 ? NONE : args.arg1(), args.arg(2), args.arg(3), args.narg());
        }

        @Override
        protected Varargs all1(LuaValue table) {
            return unpack(table, LuaValue.NIL, LuaValue.NIL, 1);
        }

        private static Varargs unpack(LuaValue of, LuaValue from, LuaValue to, int given) {
            LuaTable table = Check.table(of, 1, "unpack");
            int first = Check.integer(from, 2, "unpack", 1);
            int last = to.isnil() ? table.length() : Check.integer(to, 3, "unpack");
            if (first > last) {
                return NONE;
            }
            long count = (long) last - first + 1;
            if (count + given > MOST_VALUES) {
                throw new LuaError("too many results to unpack");
            }
            if (count == 1) {
                return table.rawget(first);
            }
            LuaValue[] values = new LuaValue[(int) count];
            for (int i = 0; i < values.length; i++) {
                values[i] = table.rawget(first + i);
            }
            return varargsOf(values);
        }
    }

    private static Varargs newproxy(Varargs args) {
        LuaValue like = args.arg1();
        LuaUserdata proxy = new LuaUserdata(new Object());
        if (like.isuserdata() && like.getmetatable() != null) {
            proxy.setmetatable(like.getmetatable());
        } else if (like.toboolean()) {
            if (!like.isboolean()) {
                throw Check.bad(1, "newproxy", "boolean or proxy expected");
            }
            proxy.setmetatable(new Table());
        }
        return proxy;
    }
}
