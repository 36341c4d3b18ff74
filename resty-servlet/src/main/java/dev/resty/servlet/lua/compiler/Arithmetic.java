// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Operators;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Operators of which one operand is known to be a number, and what brings numbers in and out of their boxes. */
final class Arithmetic {

    private Arithmetic() {}

    static LuaValue box(double value) {
        return Operators.number(value);
    }

    /** A value that is a number. */
    static double unbox(LuaValue value) {
        return value instanceof LuaInteger integer ? integer.v : ((LuaNumber) value).todouble();
    }

    /** The number that a value is; NaN where it isn't one. */
    static double numberOrNaN(LuaValue value) {
        if (value instanceof LuaInteger integer) {
            return integer.v;
        }
        return value instanceof LuaNumber number ? number.todouble() : Double.NaN;
    }

    /** The value of a pair. */
    static LuaValue value(double number, @Nullable LuaValue other) {
        return other == null ? box(number) : other;
    }

    /** The length of a table or string; below 0 where a value is neither. */
    static double length(LuaValue value) {
        if (value instanceof LuaTable table) {
            return table.rawlen();
        }
        return value instanceof LuaString string ? string.m_length : -1;
    }

    /** The length of a table or string; NaN where a value is neither. */
    static double lengthOrNaN(LuaValue value) {
        double length = length(value);
        return length < 0 ? Double.NaN : length;
    }

    /** An argument of a function that is called with numbers only, wherever its chunk calls it. */
    static double parameter(LuaValue value) {
        if (value instanceof LuaNumber number) {
            return unbox(number);
        }
        throw new LuaError("number expected, got " + value.typename());
    }

    static LuaValue add(LuaValue left, double right) {
        return left instanceof LuaNumber n ? box(unbox(n) + right) : Operators.add(left, box(right));
    }

    static LuaValue add(double left, LuaValue right) {
        return right instanceof LuaNumber n ? box(left + unbox(n)) : Operators.add(box(left), right);
    }

    static LuaValue subtract(LuaValue left, double right) {
        return left instanceof LuaNumber n ? box(unbox(n) - right) : Operators.subtract(left, box(right));
    }

    static LuaValue subtract(double left, LuaValue right) {
        return right instanceof LuaNumber n ? box(left - unbox(n)) : Operators.subtract(box(left), right);
    }

    static LuaValue multiply(LuaValue left, double right) {
        return left instanceof LuaNumber n ? box(unbox(n) * right) : Operators.multiply(left, box(right));
    }

    static LuaValue multiply(double left, LuaValue right) {
        return right instanceof LuaNumber n ? box(left * unbox(n)) : Operators.multiply(box(left), right);
    }

    static LuaValue divide(LuaValue left, double right) {
        return left instanceof LuaNumber n ? box(unbox(n) / right) : Operators.divide(left, box(right));
    }

    static LuaValue divide(double left, LuaValue right) {
        return right instanceof LuaNumber n ? box(left / unbox(n)) : Operators.divide(box(left), right);
    }

    static LuaValue modulo(LuaValue left, double right) {
        return left instanceof LuaNumber n
                ? box(Operators.modulo(unbox(n), right))
                : Operators.modulo(left, box(right));
    }

    static LuaValue modulo(double left, LuaValue right) {
        return right instanceof LuaNumber n
                ? box(Operators.modulo(left, unbox(n)))
                : Operators.modulo(box(left), right);
    }

    static LuaValue power(LuaValue left, double right) {
        return left instanceof LuaNumber n ? box(Operators.power(unbox(n), right)) : Operators.power(left, box(right));
    }

    static LuaValue power(double left, LuaValue right) {
        return right instanceof LuaNumber n ? box(Operators.power(left, unbox(n))) : Operators.power(box(left), right);
    }

    static boolean less(LuaValue left, double right) {
        return left instanceof LuaNumber n ? unbox(n) < right : Operators.less(left, box(right));
    }

    static boolean less(double left, LuaValue right) {
        return right instanceof LuaNumber n ? left < unbox(n) : Operators.less(box(left), right);
    }

    static boolean lessOrEqual(LuaValue left, double right) {
        return left instanceof LuaNumber n ? unbox(n) <= right : Operators.lessOrEqual(left, box(right));
    }

    static boolean lessOrEqual(double left, LuaValue right) {
        return right instanceof LuaNumber n ? left <= unbox(n) : Operators.lessOrEqual(box(left), right);
    }

    static boolean equal(LuaValue left, double right) {
        return left instanceof LuaNumber n ? unbox(n) == right : Operators.equal(left, box(right));
    }

    static boolean equal(double left, LuaValue right) {
        return right instanceof LuaNumber n ? left == unbox(n) : Operators.equal(box(left), right);
    }

    /** Whether a numeric loop has a turn; by the step's sign, as LuaJIT does it. */
    static boolean goesOn(double index, double limit, double step) {
        return Loops.isNegative(step) ? index >= limit : index <= limit;
    }

    /** The limit of a loop that counts up whole numbers, itself one. */
    static long limitUp(double limit) {
        return limit >= EXACT ? (long) EXACT : limit >= -EXACT ? (long) Math.floor(limit) : Long.MIN_VALUE;
    }

    /** The limit of a loop that counts down whole numbers, itself one. */
    static long limitDown(double limit) {
        return limit <= -EXACT ? (long) -EXACT : limit <= EXACT ? (long) Math.ceil(limit) : Long.MAX_VALUE;
    }

    private static final double EXACT = 9007199254740992.0;
}
