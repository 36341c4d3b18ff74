// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** {@code \X}: a character as readers see it, by the rules of Unicode's annex 29 that PCRE applies. */
final class Graphemes {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;
    private static final int FIRST_SYLLABLE = 0xac00;
    private static final int LAST_SYLLABLE = 0xd7a3;
    private static final int TRAILING_CONSONANTS = 28;

    private enum Kind {
        RETURN,
        NEWLINE,
        CONTROL,
        EXTEND,
        SPACING,
        LEADING,
        VOWEL,
        TRAILING,
        OPEN_SYLLABLE,
        CLOSED_SYLLABLE,
        FLAG,
        OTHER
    }

    private Graphemes() {}

    /** Behind the grapheme cluster at a place; -1 at the end. */
    static int end(byte[] bytes, int at, int end, boolean utf) {
        if (at >= end) {
            return -1;
        }
        int here = next(bytes, at, utf);
        Kind left = kind(bytes, at, end, utf);
        while (here < end) {
            Kind right = kind(bytes, here, end, utf);
            if (!joins(left, right)) {
                break;
            }
            left = right;
            here = next(bytes, here, utf);
        }
        return Math.min(here, end);
    }

    private static int next(byte[] bytes, int at, boolean utf) {
        return utf ? at + BackReferences.length(bytes[at]) : at + 1;
    }

    private static Kind kind(byte[] bytes, int at, int end, boolean utf) {
        return kind(utf ? BackReferences.character(bytes, at, end) : bytes[at] & 0xff);
    }

    private static boolean joins(Kind left, Kind right) {
        return switch (left) {
            case RETURN -> right == Kind.NEWLINE;
            case NEWLINE, CONTROL -> false;
            case LEADING ->
                right == Kind.LEADING
                        || right == Kind.VOWEL
                        || right == Kind.OPEN_SYLLABLE
                        || right == Kind.CLOSED_SYLLABLE
                        || extends_(right);
            case OPEN_SYLLABLE, VOWEL -> right == Kind.VOWEL || right == Kind.TRAILING || extends_(right);
            case CLOSED_SYLLABLE, TRAILING -> right == Kind.TRAILING || extends_(right);
            case FLAG -> right == Kind.FLAG || extends_(right);
            default -> extends_(right);
        };
    }

    private static boolean extends_(Kind kind) {
        return kind == Kind.EXTEND || kind == Kind.SPACING;
    }

    private static Kind kind(int c) {
        if (c == '\r') {
            return Kind.RETURN;
        }
        if (c == '\n') {
            return Kind.NEWLINE;
        }
        if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER) {
            return Kind.EXTEND;
        }
        if (c >= 0x1f1e6 && c <= 0x1f1ff) {
            return Kind.FLAG;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                Kind.CONTROL;
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> Kind.EXTEND;
            case Character.COMBINING_SPACING_MARK -> Kind.SPACING;
            default -> hangul(c);
        };
    }

    private static Kind hangul(int c) {
        if (c >= FIRST_SYLLABLE && c <= LAST_SYLLABLE) {
            return (c - FIRST_SYLLABLE) % TRAILING_CONSONANTS == 0 ? Kind.OPEN_SYLLABLE : Kind.CLOSED_SYLLABLE;
        }
        if (c >= 0x1100 && c <= 0x115f || c >= 0xa960 && c <= 0xa97c) {
            return Kind.LEADING;
        }
        if (c >= 0x1160 && c <= 0x11a7 || c >= 0xd7b0 && c <= 0xd7c6) {
            return Kind.VOWEL;
        }
        if (c >= 0x11a8 && c <= 0x11ff || c >= 0xd7cb && c <= 0xd7fb) {
            return Kind.TRAILING;
        }
        return Kind.OTHER;
    }
}
