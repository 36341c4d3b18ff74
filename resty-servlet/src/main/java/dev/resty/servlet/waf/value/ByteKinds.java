// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.value;

/**
 * Kinds of bytes, a bit each, by which a transformation that a value doesn't concern is left out without a look at it. A byte
 * can be of several kinds. Immutable, safe for concurrent use.
 */
public final class ByteKinds {

    /** What every value has, the empty one too: for transformations that change all. */
    public static final int ANY = 1 << 31;

    /** NUL. */
    public static final int NUL = 1;

    /** 0x80 to 0xff. */
    public static final int HIGH = 1 << 1;

    /** A to Z. */
    public static final int UPPER = 1 << 2;

    /** a to z. */
    public static final int LOWER = 1 << 3;

    /** 0 to 9. */
    public static final int DIGIT = 1 << 4;

    /** Space. */
    public static final int SPACE = 1 << 5;

    /** TAB, LF, VT, FF, CR. */
    public static final int CONTROL_SPACE = 1 << 6;

    /** 0xa0, which ModSecurity takes for a space in places. */
    public static final int NO_BREAK_SPACE = 1 << 7;

    /** {@code %}. */
    public static final int PERCENT = 1 << 8;

    /** {@code +}. */
    public static final int PLUS = 1 << 9;

    /** {@code &}. */
    public static final int AMPERSAND = 1 << 10;

    /** Backslash. */
    public static final int BACKSLASH = 1 << 11;

    /** {@code /}. */
    public static final int SLASH = 1 << 12;

    /** {@code .}. */
    public static final int DOT = 1 << 13;

    /** {@code *}. */
    public static final int STAR = 1 << 14;

    /** {@code -}. */
    public static final int DASH = 1 << 15;

    /** {@code #}. */
    public static final int HASH = 1 << 16;

    /** Single and double quote. */
    public static final int QUOTE = 1 << 17;

    /** {@code ^}. */
    public static final int CARET = 1 << 18;

    /** {@code ,} and {@code ;}. */
    public static final int COMMA = 1 << 19;

    /** {@code (}. */
    public static final int PAREN = 1 << 20;

    /** {@code <} and {@code >}. */
    public static final int ANGLE = 1 << 21;

    /** {@code =}. */
    public static final int EQUALS = 1 << 22;

    /** Other bytes below 0x20, and 0x7f. */
    public static final int CONTROL = 1 << 23;

    /** What no other kind names. */
    public static final int OTHER = 1 << 24;

    private static final int[] KINDS = table();

    private ByteKinds() {}

    /** The kinds of one byte, without {@link #ANY}. */
    public static int of(byte b) {
        return KINDS[b & 0xff];
    }

    /** The kinds of the bytes of a range, with {@link #ANY}. */
    static int of(byte[] bytes, int from, int to) {
        int kinds = ANY;
        int[] table = KINDS;
        for (int i = from; i < to; i++) {
            kinds |= table[bytes[i] & 0xff];
        }
        return kinds;
    }

    private static int[] table() {
        int[] kinds = new int[256];
        for (int c = 0; c < 256; c++) {
            kinds[c] = c == 0
                    ? NUL
                    : c == 0xa0
                            ? HIGH | NO_BREAK_SPACE
                            : c >= 0x80
                                    ? HIGH
                                    : c == ' '
                                            ? SPACE
                                            : c >= 9 && c <= 13
                                                    ? CONTROL_SPACE
                                                    : c < 0x20 || c == 0x7f ? CONTROL : printable(c);
        }
        return kinds;
    }

    private static int printable(int c) {
        if (c >= 'A' && c <= 'Z') {
            return UPPER;
        }
        if (c >= 'a' && c <= 'z') {
            return LOWER;
        }
        if (c >= '0' && c <= '9') {
            return DIGIT;
        }
        return switch (c) {
            case '%' -> PERCENT;
            case '+' -> PLUS;
            case '&' -> AMPERSAND;
            case '\\' -> BACKSLASH;
            case '/' -> SLASH;
            case '.' -> DOT;
            case '*' -> STAR;
            case '-' -> DASH;
            case '#' -> HASH;
            case '\'', '"' -> QUOTE;
            case '^' -> CARET;
            case ',', ';' -> COMMA;
            case '(' -> PAREN;
            case '<', '>' -> ANGLE;
            case '=' -> EQUALS;
            default -> OTHER;
        };
    }
}
