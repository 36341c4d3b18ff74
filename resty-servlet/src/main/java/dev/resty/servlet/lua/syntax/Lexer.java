// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lua source as tokens, one at a time, with one of look-ahead. */
final class Lexer {

    private static final byte SPACE = 1;
    private static final byte NEWLINE = 2;
    private static final byte DIGIT = 4;
    private static final byte LETTER = 8;
    private static final byte[] CLASS = classes();

    /** {@link #lookAhead} was not called. */
    private static final int NONE = -2;

    private final String chunkName;
    private final Symbols symbols = new Symbols();

    /** The source and a zero. */
    private final byte[] bytes;

    private final int end;
    private int at;
    private int tokenStart;
    private int ahead = NONE;
    private Symbol aheadSymbol;

    /** The token. */
    int token = Token.EOF;

    /** The name or string that the token is. */
    Symbol symbol;

    /** What the number that the token is, is. */
    Numeral.Kind numberKind = Numeral.Kind.NUMBER;

    /** The number that the token is. */
    double number;

    /** The 64-bit number that the token is. */
    long integer;

    /** The line that reading has come to: the one the token, or the look-ahead, ends in. */
    int line = 1;

    /** The line of the token before: what was read last belongs there. */
    int lastLine = 1;

    Lexer(byte[] source, String chunkName) {
        this.chunkName = chunkName;
        bytes = Arrays.copyOf(source, source.length + 1);
        end = source.length;
        symbol = symbols.find("");
        aheadSymbol = symbol;
        skipHeader();
    }

