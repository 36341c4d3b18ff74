// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** LuaJIT's bit operations: on 32 bits with signed results, and on 64 bits where an argument is a 64-bit integer. */
public final class BitFunctions {

    private static final double TWO_52_AND_51 = 6755399441055744.0;
    private static final int MOST_DIGITS = 254;

    static {
        for (String name : new String[] {"band", "bor", "bxor", "lshift", "rshift", "arshift", "rol", "ror"}) {
            Intrinsics.register("bit." + name, BitFunctions.class, name, double.class, double.class, double.class);
        }
        for (String name : new String[] {"bnot", "bswap", "tobit"}) {
            Intrinsics.register("bit." + name, BitFunctions.class, name, double.class, double.class);
        }
    }

    private BitFunctions() {}

    /** The table {@code bit}, new. */
    public static Table table() {
        NativeTable table = new NativeTable().fn("tohex", BitFunctions::tohex);
        for (Operation operation : Operation.values()) {
            table.fn(
                    switch (operation) {
                        case BAND, BOR, BXOR -> new Fold(operation);
                        case BNOT, BSWAP, TOBIT -> new One(operation);
                        default -> new Shift(operation);
                    });
        }
        return table.build();
    }

    /** A number's low 32 bits, rounded to even as LuaJIT does by adding 2^52 + 2^51. */
    private static int bits(double number) {
        int whole = (int) number;
        return whole == number ? whole : (int) Double.doubleToRawLongBits(number + TWO_52_AND_51);
    }

    /** {@code bit.tobit(a)}. */
    public static double tobit(double a) {
        return bits(a);
    }

    /** {@code bit.bnot(a)}. */
    public static double bnot(double a) {
        return ~bits(a);
    }

    /** {@code bit.bswap(a)}. */
    public static double bswap(double a) {
        return Integer.reverseBytes(bits(a));
    }

    /** {@code bit.band(a, b)}. */
    public static double band(double a, double b) {
        return bits(a) & bits(b);
    }

    /** {@code bit.bor(a, b)}. */
    public static double bor(double a, double b) {
        return bits(a) | bits(b);
    }

    /** {@code bit.bxor(a, b)}. */
    public static double bxor(double a, double b) {
        return bits(a) ^ bits(b);
    }

    /** {@code bit.lshift(a, n)}. */
    public static double lshift(double a, double n) {
        return bits(a) << bits(n);
    }

    /** {@code bit.rshift(a, n)}. */
    public static double rshift(double a, double n) {
        return bits(a) >>> bits(n);
    }

    /** {@code bit.arshift(a, n)}. */
    public static double arshift(double a, double n) {
        return bits(a) >> bits(n);
    }

    /** {@code bit.rol(a, n)}. */
    public static double rol(double a, double n) {
        return Integer.rotateLeft(bits(a), bits(n));
    }

    /** {@code bit.ror(a, n)}. */
    public static double ror(double a, double n) {
        return Integer.rotateRight(bits(a), bits(n));
    }

    /** What the functions do. */
    private enum Operation {
        BAND,
        BOR,
        BXOR,
        BNOT,
        BSWAP,
        TOBIT,
        LSHIFT,
        RSHIFT,
        ARSHIFT,
        ROL,
        ROR;

        String lua() {
            return name().toLowerCase(Locale.ROOT);
        }

        int of(int a, int b) {
            return switch (this) {
                case BAND -> a & b;
                case BOR -> a | b;
                case BXOR -> a ^ b;
                case BNOT -> ~a;
                case BSWAP -> Integer.reverseBytes(a);
                case TOBIT -> a;
                case LSHIFT -> a << b;
                case RSHIFT -> a >>> b;
                case ARSHIFT -> a >> b;
                case ROL -> Integer.rotateLeft(a, b);
                case ROR -> Integer.rotateRight(a, b);
            };
        }

        long of(long a, long b) {
            return switch (this) {
                case BAND -> a & b;
                case BOR -> a | b;
                case BXOR -> a ^ b;
                case BNOT -> ~a;
                case BSWAP -> Long.reverseBytes(a);
                case TOBIT -> a;
                case LSHIFT -> a << b;
                case RSHIFT -> a >>> b;
                case ARSHIFT -> a >> b;
                case ROL -> Long.rotateLeft(a, (int) b);
                case ROR -> Long.rotateRight(a, (int) b);
            };
        }
    }

