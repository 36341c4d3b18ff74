// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * Reads what follows a backslash: a character, a back reference's number, or a letter that stands for something else, which
 * is left to the caller.
 */
final class EscapeReader {

    /** Letters that stand for something else than themselves or one character; their escape is the negative letter. */
    private static final String LETTERS = "ABCDEGHKNPQRSVWXZbdhkpsvwz";

    private static final String CONTROLS = "aefnrt";

    private static final String CONTROL_CODES = "\u0007\u001b\f\n\r\t";

    /** What {@link #read} answers for a back reference, whose number is in {@link #reference}. */
    static final int REFERENCE = -1;

    private static final String TOO_LARGE = "character value in \\x{} or \\o{} is too large";

    private final ParseState state;
    private final PatternReader reader;

    /** The group that a back reference names by its number. */
    int reference;

    EscapeReader(ParseState state) {
        this.state = state;
        this.reader = state.reader;
    }

    /**
     * Reads what follows the backslash, which has been read.
     *
     * @return a character, {@link #REFERENCE}, or the negative value of a letter
     */
    int read(boolean inClass) {
        if (reader.atEnd()) {
            throw reader.error("\\ at end of pattern");
        }
        int c = reader.next();
        if (c > 'z' || c == '_' || !PatternReader.isWord(c)) {
            return c;
        }
        if (LETTERS.indexOf(c) >= 0) {
            if (c == 'N' && reader.peek() == '{' && !Quantifier.isCounted(reader)) {
                throw unsupportedEscape();
            }
            return -c;
        }
        int control = CONTROLS.indexOf(c);
        if (control >= 0) {
            return CONTROL_CODES.charAt(control);
        }
        return switch (c) {
            case 'L', 'l' -> throw unsupportedEscape();
            case 'U' -> {
                if (!state.options.javaScript()) {
                    throw unsupportedEscape();
                }
                yield c;
            }
            case 'u' -> unicode();
            case 'g' -> inClass ? c : numberedReference();
            case 'x' -> hex();
            case 'o' -> octalBraced();
            case 'c' -> control();
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> digits(c - '0', inClass);
            default -> {
                if (state.has(ParseState.EXTRA)) {
                    throw reader.error("unrecognized character follows \\", reader.at - 1);
                }
                yield c;
            }
        };
    }

    private PatternSyntaxException unsupportedEscape() {
        return reader.error("PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u", reader.at - 1);
    }

    /** In JavaScript, a character by four hexadecimal digits, or a u. */
    private int unicode() {
        if (!state.options.javaScript()) {
            throw unsupportedEscape();
        }
        return fixedHex(4, 'u');
    }

    private int fixedHex(int digits, int otherwise) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = hexDigit(reader.peek(i));
            if (digit < 0) {
                return otherwise;
            }
            value = value << 4 | digit;
        }
        reader.at += digits;
        if (value > (reader.utf() ? CodePoints.MAX : 0xFF)) {
            throw reader.error("character value in \\u.... sequence is too large", reader.at - 1);
        }
        if (reader.utf()) {
            noSurrogate(value);
        }
        return value;
    }

    private static int hexDigit(int c) {
        return c < 0 || c > 0x7F ? -1 : Character.digit(c, 16);
    }

    private int hex() {
        if (state.options.javaScript()) {
            return fixedHex(2, 'x');
        }
        if (reader.peek() == '{') {
            return braced(16, "non-hex character in \\x{} (closing brace missing?)");
        }
        int value = 0;
        for (int i = 0; i < 2 && hexDigit(reader.peek()) >= 0; i++) {
            value = value << 4 | hexDigit(reader.peek());
            reader.at++;
        }
        return value;
    }

    private int octalBraced() {
        if (reader.peek() != '{') {
            throw reader.error("missing opening brace after \\o", reader.at - 1);
        }
        return braced(8, "non-octal character in \\o{} (closing brace missing?)");
    }

    private int braced(int radix, String malformed) {
        if (reader.peek(1) == '}') {
            throw reader.error("digits missing in \\x{} or \\o{}", reader.at + (radix == 8 ? -1 : 1));
        }
        reader.at++;
        int max = reader.utf() ? CodePoints.MAX : 0xFF;
        int value = 0;
        while (digit(radix) >= 0) {
            value = Math.min(value * radix + digit(radix), CodePoints.MAX + 1);
            reader.at++;
        }
        if (value > max) {
            throw reader.error(TOO_LARGE);
        }
        if (!reader.skip('}')) {
            throw reader.error(malformed);
        }
        return noSurrogate(value);
    }

    private int digit(int radix) {
        int c = reader.peek();
        return c < 0 || c > 0x7F ? -1 : Character.digit(c, radix);
    }

    private int noSurrogate(int c) {
        if (reader.utf() && c >= 0xD800 && c <= 0xDFFF) {
            throw reader.error("disallowed Unicode code point (>= 0xd800 && <= 0xdfff)", reader.at - 1);
        }
        return c;
    }

    private int control() {
        int c = reader.peek();
        if (c == PatternReader.END) {
            throw reader.error("\\c at end of pattern");
        }
        if (c > 0x7F) {
            throw reader.error("\\c must be followed by an ASCII character");
        }
        reader.at++;
        return (c >= 'a' && c <= 'z' ? c - 0x20 : c) ^ 0x40;
    }

    /** A back reference below 8 or to a group that has begun, else an octal character, else the digit itself. */
    private int digits(int first, boolean inClass) {
        int start = reader.at;
        if (first != 0 && !inClass) {
            int number = first;
            while (reader.isDigit(0)) {
                number = number(number);
            }
            if (number < 8 || number <= state.groups.count()) {
                reference = number;
                return REFERENCE;
            }
            reader.at = start;
        }
        if (first >= 8) {
            return '0' + first;
        }
        int value = first;
        for (int i = 0; i < 2 && reader.peek() >= '0' && reader.peek() <= '7'; i++) {
            value = value * 8 + reader.peek() - '0';
            reader.at++;
        }
        if (!reader.utf() && value > 0xFF) {
            throw reader.error("octal value is greater than \\377 in 8-bit non-UTF-8 mode", reader.at - 1);
        }
        return value;
    }

    private int number(int before) {
        if (before > (Integer.MAX_VALUE - 9) / 10) {
            while (reader.isDigit(0)) {
                reader.at++;
            }
            throw reader.error(ReferenceParser.TOO_BIG, reader.at - 1);
        }
        return before * 10 + reader.next() - '0';
    }

    /** {@code \g1}, {@code \g{-1}}; a name in braces is left to the caller as {@code \k} is, a subroutine call as such. */
    private int numberedReference() {
        if (reader.peek() == '<' || reader.peek() == '\'') {
            return -'g';
        }
        boolean braced = reader.peek() == '{';
        if (braced) {
            int i = 1;
            while (reader.isDigit(i) || reader.peek(i) == '-') {
                i++;
            }
            if (reader.peek(i) != '}' && reader.peek(i) != PatternReader.END) {
                return -'k';
            }
            reader.at++;
        }
        boolean relative = reader.skip('-');
        int number = 0;
        while (reader.isDigit(0)) {
            number = number(number);
        }
        if (braced && !reader.skip('}')) {
            throw reader.error(
                    "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number");
        }
        if (number == 0) {
            throw reader.error(ReferenceParser.NOT_ZERO, reader.at - 1);
        }
        if (relative && number > state.groups.count()) {
            throw reader.error(ReferenceParser.UNKNOWN, reader.at - 1);
        }
        reference = relative ? state.groups.count() - number + 1 : number;
        return REFERENCE;
    }
}