    /** Whether this isn't source but a function that {@code string.dump} gave. */
    boolean isDump() {
        return bytes[at] == 27;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            if (c == ' ' || c == '\t' || c == 11 || c == '\f') {
                classes[c] = SPACE;
            } else if (c == '\n' || c == '\r') {
                classes[c] = NEWLINE;
            } else if (c >= '0' && c <= '9') {
                classes[c] = DIGIT;
            } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 128) {
                classes[c] = LETTER;
            }
        }
        return classes;
    }

    private static boolean is(int c, int classes) {
        return c >= 0 && (CLASS[c] & classes) != 0;
    }

    private int peek() {
        int c = bytes[at] & 255;
        return c == 0 && at == end ? -1 : c;
    }

    private void skipHeader() {
        if (end >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            at = 3;
        }
        if (peek() == '#') {
            while (peek() >= 0 && !is(peek(), NEWLINE)) {
                at++;
            }
            if (peek() >= 0) {
                newline();
            }
        }
    }

    /** Where the token begins; not after {@link #lookAhead}. */
    int tokenStart() {
        return tokenStart;
    }

    /** Where the token ends; not after {@link #lookAhead}. */
    int tokenEnd() {
        return at;
    }

    /** The symbol of a name that the source need not have. */
    Symbol symbol(String text) {
        return symbols.find(text);
    }

    /** Goes to the next token. */
    void next() throws LuaSyntaxException {
        lastLine = line;
        if (ahead == NONE) {
            token = scan();
        } else {
            token = ahead;
            symbol = aheadSymbol;
            ahead = NONE;
        }
    }

    /** The token after this one, which must be a name. */
    int lookAhead() throws LuaSyntaxException {
        Symbol name = symbol;
        ahead = scan();
        aheadSymbol = symbol;
        symbol = name;
        return ahead;
    }

    private int scan() throws LuaSyntaxException {
        while (true) {
            int c = peek();
            if (c < 0) {
                return Token.EOF;
            }
            tokenStart = at;
            int kind = CLASS[c];
            if (kind == LETTER) {
                return name();
            } else if (kind == SPACE) {
                at++;
            } else if (kind == NEWLINE) {
                newline();
            } else if (kind == DIGIT) {
                return number();
            } else if (c == '-' && bytes[at + 1] == '-') {
                comment();
            } else {
                return sign(c);
            }
        }
    }

    private void newline() {
        byte first = bytes[at++];
        int second = peek();
        if (is(second, NEWLINE) && second != first) {
            at++;
        }
        line++;
    }

    private int name() {
        int i = at + 1;
        while ((CLASS[bytes[i] & 255] & (LETTER | DIGIT)) != 0) {
            i++;
        }
        symbol = symbols.find(bytes, at, i);
        at = i;
        return symbol.token;
    }

    private int number() throws LuaSyntaxException {
        int exponent = bytes[at] == '0' && (bytes[at + 1] | 0x20) == 'x' ? 'p' : 'e';
        int before = 0;
        while (is(peek(), LETTER | DIGIT)
                || peek() == '.'
                || (peek() == '-' || peek() == '+') && (before | 0x20) == exponent) {
            before = peek();
            at++;
        }
        Numeral numeral = Numeral.of(bytes, tokenStart, at);
        numberKind = numeral.read();
        if (numberKind == Numeral.Kind.MALFORMED) {
            throw error("malformed number", Token.NUMBER);
        }
        number = numeral.number;
        integer = numeral.integer;
        return Token.NUMBER;
    }

    private int sign(int c) throws LuaSyntaxException {
        int following = bytes[at + 1];
        return switch (c) {
            case '=' -> following == '=' ? two(Token.EQUAL) : one(c);
            case '<' -> following == '=' ? two(Token.LESS_OR_EQUAL) : one(c);
            case '>' -> following == '=' ? two(Token.GREATER_OR_EQUAL) : one(c);
            case '~' -> following == '=' ? two(Token.NOT_EQUAL) : one(c);
            case ':' -> following == ':' ? two(Token.LABEL) : one(c);
            case '.' -> dot(following);
            case '[' -> bracket();
            case '"', '\'' -> string(c);
            default -> one(c);
        };
    }

    private int one(int sign) {
        at++;
        return sign;
    }

    private int two(int sign) {
        at += 2;
        return sign;
    }

    private int dot(int following) throws LuaSyntaxException {
        if (following == '.') {
            at += 2;
            if (peek() == '.') {
                at++;
                return Token.DOTS;
            }
            return Token.CONCAT;
        }
        return following >= 0 && is(following, DIGIT) ? number() : one('.');
    }

    private void comment() throws LuaSyntaxException {
        at += 2;
        if (peek() == '[') {
            int level = level();
            if (level >= 0) {
                longText(level, "unfinished long comment");
                return;
            }
        }
        while (peek() >= 0 && !is(peek(), NEWLINE)) {
            at++;
        }
    }

    /** After {@code [=*}, where the same bracket follows, how many equal signs there are; else -1 less their number. */
    private int level() {
        int bracket = bytes[at];
        int from = ++at;
        while (bytes[at] == '=') {
            at++;
        }
        int count = at - from;
        return bytes[at] == bracket ? count : -1 - count;
    }

    private int bracket() throws LuaSyntaxException {
        int level = level();
        if (level == -1) {
            return '[';
        }
        if (level < 0) {
            throw error("invalid long string delimiter", Token.STRING);
        }
        int to = longText(level, "unfinished long string");
        int from = tokenStart + level + 2;
        if (is(bytes[from], NEWLINE)) {
            from += is(bytes[from + 1], NEWLINE) && bytes[from + 1] != bytes[from] ? 2 : 1;
        }
        symbol = withLineFeeds(from, to);
        return Token.STRING;
    }

    /** Skips a long string or comment from its second bracket on; where its text ends. */
    private int longText(int level, String unfinished) throws LuaSyntaxException {
        at++;
        while (true) {
            int c = peek();
            if (c < 0) {
                throw error(unfinished, Token.EOF);
            } else if (c == ']') {
                int textEnd = at;
                if (level() == level) {
                    at++;
                    return textEnd;
                }
            } else if (is(c, NEWLINE)) {
                newline();
            } else {
                at++;
            }
        }
    }

    private Symbol withLineFeeds(int from, int to) {
        int cr = from;
        while (cr < to && bytes[cr] != '\r') {
            cr++;
        }
        if (cr == to) {
            return symbols.find(bytes, from, to);
        }
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            if (is(bytes[i] & 255, NEWLINE)) {
                text[length++] = '\n';
                if (i + 1 < to && is(bytes[i + 1] & 255, NEWLINE) && bytes[i + 1] != bytes[i]) {
                    i++;
                }
            } else {
                text[length++] = bytes[i];
            }
        }
        return symbols.find(text, 0, length);
    }

    private int string(int delimiter) throws LuaSyntaxException {
        int i = at + 1;
        int c = bytes[i];
        while (c != delimiter && c != '\\' && c != '\n' && c != '\r' && i < end) {
            c = bytes[++i];
        }
        if (c == delimiter && i < end) {
            symbol = symbols.find(bytes, at + 1, i);
            at = i + 1;
            return Token.STRING;
        }
        at++;
        EscapedText text = new EscapedText(i - at + 16);
        while (peek() != delimiter) {
            c = peek();
            if (c < 0) {
                throw error("unfinished string", Token.EOF);
            } else if (is(c, NEWLINE)) {
                throw error("unfinished string", quoted(delimiter, text));
            } else if (c == '\\') {
                at++;
                if (!escape(text)) {
                    throw error("invalid escape sequence", quoted(delimiter, text));
                }
            } else {
                text.append(c);
                at++;
            }
        }
        at++;
        symbol = symbols.find(text.bytes, 0, text.length);
        return Token.STRING;
    }

    private static String quoted(int delimiter, EscapedText text) {
        return (char) delimiter + text.view();
    }

    /** What follows a backslash; false where that is no escape sequence. */
    private boolean escape(EscapedText text) {
        int c = peek();
        if (is(c, NEWLINE)) {
            text.append('\n');
            newline();
            return true;
        }
        if (is(c, DIGIT)) {
            return decimalEscape(text);
        }
        if (c < 0) {
            return true;
        }
        at++;
        switch (c) {
            case 'a' -> text.append(7);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'v' -> text.append(11);
            case '\\', '"', '\'' -> text.append(c);
            case 'x' -> {
                return hexadecimalEscape(text);
            }
            case 'u' -> {
                return unicodeEscape(text);
            }
            case 'z' -> skipSpace();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean decimalEscape(EscapedText text) {
        int value = 0;
        for (int i = 0; i < 3 && is(peek(), DIGIT); i++) {
            value = value * 10 + peek() - '0';
            at++;
        }
        text.append(value);
        return value <= 255 || text.dropLast();
    }

    private boolean hexadecimalEscape(EscapedText text) {
        int high = Character.digit(peek(), 16);
        int low = high < 0 ? -1 : Character.digit(bytes[at + 1], 16);
        if (low < 0 || at + 1 >= end) {
            return false;
        }
        at += 2;
        text.append(high << 4 | low);
        return true;
    }

    private boolean unicodeEscape(EscapedText text) {
        if (peek() != '{') {
            return false;
        }
        at++;
        int code = 0;
        do {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            code = code << 4 | digit;
            if (digit < 0 || code > Character.MAX_CODE_POINT) {
                return false;
            }
            at++;
        } while (peek() != '}');
        at++;
        return text.appendUtf8(code);
    }

    private void skipSpace() {
        while (is(peek(), SPACE | NEWLINE)) {
            if (is(peek(), NEWLINE)) {
                newline();
            } else {
                at++;
            }
        }
    }

    /** An error at the line that reading has come to, without what it is near to. */
    LuaSyntaxException error(String message) {
        return new LuaSyntaxException(SourceName.shown(chunkName) + ":" + line + ": " + message, line);
    }

    /** An error of the chunk as a whole. */
    LuaSyntaxException chunkError(String message) {
        return new LuaSyntaxException(SourceName.shown(chunkName) + ": " + message, line);
    }

    /** An error near a token. */
    LuaSyntaxException error(String message, int near) {
        return near == 0 ? error(message) : error(message, shown(near));
    }

    private LuaSyntaxException error(String message, String near) {
        int zero = near.indexOf('\0');
        return error(message + " near '" + (zero < 0 ? near : near.substring(0, zero)) + "'");
    }

    private String shown(int near) {
        return switch (near) {
            case Token.NAME, Token.NUMBER -> view(tokenStart, at);
            case Token.STRING -> shownString();
            default -> Token.shown(near);
        };
    }

    /** A string token with its delimiters, its escape sequences replaced. */
    private String shownString() {
        if (bytes[tokenStart] == '[') {
            int bracket = tokenStart + 1;
            while (bytes[bracket] == '=') {
                bracket++;
            }
            if (bytes[bracket] != '[') {
                return view(tokenStart, bracket);
            }
            String delimiter = view(tokenStart + 1, bracket);
            return "[" + delimiter + "[" + symbol.text() + "]" + delimiter + "]";
        }
        return (char) bytes[tokenStart] + symbol.text() + (char) bytes[tokenStart];
    }

    private String view(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
