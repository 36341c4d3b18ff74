// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

/** A set of bytes, 0 to 255. */
final class ByteSet {

    private final boolean[] members = new boolean[256];

    boolean has(int b) {
        return members[b];
    }

    void add(int b) {
        members[b] = true;
    }

    void addRange(int from, int to) {
        for (int b = from; b <= to; b++) {
            add(b);
        }
    }

    void addAll(ByteSet other) {
        for (int b = 0; b < members.length; b++) {
            members[b] |= other.members[b];
        }
    }

    void invert() {
        for (int b = 0; b < members.length; b++) {
            members[b] = !members[b];
        }
    }

    boolean meets(ByteSet other) {
        for (int b = 0; b < members.length; b++) {
            if (members[b] && other.members[b]) {
                return true;
            }
        }
        return false;
    }

    /** Its one byte, or -1 where it doesn't have exactly one. */
    int only() {
        int only = -1;
        for (int b = 0; b < 256; b++) {
            if (has(b)) {
                if (only >= 0) {
                    return -1;
                }
                only = b;
            }
        }
        return only;
    }

    /** Adds what a letter after {@code %} stands for, in the C locale; a letter of no class is itself. */
    void addClass(int letter) {
        boolean negated = letter >= 'A' && letter <= 'Z';
        if ("acdglpsuwxz".indexOf(letter | 0x20) < 0 || !negated && !(letter >= 'a' && letter <= 'z')) {
            add(letter);
            return;
        }
        for (int b = 0; b < 256; b++) {
            if (isIn(b, letter | 0x20) != negated) {
                add(b);
            }
        }
    }

    private static boolean isIn(int b, int letter) {
        boolean lower = b >= 'a' && b <= 'z';
        boolean upper = b >= 'A' && b <= 'Z';
        boolean digit = b >= '0' && b <= '9';
        boolean graphic = b > ' ' && b < 127;
        return switch (letter) {
            case 'a' -> lower || upper;
            case 'c' -> b < ' ' || b == 127;
            case 'd' -> digit;
            case 'g' -> graphic;
            case 'l' -> lower;
            case 'p' -> graphic && !lower && !upper && !digit;
            case 's' -> b == ' ' || b >= 9 && b <= 13;
            case 'u' -> upper;
            case 'w' -> lower || upper || digit;
            case 'x' -> digit || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
            default -> b == 0;
        };
    }
}
