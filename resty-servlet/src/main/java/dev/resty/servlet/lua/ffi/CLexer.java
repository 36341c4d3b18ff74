// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import org.luaj.vm2.LuaError;

/** Splits C declarations into tokens. The current token's properties are valid until {@link #next}. */
final class CLexer {

    /** What a token is. */
    enum Token {
        END,
        NAME,
        INTEGER,
        STRING,
        PARAMETER,
        SIGN
    }

    private static final String[] LONG_SIGNS = {"...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||"};

    private final String source;
    private int position;
    private int line = 1;
    private Token token = Token.END;
    private String text = "";
    private long value;
    private boolean unsigned;
    private boolean wide;

    /** The tokens of a source, one char a byte; {@link #next} gives the first. */
    CLexer(String source) {
        this.source = source;
    }

    Token token() {
        return token;
    }

    /** A name's or sign's text, a string's content. */
    String text() {
        return text;
    }

    /** The value of an integer. */
    CConstant value() {
        return new CConstant(value, NumberType.integer(wide ? 8 : 4, unsigned));
    }

    boolean is(String sign) {
        return token == Token.SIGN && text.equals(sign);
    }

    boolean isName(String name) {
        return token == Token.NAME && text.equals(name);
    }

    /** An error at the current token. */
    LuaError error(String what) {
        String near = token == Token.END ? "<eof>" : text;
        return new LuaError(what + " near '" + near + "'" + atLine());
    }

    /** Where an error is: nothing on the first line. */
    String atLine() {
        return line > 1 ? " at line " + line : "";
    }

    /** A place to come back to. */
    record Mark(int position, int line, Token token, String text) {}

    /** The current token's place; not of an integer. */
    Mark mark() {
        return new Mark(position, line, token, text);
    }

    /** Goes back. */
    void reset(Mark mark) {
        position = mark.position();
        line = mark.line();
        token = mark.token();
        text = mark.text();
    }

    /** Goes to the next token. */
    void next() {
        skipBlanks();
        if (position >= source.length()) {
            token = Token.END;
            text = "<eof>";
            return;
        }
        char c = source.charAt(position);
        if (isNameStart(c)) {
            name();
        } else if (isDigit(c)) {
            integer();
        } else if (c == '"' || c == '\'') {
            quoted(c);
        } else if (c == '$') {
            token = Token.PARAMETER;
            text = "$";
            position++;
        } else {
            sign();
        }
    }

    private void skipBlanks() {
        while (position < source.length()) {
            char c = source.charAt(position);
            if (c == '\n') {
                line++;
                position++;
            } else if (c <= ' ') {
                position++;
            } else if (source.startsWith("//", position)) {
                int end = source.indexOf('\n', position);
                position = end < 0 ? source.length() : end;
            } else if (source.startsWith("/*", position)) {
                int end = source.indexOf("*/", position + 2);
                int after = end < 0 ? source.length() : end + 2;
                line += (int) source.substring(position, after)
                        .chars()
                        .filter(at -> at == '\n')
                        .count();
                position = after;
            } else if (c == '\\' && position + 1 < source.length() && source.charAt(position + 1) == '\n') {
                line++;
                position += 2;
            } else {
                return;
            }
        }
    }

    private void name() {
        int from = position;
        while (position < source.length() && isNamePart(source.charAt(position))) {
            position++;
        }
        token = Token.NAME;
        text = source.substring(from, position);
    }

    private void integer() {
        int from = position;
        while (position < source.length() && isNamePart(source.charAt(position))) {
            position++;
        }
        text = source.substring(from, position);
        token = Token.INTEGER;
        String digits = text;
        int end = digits.length();
        unsigned = false;
        wide = false;
        while (end > 0 && "uUlL".indexOf(digits.charAt(end - 1)) >= 0) {
            unsigned |= digits.charAt(end - 1) == 'u' || digits.charAt(end - 1) == 'U';
            wide |= digits.charAt(end - 1) == 'l' || digits.charAt(end - 1) == 'L';
            end--;
        }
        digits = digits.substring(0, end);
        int radix = 10;
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            radix = 16;
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.startsWith("0")) {
            radix = 8;
        }
        try {
            value = Long.parseUnsignedLong(digits, radix);
        } catch (NumberFormatException e) {
            throw new LuaError("malformed number near '" + text + "'" + atLine());
        }
        wide |= value >>> 32 != 0;
        unsigned |= !wide && value > Integer.MAX_VALUE || value < 0;
    }

    private void quoted(char quote) {
        StringBuilder content = new StringBuilder();
        int from = position++;
        while (position < source.length() && source.charAt(position) != quote) {
            char c = source.charAt(position++);
            content.append(c == '\\' && position < source.length() ? escape() : c);
        }
        if (position >= source.length()) {
            throw new LuaError("unfinished string near '" + source.substring(from) + "'" + atLine());
        }
        position++;
        text = content.toString();
        token = Token.STRING;
        if (quote == '\'') {
            if (text.length() != 1) {
                throw new LuaError("unfinished string near '" + source.substring(from, position) + "'" + atLine());
            }
            token = Token.INTEGER;
            value = (byte) text.charAt(0);
            unsigned = false;
            wide = false;
        }
    }

    private char escape() {
        char c = source.charAt(position++);
        switch (c) {
            case 'a':
                return 7;
            case 'b':
                return '\b';
            case 'e':
                return 27;
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return 11;
            case 'x':
                return (char) (digits(16, Integer.MAX_VALUE) & 0xff);
            default:
                if (c >= '0' && c <= '7') {
                    position--;
                    return (char) (digits(8, 3) & 0xff);
                }
                return c;
        }
    }

    private int digits(int radix, int most) {
        int result = 0;
        for (int i = 0; i < most && position < source.length(); i++) {
            int digit = Character.digit(source.charAt(position), radix);
            if (digit < 0) {
                break;
            }
            result = result * radix + digit;
            position++;
        }
        return result;
    }

    private void sign() {
        token = Token.SIGN;
        for (String sign : LONG_SIGNS) {
            if (source.startsWith(sign, position)) {
                text = sign;
                position += sign.length();
                return;
            }
        }
        text = source.substring(position, position + 1);
        position++;
    }

    /** Skips what is left of a line, but for the current token. */
    String restOfLine() {
        int end = source.indexOf('\n', position);
        int to = end < 0 ? source.length() : end;
        String rest = source.substring(position, to);
        position = to;
        return rest.strip();
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c);
    }
}
