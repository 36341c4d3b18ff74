// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A number at a place in a text, read as C's {@code strtod} does: signs, hexadecimal, {@code inf} and {@code nan}
 * included. Plain integers are read as {@code strtoll} does, which stops at the limits of 64 bits.
 *
 * @param value its value
 * @param integer whether it was written as a plain integer
 * @param end behind its last byte; where it began if there is no number
 */
record JsonNumber(double value, boolean integer, int end) {

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /** Whether JSON forbids what stands there, though {@code strtod} may take it. */
    static boolean invalid(byte[] text, int from, int end) {
        int c = at(text, from, end);
        if (c == '+') {
            return true;
        }
        int first = c == '-' ? from + 1 : from;
        c = at(text, first, end);
        if (c == '0') {
            int second = at(text, first + 1, end);
            return (second | 0x20) == 'x' || digit(second);
        }
        return c > '9' && (matches(text, first, end, "inf") || matches(text, first, end, "nan"));
    }

    /** Reads the number that begins at {@code from}. */
    static JsonNumber read(byte[] text, int from, int end) {
        int c = at(text, from, end);
        boolean negative = c == '-';
        int first = negative || c == '+' ? from + 1 : from;
        int i = first;
        long mantissa = 0;
        boolean saturated = false;
        while (digit(c = at(text, i, end))) {
            int next = c - '0';
            if (mantissa > (Long.MAX_VALUE - next) / 10) {
                saturated = true;
            } else {
                mantissa = mantissa * 10 + next;
            }
            i++;
        }
        if (i > first && c != '.' && c != 'e' && c != 'E' && c != 'x') {
            double value = saturated ? Long.MAX_VALUE : mantissa;
            return new JsonNumber(negative && value != 0 ? -value : value, true, i);
        }
        int x = first + 1;
        if (at(text, first, end) == '0' && (at(text, x, end) | 0x20) == 'x') {
            JsonNumber hex = hexadecimal(text, first, end);
            return hex.signed(negative);
        }
        if (i == first && c > '9') {
            return word(text, from, first, end).signed(negative);
        }
        return decimal(text, from, first, end).signed(negative);
    }

    private JsonNumber signed(boolean negative) {
        return negative ? new JsonNumber(-value, integer, end) : this;
    }

    private static JsonNumber decimal(byte[] text, int from, int first, int end) {
        long mantissa = 0;
        int digits = 0;
        int kept = 0;
        int scale = 0;
        int i = first;
        boolean fraction = false;
        for (int c = at(text, i, end); digit(c) || c == '.' && !fraction; c = at(text, ++i, end)) {
            if (c == '.') {
                fraction = true;
                continue;
            }
            digits++;
            if (mantissa > 0 || c != '0') {
                kept++;
            }
            if (kept <= 18) {
                mantissa = mantissa * 10 + c - '0';
            }
            if (fraction) {
                scale--;
            }
        }
        if (digits == 0) {
            return new JsonNumber(0, false, from);
        }
        int exponent = 0;
        int behind = i;
        if ((at(text, i, end) | 0x20) == 'e') {
            int sign = at(text, i + 1, end);
            int e = sign == '-' || sign == '+' ? i + 2 : i + 1;
            while (digit(at(text, e, end))) {
                exponent = Math.min(exponent * 10 + at(text, e, end) - '0', 100_000);
                behind = ++e;
            }
            if (sign == '-') {
                exponent = -exponent;
            }
        }
        int power = scale + exponent;
        // Both factors are exact doubles here, so one rounding is the right one.
        if (kept <= 18 && mantissa <= 1L << 53 && power >= -22 && power <= 22) {
            double value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
            return new JsonNumber(value, false, behind);
        }
        return new JsonNumber(Double.parseDouble(ascii(text, first, behind)), false, behind);
    }

    private static JsonNumber hexadecimal(byte[] text, int first, int end) {
        int i = first + 2;
        int digits = 0;
        boolean point = false;
        for (int c = at(text, i, end); Character.digit(c, 16) >= 0 || c == '.' && !point; c = at(text, ++i, end)) {
            point |= c == '.';
            digits += c == '.' ? 0 : 1;
        }
        if (digits == 0) {
            return new JsonNumber(0, false, first + 1);
        }
        String number = ascii(text, first, i);
        int behind = i;
        if ((at(text, i, end) | 0x20) == 'p') {
            int sign = at(text, i + 1, end);
            int e = sign == '-' || sign == '+' ? i + 2 : i + 1;
            while (digit(at(text, e, end))) {
                behind = ++e;
            }
        }
        String exponent = behind > i ? ascii(text, i, behind) : "p0";
        return new JsonNumber(Double.parseDouble(number + exponent), false, behind);
    }

    private static JsonNumber word(byte[] text, int from, int first, int end) {
        if (matches(text, first, end, "infinity")) {
            return new JsonNumber(Double.POSITIVE_INFINITY, false, first + 8);
        }
        if (matches(text, first, end, "inf")) {
            return new JsonNumber(Double.POSITIVE_INFINITY, false, first + 3);
        }
        if (!matches(text, first, end, "nan")) {
            return new JsonNumber(0, false, from);
        }
        int behind = first + 3;
        if (at(text, behind, end) == '(') {
            int i = behind + 1;
            while (nanTag(at(text, i, end))) {
                i++;
            }
            if (at(text, i, end) == ')') {
                behind = i + 1;
            }
        }
        return new JsonNumber(Double.NaN, false, behind);
    }

    private static boolean nanTag(int c) {
        return c < 0x80 && (c == '_' || Character.isLetterOrDigit(c));
    }

    private static boolean matches(byte[] text, int from, int end, String word) {
        if (end - from < word.length()) {
            return false;
        }
        return ascii(text, from, from + word.length()).toLowerCase(Locale.ROOT).equals(word);
    }

    private static String ascii(byte[] text, int from, int end) {
        return new String(text, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    private static int at(byte[] text, int index, int end) {
        return index < end ? text[index] & 0xff : 0;
    }
}
