// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.NativeTable;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's mathematical functions, with random numbers of the VM's own. */
final class MathLib {

    private static final double DEGREE = Math.PI / 180;

    private final Random random = new Random();

    LuaTable table() {
        NativeTable table = new NativeTable()
                .fn("atan2", args -> number(Math.atan2(arg(args, 1, "atan2"), arg(args, 2, "atan2"))))
                .fn("fmod", args -> number(arg(args, 1, "fmod") % arg(args, 2, "fmod")))
                .fn("frexp", MathLib::frexp)
                .fn("ldexp", args -> number(arg(args, 1, "ldexp") * Math.pow(2, Args.integer(args, 2, "ldexp"))))
                .fn("log", MathLib::log)
                .fn("max", MathLib::max)
                .fn("min", MathLib::min)
                .fn("modf", MathLib::modf)
                .fn("pow", args -> number(Math.pow(arg(args, 1, "pow"), arg(args, 2, "pow"))))
                .fn("random", this::random)
                .fn("randomseed", this::randomseed)
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
        one(table, "floor", Math::floor);
        one(table, "log10", Math::log10);
        one(table, "rad", degrees -> degrees * DEGREE);
        one(table, "sin", Math::sin);
        one(table, "sinh", Math::sinh);
        one(table, "sqrt", Math::sqrt);
        one(table, "tan", Math::tan);
        one(table, "tanh", Math::tanh);
        return table.build();
    }

    private static void one(NativeTable table, String name, DoubleUnaryOperator function) {
        table.fn(name, args -> number(function.applyAsDouble(arg(args, 1, name))));
    }

    private static double arg(Varargs args, int index, String function) {
        return Args.number(args, index, function);
    }

    private static LuaValue number(double value) {
        return LuaValue.valueOf(value);
    }

    private static Varargs frexp(Varargs args) {
        double value = arg(args, 1, "frexp");
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return LuaValue.varargsOf(number(value), LuaValue.ZERO);
        }
        int exponent = Math.getExponent(value);
        if (exponent < Double.MIN_EXPONENT) {
            exponent = Math.getExponent(value * 0x1p54) - 54;
        }
        exponent++;
        double scaled = exponent > -1000 ? value / Math.pow(2, exponent) : value * 0x1p54 / Math.pow(2, exponent + 54);
        return LuaValue.varargsOf(number(scaled), LuaValue.valueOf(exponent));
    }

    private static Varargs log(Varargs args) {
        double value = arg(args, 1, "log");
        if (args.arg(2).isnil()) {
            return number(Math.log(value));
        }
        double base = arg(args, 2, "log");
        return number(
                base == 10
                        ? Math.log10(value)
                        : base == 2 && value == Math.rint(value) && Long.bitCount((long) value) == 1 && value > 0
                                ? Math.getExponent(value)
                                : Math.log(value) / Math.log(base));
    }

    private static Varargs max(Varargs args) {
        double most = arg(args, 1, "max");
        for (int i = 2; i <= args.narg(); i++) {
            double value = arg(args, i, "max");
            most = value > most ? value : most;
        }
        return number(most);
    }

    private static Varargs min(Varargs args) {
        double least = arg(args, 1, "min");
        for (int i = 2; i <= args.narg(); i++) {
            double value = arg(args, i, "min");
            least = value < least ? value : least;
        }
        return number(least);
    }

    private static Varargs modf(Varargs args) {
        double value = arg(args, 1, "modf");
        double whole = value < 0 ? Math.ceil(value) : Math.floor(value);
        double fraction = Double.isInfinite(value) ? 0 : value - whole;
        return LuaValue.varargsOf(number(whole), number(fraction));
    }

    private Varargs random(Varargs args) {
        double value = random.nextDouble();
        if (args.narg() == 0) {
            return number(value);
        }
        double from = args.narg() == 1 ? 1 : Math.floor(arg(args, 1, "random"));
        double to = Math.floor(arg(args, args.narg() == 1 ? 1 : 2, "random"));
        return number(Math.floor(value * (to - from + 1)) + from);
    }

    private Varargs randomseed(Varargs args) {
        random.setSeed(Double.doubleToLongBits(arg(args, 1, "randomseed")));
        return LuaValue.NONE;
    }
}
