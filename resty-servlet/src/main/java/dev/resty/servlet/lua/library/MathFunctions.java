// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Table;
import java.util.function.DoubleUnaryOperator;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's mathematical functions. */
public final class MathFunctions {

    private static final double DEGREE = Math.PI / 180;
    private static final int NORMAL_EXPONENT = 54;

    static {
        for (String name : new String[] {"abs", "ceil", "cos", "exp", "floor", "log", "sin", "sqrt"}) {
            Intrinsics.register("math." + name, Math.class, name, double.class, double.class);
        }
        for (String name : new String[] {"fmod", "max", "min"}) {
            Intrinsics.register("math." + name, MathFunctions.class, name, double.class, double.class, double.class);
        }
        Intrinsics.register("math.pow", Operators.class, "power", double.class, double.class, double.class);
    }

    private MathFunctions() {}

    /** The table {@code math}, new, with random numbers of its own that begin as LuaJIT's do. */
    public static Table table() {
        RandomNumbers random = new RandomNumbers();
        NativeTable table = new NativeTable()
                .fn(new Floor())
                .fn(new Sqrt())
                .fn(new Max())
                .fn(new Min())
                .fn("frexp", MathFunctions::frexp)
                .fn("modf", MathFunctions::modf)
                .fn("random", args -> random(random, args))
                .fn("randomseed", args -> {
                    random.seed(number(args, 1, "randomseed"));
                    return LuaValue.NONE;
                })
                .set("huge", LuaValue.valueOf(Double.POSITIVE_INFINITY))
                .set("pi", LuaValue.valueOf(Math.PI));
        one(table, "abs", Math::abs);
        one(table, "acos", Math::acos);
        one(table, "asin", Math::asin);
        one(table, "atan", Math::atan);
        one(table, "ceil", Math::ceil);
        one(table, "cos", Math::cos);
        one(table, "cosh", Math::cosh);
        one(table, "deg", radians -> radians / DEGREE);
        one(table, "exp", Math::exp);
        one(table, "log10", Math::log10);
        one(table, "rad", degrees -> degrees * DEGREE);
        one(table, "sin", Math::sin);
        one(table, "sinh", Math::sinh);
        one(table, "tan", Math::tan);
        one(table, "tanh", Math::tanh);
        two(table, "atan2", Math::atan2);
        two(table, "fmod", MathFunctions::fmod);
        two(table, "ldexp", MathFunctions::ldexp);
        two(table, "pow", Operators::power);
        return table.fn("log", MathFunctions::log).build();
    }

    /** {@code math.fmod(a, b)}. */
    public static double fmod(double a, double b) {
        return a % b;
    }

    /** {@code math.max(a, b)}. */
    public static double max(double a, double b) {
        return a > b ? a : b;
    }

    /** {@code math.min(a, b)}. */
    public static double min(double a, double b) {
        return a < b ? a : b;
    }

    /** A function of two numbers. */
    private interface Binary {

        double of(double a, double b);
    }

    private static void one(NativeTable table, String name, DoubleUnaryOperator function) {
        table.fn(new NativeFunction.Fixed("math", name) {
            @Override
            protected LuaValue of(LuaValue a, LuaValue b, LuaValue c) {
                return Operators.number(function.applyAsDouble(Check.number(a, 1, name())));
            }
        });
    }

    private static void two(NativeTable table, String name, Binary function) {
        table.fn(new NativeFunction.Fixed("math", name) {
            @Override
            protected LuaValue of(LuaValue a, LuaValue b, LuaValue c) {
                double first = Check.number(a, 1, name());
                return Operators.number(function.of(first, Check.number(b, 2, name())));
            }
        });
    }

    private static double number(Varargs args, int position, String function) {
        return Check.number(position > args.narg() ? LuaValue.NONE : args.arg(position), position, function);
    }

