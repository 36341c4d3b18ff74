// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** The operator {@code ..}. */
final class Concatenation {

    private static final int LONGEST = Integer.MAX_VALUE - 16;

    /** How many digits an int has at most, with its sign. */
    private static final int INT_DIGITS = 11;

    private Concatenation() {}

    static boolean isText(LuaValue value) {
        return value instanceof LuaString || value instanceof LuaNumber;
    }

    /** Two operands that aren't both strings. */
    static LuaValue apply(LuaValue left, LuaValue right) {
        if (isText(left) && isText(right)) {
            return join(left, right);
        }
        return combine(left, right, 0);
    }

    /** Two strings. */
    static LuaString join(LuaString left, LuaString right) {
        byte[] bytes = room((long) left.m_length + right.m_length);
        System.arraycopy(left.m_bytes, left.m_offset, bytes, 0, left.m_length);
        System.arraycopy(right.m_bytes, right.m_offset, bytes, left.m_length, right.m_length);
        return LuaString.valueUsing(bytes);
    }

    private static LuaString join(LuaValue left, LuaValue right) {
        if (left instanceof LuaString text && right instanceof LuaInteger number) {
            int digits = digits(number.v);
            byte[] bytes = room((long) text.m_length + digits);
            System.arraycopy(text.m_bytes, text.m_offset, bytes, 0, text.m_length);
            write(number.v, bytes, bytes.length);
            return LuaString.valueUsing(bytes);
        }
        return join(text(left), text(right));
    }

    /**
     * A chain, carried out from its end: neighbours that are strings or numbers are joined at once, and a metamethod's
     * result takes the place of its two operands.
     *
     * @param operands changed
     */
    static LuaValue chain(LuaValue[] operands) {
        int top = operands.length - 1;
        while (top > 0) {
            int first = top;
            while (first >= 0 && isText(operands[first])) {
                first--;
            }
            if (top - first >= 2) {
                operands[first + 1] = joined(operands, first + 1, top);
                top = first + 1;
            } else {
                operands[top - 1] = combine(operands[top - 1], operands[top], top - 1);
                top--;
            }
        }
        return operands[0];
    }

    /** The metamethod of a chain's two neighbours. */
    private static LuaValue combine(LuaValue left, LuaValue right, int leftIndex) {
        Cdata asked = left instanceof Cdata one ? one : right instanceof Cdata other ? other : null;
        if (asked != null) {
            try {
                return asked.concatenation(left, right);
            } catch (LuaError e) {
                throw Failures.here(e);
            }
        }
        LuaValue handler = Metatables.handler(left, LuaValue.CONCAT);
        if (handler == null) {
            handler = Metatables.handler(right, LuaValue.CONCAT);
        }
        if (handler == null) {
            throw Failures.concat(left, right, leftIndex);
        }
        return Metatables.call(handler, left, right);
    }

    private static LuaString joined(LuaValue[] operands, int from, int to) {
        long length = 0;
        for (int i = from; i <= to; i++) {
            LuaValue operand = operands[i];
            if (operand instanceof LuaInteger number) {
                length += digits(number.v);
            } else {
                LuaString text = text(operand);
                operands[i] = text;
                length += text.m_length;
            }
        }
        byte[] bytes = room(length);
        int at = 0;
        for (int i = from; i <= to; i++) {
            LuaValue operand = operands[i];
            if (operand instanceof LuaInteger number) {
                at += digits(number.v);
                write(number.v, bytes, at);
            } else {
                LuaString text = (LuaString) operand;
                System.arraycopy(text.m_bytes, text.m_offset, bytes, at, text.m_length);
                at += text.m_length;
            }
        }
        return LuaString.valueUsing(bytes);
    }

    private static byte[] room(long length) {
        if (length > LONGEST) {
            throw new LuaError("string length overflow");
        }
        Vm.allocating(length);
        try {
            return new byte[(int) length];
        } catch (OutOfMemoryError e) {
            throw LuaFailure.of(e);
        }
    }

    /** A string itself, a number as Lua prints it. */
    static LuaString text(LuaValue value) {
        return value instanceof LuaString string ? string : text(value.todouble());
    }

    /** A number as Lua prints it. */
    static LuaString text(double number) {
        int whole = (int) number;
        if (whole == number && (whole != 0 || 1 / number > 0)) {
            byte[] bytes = new byte[digits(whole)];
            write(whole, bytes, bytes.length);
            return LuaString.valueUsing(bytes);
        }
        return LuaText.of(LuaNumbers.text(number));
    }

    private static int digits(int number) {
        int negative = number < 0 ? number : -number;
        int digits = number < 0 ? 2 : 1;
        for (int limit = -10; negative <= limit; limit *= 10) {
            digits++;
            if (digits == (number < 0 ? INT_DIGITS : INT_DIGITS - 1)) {
                break;
            }
        }
        return digits;
    }

    private static void write(int number, byte[] bytes, int end) {
        int at = end;
        int negative = number < 0 ? number : -number;
        do {
            bytes[--at] = (byte) ('0' - negative % 10);
            negative /= 10;
        } while (negative != 0);
        if (number < 0) {
            bytes[--at] = '-';
        }
    }
}