    private static int bits(LuaValue value, int position, String function) {
        if (value instanceof LuaInteger integer) {
            return integer.v;
        }
        Int64 wide = wide(value);
        return wide != null ? (int) wide.value() : bits(number(value, position, function));
    }

    private static long wideBits(LuaValue value, int position, String function) {
        Int64 wide = wide(value);
        return wide != null ? wide.value() : Int64.bits(number(value, position, function), false);
    }

    private static double number(LuaValue value, int position, String function) {
        if (value instanceof Cdata cdata) {
            throw Check.bad(position, function, "cannot convert '" + cdata.typeText() + "' to 'int64_t'");
        }
        return Check.number(value, position, function);
    }

    /** A 64-bit integer, or what another number of C is as one; null for all else. */
    private static @Nullable Int64 wide(LuaValue value) {
        if (value instanceof Int64 wide) {
            return wide;
        }
        return value instanceof Cdata cdata && cdata.number() instanceof LuaNumber number
                ? Int64.of(Int64.bits(number.todouble(), false), false)
                : null;
    }

    /** Operations on one number. */
    private static final class One extends NativeFunction.Fixed {

        private final Operation operation;

        One(Operation operation) {
            super("bit", operation.lua());
            this.operation = operation;
        }

        @Override
        protected LuaValue of(LuaValue a, LuaValue b, LuaValue c) {
            Int64 wide = operation == Operation.TOBIT ? null : wide(a);
            if (wide != null) {
                return Int64.of(operation.of(wide.value(), 0), wide.isUnsigned());
            }
            return valueOf(operation.of(bits(a, 1, name()), 0));
        }
    }

    /** Shifts and rotations. */
    private static final class Shift extends NativeFunction.Fixed {

        private final Operation operation;

        Shift(Operation operation) {
            super("bit", operation.lua());
            this.operation = operation;
        }

        @Override
        protected LuaValue of(LuaValue a, LuaValue b, LuaValue c) {
            Int64 wide = wide(a);
            if (wide != null) {
                return Int64.of(operation.of(wide.value(), bits(b, 2, name())), wide.isUnsigned());
            }
            int bits = bits(a, 1, name());
            return valueOf(operation.of(bits, bits(b, 2, name())));
        }
    }

    /** Operations on any count of numbers. */
    private static final class Fold extends NativeFunction {

        private final Operation operation;

        Fold(Operation operation) {
            super("bit", operation.lua());
            this.operation = operation;
        }

        @Override
        protected LuaValue first2(LuaValue a, LuaValue b) {
            if (a instanceof LuaInteger one && b instanceof LuaInteger other) {
                return valueOf(operation.of(one.v, other.v));
            }
            return all(varargsOf(a, b)).arg1();
        }

        @Override
        protected Varargs all(Varargs args) {
            boolean wide = false;
            boolean unsigned = false;
            for (int i = 1; i <= args.narg(); i++) {
                Int64 integer = wide(args.arg(i));
                if (integer != null) {
                    wide = true;
                    unsigned |= integer.isUnsigned();
                }
            }
            LuaValue first = args.narg() == 0 ? NONE : args.arg1();
            if (wide) {
                long result = wideBits(first, 1, name());
                for (int i = 2; i <= args.narg(); i++) {
                    result = operation.of(result, wideBits(args.arg(i), i, name()));
                }
                return Int64.of(result, unsigned);
            }
            int result = bits(first, 1, name());
            for (int i = 2; i <= args.narg(); i++) {
                result = operation.of(result, bits(args.arg(i), i, name()));
            }
            return valueOf(result);
        }
    }

    private static Varargs tohex(Varargs args) {
        LuaValue value = args.narg() == 0 ? LuaValue.NONE : args.arg1();
        boolean wide = wide(value) != null;
        long bits = wide ? wideBits(value, 1, "tohex") : bits(value, 1, "tohex") & 0xffff_ffffL;
        int digits = args.narg() < 2 ? wide ? 16 : 8 : bits(args.arg(2), 2, "tohex");
        int count = digits == Integer.MIN_VALUE ? MOST_DIGITS : Math.min(MOST_DIGITS, Math.abs(digits));
        String text = Long.toHexString(bits);
        if (digits < 0) {
            text = text.toUpperCase(Locale.ROOT);
        }
        return LuaText.of(
                text.length() > count
                        ? text.substring(text.length() - count)
                        : "0".repeat(count - text.length()) + text);
    }
}
