// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

/** Questions about single bytes, as C's library in its own locale answers them. */
final class Octets {

    private Octets() {}

    /** Space, TAB, LF, VT, FF or CR. */
    static boolean isSpace(byte b) {
        return b == ' ' || b >= 9 && b <= 13;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean isOctalDigit(byte b) {
        return b >= '0' && b <= '7';
    }

    static boolean isHexDigit(byte b) {
        return isDigit(b) || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }

    static boolean isAlphanumeric(byte b) {
        return isDigit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    /** A hexadecimal digit's value; ModSecurity's arithmetic gives other bytes one too. */
    static int hex(byte b) {
        int c = b & 0xff;
        return c >= 'A' ? (c & 0xdf) - 'A' + 10 : c - '0';
    }

    /** The byte that two hexadecimal digits write. */
    static byte hex(byte high, byte low) {
        return (byte) (hex(high) * 16 + hex(low));
    }

    /** The low half of a code point of four digits, as ASCII where it is one of the full-width forms, U+FF01 to U+FF5E. */
    static byte narrow(byte first, byte second, byte third, byte fourth) {
        byte low = hex(third, fourth);
        boolean wide = (first | 0x20) == 'f' && (second | 0x20) == 'f';
        return wide && low > 0 && low < 0x5f ? (byte) (low + 0x20) : low;
    }

    /** What C's escape of a letter stands for, like LF for {@code n}; -1 for other bytes. */
    static int control(byte letter) {
        return switch (letter) {
            case 'a' -> 7;
            case 'b' -> 8;
            case 't' -> 9;
            case 'n' -> 10;
            case 'v' -> 11;
            case 'f' -> 12;
            case 'r' -> 13;
            default -> -1;
        };
    }

    /** The hexadecimal digit of a number's low half byte, in lower case. */
    static byte digit(int number) {
        int low = number & 0xf;
        return (byte) (low < 10 ? '0' + low : 'a' + low - 10);
    }
}