    /** As x64 has it: what is beyond any exponent is infinite or nothing. */
    private static double ldexp(double value, double exponent) {
        if (Double.isNaN(exponent)) {
            return exponent;
        }
        return Double.isInfinite(exponent) ? value * (exponent > 0 ? exponent : 0) : Math.scalb(value, (int) exponent);
    }

    private static Varargs frexp(Varargs args) {
        double value = number(args, 1, "frexp");
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return LuaValue.varargsOf(Operators.number(value), LuaValue.ZERO);
        }
        boolean normal = Math.abs(value) >= Double.MIN_NORMAL;
        double scaled = normal ? value : Math.scalb(value, NORMAL_EXPONENT);
        int exponent = Math.getExponent(scaled) + 1;
        return LuaValue.varargsOf(
                Operators.number(Math.scalb(scaled, -exponent)),
                LuaValue.valueOf(normal ? exponent : exponent - NORMAL_EXPONENT));
    }

    private static Varargs log(Varargs args) {
        double value = number(args, 1, "log");
        if (args.narg() < 2) {
            return Operators.number(Math.log(value));
        }
        double base = number(args, 2, "log");
        if (base == 10) {
            return Operators.number(Math.log10(value));
        }
        boolean powerOfTwo =
                value > 0 && value < Double.POSITIVE_INFINITY && value == Math.scalb(1, Math.getExponent(value));
        return Operators.number(base == 2 && powerOfTwo ? Math.getExponent(value) : Math.log(value) / Math.log(base));
    }

    private static Varargs modf(Varargs args) {
        double value = number(args, 1, "modf");
        double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
        double fraction = Double.isInfinite(value) ? 0 : value - whole;
        return LuaValue.varargsOf(Operators.number(whole), Operators.number(Math.copySign(fraction, value)));
    }

    private static Varargs random(RandomNumbers random, Varargs args) {
        double value = random.next();
        switch (args.narg()) {
            case 0 -> {
                return Operators.number(value);
            }
            case 1 -> {
                return Operators.number(Math.floor(value * number(args, 1, "random")) + 1);
            }
            default -> {
                double from = number(args, 1, "random");
                double to = number(args, 2, "random");
                return Operators.number(Math.floor(value * (to - from + 1)) + from);
            }
        }
    }

    private static final class Floor extends NativeFunction.Fixed {

        Floor() {
            super("math", "floor");
        }

        @Override
        protected LuaValue of(LuaValue a, LuaValue b, LuaValue c) {
            return Operators.number(Math.floor(Check.number(a, 1, "floor")));
        }
    }

    private static final class Sqrt extends NativeFunction.Fixed {

        Sqrt() {
            super("math", "sqrt");
        }

        @Override
        protected LuaValue of(LuaValue a, LuaValue b, LuaValue c) {
            return Operators.number(Math.sqrt(Check.number(a, 1, "sqrt")));
        }
    }

    private static final class Max extends NativeFunction {

        Max() {
            super("math", "max");
        }

        @Override
        protected Varargs all(Varargs args) {
            double most = number(args, 1, "max");
            for (int i = 2; i <= args.narg(); i++) {
                most = max(most, number(args, i, "max"));
            }
            return Operators.number(most);
        }

        @Override
        protected LuaValue first2(LuaValue a, LuaValue b) {
            double first = Check.number(a, 1, "max");
            return Operators.number(max(first, Check.number(b, 2, "max")));
        }
    }

    private static final class Min extends NativeFunction {

        Min() {
            super("math", "min");
        }

        @Override
        protected Varargs all(Varargs args) {
            double least = number(args, 1, "min");
            for (int i = 2; i <= args.narg(); i++) {
                least = min(least, number(args, i, "min"));
            }
            return Operators.number(least);
        }

        @Override
        protected LuaValue first2(LuaValue a, LuaValue b) {
            double first = Check.number(a, 1, "min");
            return Operators.number(min(first, Check.number(b, 2, "min")));
        }
    }
}
