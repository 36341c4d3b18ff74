// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * Whether what stands at a place of a pattern can only match where a word character comes next. A word boundary before
 * it then only has to look back, which java.util.regex does several times faster than the boundary as a whole. Says no
 * where it isn't sure.
 */
final class WordStart {

    private static final String REPEATS_ZERO_TIMES = "*?{";
    private static final String NON_CAPTURING = "(?:";

    /** Quoting, control characters, the end of the pattern: what may hide a parenthesis. */
    private static final String UNCLEAR_ESCAPES = "Qc\0";

    private static final int DEEPEST = 8;

    private final PcreSource source;

    /** The place, counted from the source's. */
    private int at;

    private int depth;

    private WordStart(PcreSource source) {
        this.source = source;
    }

    /** Looks from the source's place, which stays where it is. */
    static boolean follows(PcreSource source) {
        return new WordStart(source).item();
    }

    private boolean item() {
        char c = source.peek(at);
        if (c == '(') {
            return group() && !repeatsZeroTimes();
        }
        if (c == '\\' && (source.peek(at + 1) == 'w' || source.peek(at + 1) == 'd')) {
            at += 2;
        } else if (c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
            at++;
        } else {
            return false;
        }
        return !repeatsZeroTimes();
    }

    private boolean repeatsZeroTimes() {
        return REPEATS_ZERO_TIMES.indexOf(source.peek(at)) >= 0;
    }

    /** Whether every alternative of a group begins so; goes behind the group then. */
    private boolean group() {
        if (++depth > DEEPEST || !open()) {
            return false;
        }
        while (item() && skipAlternative()) {
            if (source.peek(at++) == ')') {
                depth--;
                return true;
            }
        }
        return false;
    }

    private boolean open() {
        if (source.peek(at + 1) != '?' && source.peek(at + 1) != '*') {
            at++;
            return true;
        }
        boolean plain = source.peek(at + 1) == '?' && source.peek(at + 2) == ':';
        at += plain ? NON_CAPTURING.length() : 0;
        return plain;
    }

    /** Goes to the {@code |} or {@code )} that ends the alternative; false where that can't be told with ease. */
    private boolean skipAlternative() {
        int inner = 0;
        while (true) {
            char c = source.peek(at);
            if (inner == 0 && (c == '|' || c == ')')) {
                return true;
            }
            if (c == '\\' && UNCLEAR_ESCAPES.indexOf(source.peek(at + 1)) < 0) {
                at += 2;
            } else if (c == '(') {
                if (!open()) {
                    return false;
                }
                inner++;
            } else if (c == '[' || c == '\\' || c == '\0') {
                return false;
            } else {
                inner -= c == ')' ? 1 : 0;
                at++;
            }
        }
    }
}
