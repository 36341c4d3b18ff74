// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.nio.charset.StandardCharsets;

/**
 * A number as source text has it: decimal, hexadecimal ({@code 0x}, with fraction and {@code p} exponent) or binary
 * ({@code 0b}), with LuaJIT's suffixes {@code LL}, {@code ULL} and {@code i}.
 */
final class Numeral {

    /** What a numeral is. */
    enum Kind {
        MALFORMED,
        NUMBER,
        LONG,
        UNSIGNED_LONG,
        IMAGINARY
    }

    private static final int LARGEST_EXPONENT = 1 << 20;

    private final byte[] bytes;
    private final int end;
    private int at;

    private int base = 10;
    private int firstDigit;
    private int digits;
    private int fraction;
    private boolean point;
    private int exponent;

    /** The value of {@link Kind#NUMBER} and {@link Kind#IMAGINARY}. */
    double number;

    /** The value of {@link Kind#LONG} and {@link Kind#UNSIGNED_LONG}. */
    long integer;

    private Numeral(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** The numeral that the bytes are, all of them, without a sign. */
    static Numeral of(byte[] bytes, int from, int end) {
        return new Numeral(bytes, from, end);
    }

    /** Reads it. */
    Kind read() {
        int from = at;
        if (!mantissa()) {
            return Kind.MALFORMED;
        }
        int mantissaEnd = at;
        if (!exponent()) {
            return Kind.MALFORMED;
        }
        boolean whole = !point && at == mantissaEnd;
        int numberEnd = at;
        Kind kind = suffix(whole);
        if (kind == Kind.LONG || kind == Kind.UNSIGNED_LONG) {
            return integer(mantissaEnd) ? kind : Kind.MALFORMED;
        }
        if (base == 2 && !isBinary(mantissaEnd)) {
            return Kind.MALFORMED;
        }
        if (kind != Kind.MALFORMED) {
            number = base == 10 ? decimal(from, numberEnd) : scaled(mantissaEnd);
        }
        return kind;
    }

    private int peek() {
        return at < end ? bytes[at] & 255 : -1;
    }

    private boolean mantissa() {
        if (peek() == '0' && at + 1 < end) {
            int mark = bytes[at + 1] | 0x20;
            base = mark == 'x' ? 16 : mark == 'b' ? 2 : 10;
            at += base == 10 ? 0 : 2;
        }
        boolean any = false;
        firstDigit = -1;
        for (; at < end; at++) {
            int c = peek();
            if (c == '.') {
                if (point || base == 2) {
                    return false;
                }
                point = true;
            } else if (digit(c) >= 0) {
                any = true;
                if (c != '0' && firstDigit < 0) {
                    firstDigit = at;
                }
                digits += firstDigit < 0 ? 0 : 1;
                fraction += point ? 1 : 0;
            } else {
                break;
            }
        }
        return any;
    }

    /** The value of a digit; -1 for what is none. Of base 2 any decimal digit counts: it makes the numeral malformed. */
    private int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return base == 16 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private boolean exponent() {
        if (base == 2 || (peek() | 0x20) != (base == 16 ? 'p' : 'e') || peek() < 0) {
            return true;
        }
        at++;
        boolean negative = peek() == '-';
        if (negative || peek() == '+') {
            at++;
        }
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            exponent = exponent * 10 + peek() - '0';
            if (exponent >= LARGEST_EXPONENT) {
                return false;
            }
            at++;
        }
        exponent = negative ? -exponent : exponent;
        return at > from;
    }

    private Kind suffix(boolean whole) {
        if (at == end) {
            return Kind.NUMBER;
        }
        String suffix = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        if (suffix.equalsIgnoreCase("i")) {
            return Kind.IMAGINARY;
        }
        if (whole && suffix.equalsIgnoreCase("ll")) {
            return Kind.LONG;
        }
        return whole && (suffix.equalsIgnoreCase("ull") || suffix.equalsIgnoreCase("llu"))
                ? Kind.UNSIGNED_LONG
                : Kind.MALFORMED;
    }

    private boolean integer(int mantissaEnd) {
        if (firstDigit < 0) {
            return true;
        }
        for (int i = firstDigit; i < mantissaEnd; i++) {
            int digit = digit(bytes[i]);
            if (digit >= base || Long.compareUnsigned(integer, Long.divideUnsigned(-1L - digit, base)) > 0) {
                return false;
            }
            integer = integer * base + digit;
        }
        return true;
    }

    private boolean isBinary(int mantissaEnd) {
        for (int i = firstDigit; i >= 0 && i < mantissaEnd; i++) {
            if (bytes[i] > '1') {
                return false;
            }
        }
        return digits <= Long.SIZE;
    }

    private double decimal(int from, int to) {
        if (!point && digits <= 18 && exponent == 0) {
            long value = 0;
            for (int i = firstDigit < 0 ? to : firstDigit; i < to && bytes[i] <= '9'; i++) {
                value = value * 10 + bytes[i] - '0';
            }
            return value;
        }
        return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /** Hexadecimal and binary: 60 bits are kept, the bits below them only tell whether there are any. */
    private double scaled(int mantissaEnd) {
        long value = 0;
        int bitsOfDigit = base == 16 ? 4 : 1;
        int dropped = 0;
        for (int i = firstDigit < 0 ? mantissaEnd : firstDigit; i < mantissaEnd; i++) {
            if (bytes[i] != '.') {
                int digit = digit(bytes[i]);
                if (value >>> 60 - bitsOfDigit == 0) {
                    value = value << bitsOfDigit | digit;
                } else {
                    value |= digit == 0 ? 0 : 1;
                    dropped++;
                }
            }
        }
        long scale = (long) (dropped - fraction) * bitsOfDigit + exponent;
        return scale == 0 ? value : Double.parseDouble("0x" + Long.toHexString(value) + "p" + scale);
    }
}
