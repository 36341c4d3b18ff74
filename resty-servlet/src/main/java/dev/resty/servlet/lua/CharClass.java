// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

/** The character classes of Lua patterns, in the C locale: bytes above 127 belong to none. */
final class CharClass {

    private static final int ALPHA = 1;
    private static final int CONTROL = 2;
    private static final int DIGIT = 4;
    private static final int LOWER = 8;
    private static final int PUNCTUATION = 16;
    private static final int SPACE = 32;
    private static final int UPPER = 64;
    private static final int HEX = 128;

    private static final short[] KINDS = kinds();

    private CharClass() {}

    private static short[] kinds() {
        short[] kinds = new short[256];
        for (int c = 0; c < 128; c++) {
            boolean lower = c >= 'a' && c <= 'z';
            boolean upper = c >= 'A' && c <= 'Z';
            boolean digit = c >= '0' && c <= '9';
            boolean graphic = c > ' ' && c < 127;
            int kind = 0;
            kind |= lower || upper ? ALPHA : 0;
            kind |= c < ' ' || c == 127 ? CONTROL : 0;
            kind |= digit ? DIGIT : 0;
            kind |= lower ? LOWER : 0;
            kind |= upper ? UPPER : 0;
            kind |= graphic && !lower && !upper && !digit ? PUNCTUATION : 0;
            kind |= c == ' ' || c >= 9 && c <= 13 ? SPACE : 0;
            kind |= digit || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' ? HEX : 0;
            kinds[c] = (short) kind;
        }
        return kinds;
    }

    /** Whether a byte (0 to 255) is of the class that a letter stands for; a letter of no class is itself. */
    static boolean matches(int c, int letter) {
        int lowerLetter = letter | 0x20;
        int kind = KINDS[c];
        boolean in;
        switch (lowerLetter) {
            case 'a' -> in = (kind & ALPHA) != 0;
            case 'c' -> in = (kind & CONTROL) != 0;
            case 'd' -> in = (kind & DIGIT) != 0;
            case 'g' -> in = (kind & (ALPHA | DIGIT | PUNCTUATION)) != 0;
            case 'l' -> in = (kind & LOWER) != 0;
            case 'p' -> in = (kind & PUNCTUATION) != 0;
            case 's' -> in = (kind & SPACE) != 0;
            case 'u' -> in = (kind & UPPER) != 0;
            case 'w' -> in = (kind & (ALPHA | DIGIT)) != 0;
            case 'x' -> in = (kind & HEX) != 0;
            case 'z' -> in = c == 0;
            default -> {
                return letter == c;
            }
        }
        boolean negated = letter >= 'A' && letter <= 'Z';
        return in != negated;
    }
}
