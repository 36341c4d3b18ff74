// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.BinaryOperator;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A 64-bit integer, signed or unsigned: {@code 1LL}, {@code 1ULL}, and what {@code ffi} makes of such types. Immutable.
 * Arithmetic wraps around; with an unsigned operand it is unsigned; numbers are cut to integers.
 */
public final class Int64 extends Cdata implements Cdata.Plain {

    private static final double TWO_63 = 0x1p63;

    private final long value;
    private final boolean unsigned;

    private Int64(long value, boolean unsigned) {
        this.value = value;
        this.unsigned = unsigned;
    }

    /** An {@code int64_t}. */
    public static Int64 signed(long value) {
        return new Int64(value, false);
    }

    /** A {@code uint64_t} of these bits. */
    public static Int64 unsigned(long bits) {
        return new Int64(bits, true);
    }

    /** One of either. */
    public static Int64 of(long bits, boolean unsigned) {
        return new Int64(bits, unsigned);
    }

    /** Its bits. */
    public long value() {
        return value;
    }

    /** Whether it is a {@code uint64_t}. */
    public boolean isUnsigned() {
        return unsigned;
    }

    /** The bits of a number cut to a 64-bit integer, as C on x86-64 does it. */
    public static long bits(double number, boolean unsigned) {
        if (number >= -TWO_63 && number < TWO_63) {
            return (long) number;
        }
        return unsigned && number >= TWO_63 && number < TWO_63 * 2 ? (long) (number - TWO_63 * 2) : Long.MIN_VALUE;
    }

    /** The number nearest to the integer of these bits. */
    public static double number(long bits, boolean unsigned) {
        return !unsigned || bits >= 0 ? (double) bits : (double) (bits >>> 1 | bits & 1) * 2;
    }

    /** An operator on 64-bit integers, with LuaJIT's results for what C leaves open. */
    public static LuaValue compute(BinaryOperator operator, long left, long right, boolean unsigned) {
        int order = unsigned ? Long.compareUnsigned(left, right) : Long.compare(left, right);
        return switch (operator) {
            case ADD -> of(left + right, unsigned);
            case SUBTRACT -> of(left - right, unsigned);
            case MULTIPLY -> of(left * right, unsigned);
            case DIVIDE -> of(quotient(left, right, unsigned), unsigned);
            case MODULO -> of(remainder(left, right, unsigned), unsigned);
            case POWER -> of(power(left, right, unsigned), unsigned);
            case EQUAL -> valueOf(left == right);
            case NOT_EQUAL -> valueOf(left != right);
            case LESS -> valueOf(order < 0);
            case LESS_OR_EQUAL -> valueOf(order <= 0);
            case GREATER -> valueOf(order > 0);
            case GREATER_OR_EQUAL -> valueOf(order >= 0);
        };
    }

    private static long quotient(long left, long right, boolean unsigned) {
        if (right == 0) {
            return Long.MIN_VALUE;
        }
        return unsigned ? Long.divideUnsigned(left, right) : left / right;
    }

    private static long remainder(long left, long right, boolean unsigned) {
        if (right == 0) {
            return Long.MIN_VALUE;
        }
        return unsigned ? Long.remainderUnsigned(left, right) : left % right;
    }

    private static long power(long base, long exponent, boolean unsigned) {
        if (!unsigned && exponent < 0) {
            if (base == 0) {
                return Long.MAX_VALUE;
            }
            return base == 1 ? 1 : base == -1 ? ((exponent & 1) == 0 ? 1 : -1) : 0;
        }
        long result = 1;
        for (long square = base, left = exponent; left != 0; left >>>= 1, square *= square) {
            if ((left & 1) != 0) {
                result *= square;
            }
        }
        return result;
    }

    @Override
    protected LuaValue binary(BinaryOperator operator, LuaValue left, LuaValue right) {
        boolean computable = isOperand(left) && isOperand(right);
        if (!computable) {
            if (operator == BinaryOperator.EQUAL || operator == BinaryOperator.NOT_EQUAL) {
                return valueOf(operator == BinaryOperator.NOT_EQUAL);
            }
            throw refused(operator, left, right);
        }
        boolean either = isUnsigned(left) || isUnsigned(right);
        return compute(operator, bits(left, either), bits(right, either), either);
    }

    private static boolean isOperand(LuaValue value) {
        return value instanceof Int64 || value.type() == TNUMBER;
    }

    private static boolean isUnsigned(LuaValue value) {
        return value instanceof Int64 integer && integer.unsigned;
    }

    private static long bits(LuaValue value, boolean unsigned) {
        return value instanceof Int64 integer ? integer.value : bits(value.todouble(), unsigned);
    }

    @Override
    public String typeText() {
        return unsigned ? "uint64_t" : "int64_t";
    }

    @Override
    public LuaValue negative() {
        return of(-value, unsigned);
    }

    @Override
    public LuaValue size() {
        throw new LuaError("attempt to get length of '" + typeText() + "'");
    }

    @Override
    public LuaValue concatenation(LuaValue left, LuaValue right) {
        throw notConcatenable(left, right);
    }

    @Override
    public Varargs invoke(Varargs args) {
        throw new LuaError("'" + typeText() + "' is not callable");
    }

    @Override
    public LuaValue get(LuaValue key) {
        throw notIndexable(key);
    }

    @Override
    public void set(LuaValue key, LuaValue element) {
        throw notIndexable(key);
    }

    @Override
    public LuaString text() {
        return LuaText.of(unsigned ? Long.toUnsignedString(value) + "ULL" : value + "LL");
    }

    @Override
    public LuaValue number() {
        return valueOf(number(value, unsigned));
    }
}
