// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Callable;
import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.Cell;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.runtime.TailCall;
import dev.resty.servlet.lua.runtime.Unseen;
import dev.resty.servlet.lua.runtime.Vm;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What generated code calls and isn't an operator of Lua. */
final class Dispatch {

    private Dispatch() {}

    /** Whether a value is the library function of that number. */
    static boolean isLibrary(LuaValue value, int number) {
        return value instanceof NativeFunction function && function.intrinsic == number;
    }

    /** Whether {@code type(value)} is "string"; the others alike. */
    static boolean isString(LuaValue value) {
        return value instanceof LuaString;
    }

    static boolean isNumber(LuaValue value) {
        return value instanceof LuaNumber;
    }

    static boolean isTable(LuaValue value) {
        return value instanceof LuaTable;
    }

    static boolean isFunction(LuaValue value) {
        return value instanceof LuaFunction;
    }

    static boolean isBoolean(LuaValue value) {
        return value instanceof LuaBoolean;
    }

    /** Whether a value counts as true. */
    static boolean isTrue(LuaValue value) {
        return value != LuaValue.NIL && value != LuaValue.FALSE;
    }

    /** {@code value == nil}. */
    static boolean isNil(LuaValue value) {
        return value == LuaValue.NIL || value instanceof Cdata && Operators.equal(value, LuaValue.NIL);
    }

    /** Gives a variable that several parts of a function use its value or cell. */
    static void keep(Object value, Object[] variables, int index) {
        variables[index] = value;
    }

    /** Gives a variable that several parts of a function use its value. */
    static void keep(double value, double[] variables, int index) {
        variables[index] = value;
    }

    /** {@code one == other} where either is a constant boolean. */
    static boolean isSame(LuaValue one, LuaValue other) {
        return one == other || (one instanceof Cdata || other instanceof Cdata) && Operators.equal(one, other);
    }

    static Cell cell(LuaValue value) {
        return new Cell(value);
    }

    static Cell cell(double number) {
        return new Cell(number);
    }

    /** Says that a function was made that stands in a chunk itself. */
    static Closure made(Closure closure) {
        closure.vm.closures.made(closure);
        return closure;
    }

    /** What is called where a value is: for one that isn't a function, what raises the error when it is called. */
    static Callable callable(LuaValue value) {
        return value instanceof Callable function ? function : new Other(value);
    }

    /** A list of values; the array isn't kept by anybody else. */
    static Varargs list(LuaValue[] values) {
        return LuaValue.varargsOf(values);
    }

    static Varargs list(LuaValue[] values, Varargs rest) {
        return LuaValue.varargsOf(values, rest);
    }

    static Varargs list(LuaValue first, LuaValue second) {
        return LuaValue.varargsOf(first, second);
    }

    static Varargs list(LuaValue first, LuaValue second, LuaValue third) {
        return LuaValue.varargsOf(first, second, third);
    }

    static Varargs list(LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
        return LuaValue.varargsOf(new LuaValue[] {a, b, c, d});
    }

    static Varargs list(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
        return LuaValue.varargsOf(new LuaValue[] {a, b, c, d, e});
    }

    static Varargs list(LuaValue first, Varargs rest) {
        return LuaValue.varargsOf(first, rest);
    }

    /** The values from one on, counted from 1. */
    static Varargs from(Varargs values, int first) {
        return first > values.narg() ? LuaValue.NONE : values.subargs(first);
    }

    /** Adds the values of the last item of a table constructor. */
    static void append(Table table, int first, Varargs values) {
        int count = values.narg();
        for (int i = 1; i <= count; i++) {
            table.rawset(first + i - 1, values.arg(i));
        }
    }

    static boolean isDeep(Vm vm) {
        return vm.depth > TailCall.DEEP;
    }

    /** Leaves a call to the caller; what can't be called raises its error here, at the place of the call. */
    private static Varargs leave(Callable function, Varargs args) {
        if (function instanceof Other other) {
            LuaFunction target = other.target();
            return target instanceof Callable callable ? TailCall.defer(callable, args) : target.invoke(args);
        }
        return TailCall.defer(function, args);
    }

    static Varargs defer(Callable function) {
        return leave(function, LuaValue.NONE);
    }

    static Varargs defer(Callable function, LuaValue a) {
        return leave(function, a);
    }

    static Varargs defer(Callable function, LuaValue a, LuaValue b) {
        return leave(function, list(a, b));
    }

    static Varargs defer(Callable function, LuaValue a, LuaValue b, LuaValue c) {
        return leave(function, list(a, b, c));
    }

    static Varargs defer(Callable function, LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
        return leave(function, list(a, b, c, d));
    }

    static Varargs defer(Callable function, LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
        return leave(function, list(a, b, c, d, e));
    }

    static Varargs defer(Callable function, Varargs args) {
        return leave(function, args);
    }

    /** A value that isn't one of our functions, where it is called. */
    private static final class Other extends Callable implements Unseen {

        private final LuaValue value;

        Other(LuaValue value) {
            this.value = value;
        }

        private LuaFunction target() {
            return value instanceof LuaFunction function ? function : Operators.callable(value);
        }

        @Override
        public LuaValue call() {
            return target().call();
        }

        @Override
        public LuaValue call(LuaValue a) {
            return target().call(a);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return target().call(a, b);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return target().call(a, b, c);
        }

        @Override
        public Varargs invoke() {
            return target().invoke();
        }

        @Override
        public Varargs invoke1(LuaValue a) {
            return target().invoke(a);
        }

        @Override
        public Varargs invoke2(LuaValue a, LuaValue b) {
            return target().invoke(list(a, b));
        }

        @Override
        public Varargs invoke3(LuaValue a, LuaValue b, LuaValue c) {
            return target().invoke(list(a, b, c));
        }

        @Override
        public Varargs invoke(Varargs args) {
            return target().invoke(args);
        }
    }
}
