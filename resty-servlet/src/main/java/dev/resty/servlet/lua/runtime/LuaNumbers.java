// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Numbers to text and back, with LuaJIT's results. */
public final class LuaNumbers {

    private static final double EXACT = 1e14;
    private static final MathContext FOURTEEN = new MathContext(14, RoundingMode.HALF_UP);

    private static final int DIGITS = 14;
    private static final int MOST_EXACT_DIGITS = 15;

    /** The powers of ten that a double holds exactly. */
    private static final double[] POWERS = new double[23];

    private static final double LEAST_FAST = 1e-8;
    private static final double LOG_OF_2 = 0.30102999566398;

    static {
        double power = 1;
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = power;
            power *= 10;
        }
    }

    private LuaNumbers() {}

    /** A number as Lua prints it: {@code %.14g}. */
    public static String text(double number) {
        if (number == Math.rint(number) && Math.abs(number) < EXACT) {
            return number == 0 && 1 / number < 0 ? "-0" : Long.toString((long) number);
        }
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        double magnitude = Math.abs(number);
        if (magnitude >= LEAST_FAST && magnitude < EXACT) {
            return rounded(magnitude, number < 0);
        }
        BigDecimal rounded = new BigDecimal(number).round(FOURTEEN).stripTrailingZeros();
        String digits = rounded.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - rounded.scale();
        StringBuilder text = new StringBuilder(24);
        if (number < 0) {
            text.append('-');
        }
        if (exponent < -4 || exponent >= 14) {
            scientific(text, digits, exponent);
        } else {
            plain(text, digits, exponent);
        }
        return text.toString();
    }

    /**
     * The same of numbers whose digits come out by one multiplication with a power of ten: what that rounds off is known
     * exactly, so halves are told apart from what is near them.
     */
    private static String rounded(double magnitude, boolean negative) {
        int exponent = (int) Math.floor(Math.getExponent(magnitude) * LOG_OF_2);
        if (exponent + 1 >= 0 && magnitude >= POWERS[exponent + 1]
                || exponent + 1 < 0 && magnitude * POWERS[-exponent - 1] >= 1) {
            exponent++;
        }
        int scale = DIGITS - 1 - exponent;
        double scaled = magnitude * POWERS[scale];
        double lost = Math.fma(magnitude, POWERS[scale], -scaled);
        long whole = (long) scaled;
        double fraction = scaled - whole;
        if (fraction > 0.5 || fraction == 0.5 && lost >= 0) {
            whole++;
        }
        if (whole >= (long) EXACT) {
            whole /= 10;
            exponent++;
        }
        while (whole % 10 == 0) {
            whole /= 10;
        }
        StringBuilder text = new StringBuilder(24);
        if (negative) {
            text.append('-');
        }
        String digits = Long.toString(whole);
        if (exponent < -4) {
            scientific(text, digits, exponent);
        } else {
            plain(text, digits, exponent);
        }
        return text.toString();
    }

    private static void scientific(StringBuilder text, String digits, int exponent) {
        text.append(digits.charAt(0));
        if (digits.length() > 1) {
            text.append('.').append(digits, 1, digits.length());
        }
        text.append('e').append(exponent < 0 ? '-' : '+');
        int magnitude = Math.abs(exponent);
        if (magnitude < 10) {
            text.append('0');
        }
        text.append(magnitude);
    }

    private static void plain(StringBuilder text, String digits, int exponent) {
        if (exponent < 0) {
            text.append("0.");
            text.append("0".repeat(-exponent - 1));
            text.append(digits);
        } else if (digits.length() <= exponent + 1) {
            text.append(digits).append("0".repeat(exponent + 1 - digits.length()));
        } else {
            text.append(digits, 0, exponent + 1).append('.').append(digits, exponent + 1, digits.length());
        }
    }

    /** The number that a string is, as {@code tonumber} reads it; nil where it is none. */
    public static LuaValue parse(LuaString string) {
        byte[] bytes = string.m_bytes;
        int from = string.m_offset;
        int to = from + string.m_length;
        while (from < to && isSpace(bytes[from])) {
            from++;
        }
        while (to > from && isSpace(bytes[to - 1])) {
            to--;
        }
        if (from == to) {
            return LuaValue.NIL;
        }
        boolean negative = bytes[from] == '-';
        if (negative || bytes[from] == '+') {
            from++;
        }
        LuaValue number = unsigned(bytes, from, to);
        return negative && !number.isnil() ? Operators.number(-number.todouble()) : number;
    }

    private static LuaValue unsigned(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return LuaValue.NIL;
        }
        if (length <= 9 && allDigits(bytes, from, to)) {
            int value = 0;
            for (int i = from; i < to; i++) {
                value = value * 10 + bytes[i] - '0';
            }
            return LuaInteger.valueOf(value);
        }
        if (length > 2 && bytes[from] == '0') {
            int mark = bytes[from + 1] | 0x20;
            if (mark == 'x') {
                return hexadecimal(bytes, from + 2, to);
            }
            if (mark == 'b') {
                return binary(bytes, from + 2, to);
            }
        }
        if (!Character.isDigit(bytes[from]) && bytes[from] != '.') {
            return named(new String(bytes, from, length, java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        return decimal(bytes, from, to);
    }

    private static LuaValue named(String word) {
        if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
            return LuaDouble.valueOf(Double.POSITIVE_INFINITY);
        }
        return word.equalsIgnoreCase("nan") ? LuaDouble.valueOf(Double.NaN) : LuaValue.NIL;
    }

    private static LuaValue decimal(byte[] bytes, int from, int to) {
        int i = from;
        int digits = 0;
        int places = 0;
        long value = 0;
        while (i < to && isDigit(bytes[i])) {
            value = value * 10 + bytes[i++] - '0';
            digits++;
        }
        if (i < to && bytes[i] == '.') {
            i++;
            while (i < to && isDigit(bytes[i])) {
                value = value * 10 + bytes[i++] - '0';
                digits++;
                places++;
            }
        }
        if (i == to && digits > 0 && digits <= MOST_EXACT_DIGITS) {
            return Operators.number(value / POWERS[places]);
        }
        if (digits == 0) {
            return LuaValue.NIL;
        }
        if (i < to && (bytes[i] | 0x20) == 'e') {
            i++;
            if (i < to && (bytes[i] == '+' || bytes[i] == '-')) {
                i++;
            }
            int exponentDigits = i;
            while (i < to && isDigit(bytes[i])) {
                i++;
            }
            if (i == exponentDigits) {
                return LuaValue.NIL;
            }
        }
        if (i != to) {
            return LuaValue.NIL;
        }
        String text = new String(bytes, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
        return LuaDouble.valueOf(Double.parseDouble(text));
    }

    private static LuaValue hexadecimal(byte[] bytes, int from, int to) {
        double value = 0;
        int digits = 0;
        int scale = 0;
        boolean fraction = false;
        int i = from;
        for (; i < to; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit >= 0 && bytes[i] > 0) {
                value = value * 16 + digit;
                digits++;
                scale -= fraction ? 4 : 0;
            } else if (bytes[i] == '.' && !fraction) {
                fraction = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return LuaValue.NIL;
        }
        if (i < to) {
            if ((bytes[i] | 0x20) != 'p') {
                return LuaValue.NIL;
            }
            String exponent = new String(bytes, i + 1, to - i - 1, java.nio.charset.StandardCharsets.ISO_8859_1);
            if (exponent.isEmpty() || exponent.length() > 6 || !isSignedDigits(exponent)) {
                return LuaValue.NIL;
            }
            scale += Integer.parseInt(exponent);
        }
        return LuaDouble.valueOf(value * Math.pow(2, scale));
    }

    private static LuaValue binary(byte[] bytes, int from, int to) {
        double value = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] != '0' && bytes[i] != '1') {
                return LuaValue.NIL;
            }
            value = value * 2 + (bytes[i] - '0');
        }
        return LuaDouble.valueOf(value);
    }

    /**
     * A string as digits of a base, as {@code tonumber(s, base)} reads it: C's {@code strtoul}, which stays at its
     * largest value, 2^64 - 1, when there are more digits than it holds.
     */
    public static LuaValue parse(LuaString string, int base) {
        String text = LuaText.view(string);
        int end = text.indexOf('\0');
        text = (end < 0 ? text : text.substring(0, end)).strip();
        boolean negative = text.startsWith("-");
        int from = negative || text.startsWith("+") ? 1 : 0;
        if (base == 16 && text.regionMatches(true, from, "0x", 0, 2)) {
            from += 2;
        }
        if (from >= text.length()) {
            return LuaValue.NIL;
        }
        long value = 0;
        boolean saturated = false;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), base) : -1;
            if (digit < 0) {
                return LuaValue.NIL;
            }
            long high = Math.multiplyHigh(value, base) + (value < 0 ? base : 0);
            long next = value * base + digit;
            saturated |= high != 0 || Long.compareUnsigned(next, value * base) < 0;
            value = next;
        }
        if (saturated) {
            value = -1L;
        }
        if (negative && !saturated) {
            return Operators.number(-unsigned(value));
        }
        return LuaDouble.valueOf(unsigned(value));
    }

    private static double unsigned(long value) {
        return value >= 0 ? (double) value : (double) (value >>> 1 | value & 1) * 2;
    }

    private static boolean isSignedDigits(String text) {
        int i = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        if (i == text.length()) {
            return false;
        }
        for (; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean allDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a byte is a decimal digit in ASCII. */
    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a byte is white space in C's locale. */
    public static boolean isSpace(int c) {
        return c == ' ' || c >= 9 && c <= 13;
    }
}
