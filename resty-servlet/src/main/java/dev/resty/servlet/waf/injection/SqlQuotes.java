// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/** Reads quoted strings of the dialects. Every method says where the token ends; without a closing quote that's the input's end. */
final class SqlQuotes {

    private SqlQuotes() {}

    /** A string, or a backtick's name, in the quotes that the scanner is at. */
    static int quoted(SqlScanner in, SqlToken token) {
        return rest(in, token, in.at + 1, in.input[in.at]);
    }

    /** A string whose text begins at a place. A backslash or a second quote escapes the quote. */
    static int rest(SqlScanner in, SqlToken token, int start, byte quote) {
        token.opened = quote;
        int end = in.find(quote, start);
        while (end >= 0) {
            if (isEscaped(in.input, start, end)) {
                end = in.find(quote, end + 1);
            } else if (in.byteAt(end + 1) == quote) {
                end = in.find(quote, end + 2);
            } else {
                break;
            }
        }
        return close(in, token, start, end, quote, 1);
    }

    /** PostgreSQL's {@code e'..'} and MySQL's {@code n'..'}. */
    static int prefixed(SqlScanner in, SqlToken token) {
        if (!isQuoteWithMore(in, in.at + 1)) {
            return in.word(token);
        }
        return rest(in, token, in.at + 2, (byte) '\'');
    }

    /** MySQL's {@code n'..'} or Oracle's {@code nq'(..)'}. */
    static int national(SqlScanner in, SqlToken token) {
        return isQuoteWithMore(in, in.at + 1) ? prefixed(in, token) : oracle(in, token, in.at + 1);
    }

    /** {@code u&'..'}: Unicode escapes. */
    static int unicode(SqlScanner in, SqlToken token) {
        if (in.byteAt(in.at + 1) != '&' || in.byteAt(in.at + 2) != '\'') {
            return in.word(token);
        }
        in.at += 2;
        int end = quoted(in, token);
        token.opened = 'u';
        token.closed = token.closed == 0 ? 0 : (byte) 'u';
        return end;
    }

    /** Oracle's string with a delimiter of choice, {@code q'[..]'}. The letter is at {@code start}. */
    static int oracle(SqlScanner in, SqlToken token, int start) {
        byte letter = in.byteAt(start);
        if (letter != 'q' && letter != 'Q' || !isQuoteWithMore(in, start + 1) || in.input[start + 2] < '!') {
            return in.word(token);
        }
        byte open = in.input[start + 2];
        byte last =
                switch (open) {
                    case '(' -> ')';
                    case '[' -> ']';
                    case '{' -> '}';
                    case '<' -> '>';
                    default -> open;
                };
        token.opened = 'q';
        int end = in.find(last, (byte) '\'', start + 3, in.to);
        return close(in, token, start + 3, end, (byte) 'q', 2);
    }

    /** A sum of money, which is a number, or PostgreSQL's {@code $$..$$} and {@code $name$..$name$}. */
    static int dollar(SqlScanner in, SqlToken token) {
        int start = in.at + 1;
        int end = start;
        while (end < in.to && isMoney(in.input[end])) {
            end++;
        }
        if (end == start + 1 && in.input[start] == '.') {
            return in.word(token);
        }
        if (end > start) {
            token.set(SqlType.NUMBER, in.at, end);
            return end;
        }
        if (in.byteAt(start) == '$') {
            token.opened = '$';
            return close(in, token, start + 1, in.find((byte) '$', (byte) '$', start + 1, in.to), (byte) '$', 2);
        }
        while (end < in.to && isLetter(in.input[end])) {
            end++;
        }
        if (end == start || in.byteAt(end) != '$') {
            return in.one(token, SqlType.BAREWORD);
        }
        token.opened = '$';
        int size = end + 1 - in.at;
        return close(in, token, end + 1, repeat(in, size, end + 1), (byte) '$', size);
    }

    /** Where the {@code size} bytes at the scanner's place come again, -1 where they don't. */
    private static int repeat(SqlScanner in, int size, int start) {
        for (int i = start; i + size <= in.to; i++) {
            int same = 0;
            while (same < size && in.input[i + same] == in.input[in.at + same]) {
                same++;
            }
            if (same == size) {
                return i;
            }
        }
        return -1;
    }

    private static int close(SqlScanner in, SqlToken token, int start, int end, byte quote, int size) {
        if (end < 0) {
            token.set(SqlType.STRING, start, in.to);
            token.closed = 0;
            return in.to;
        }
        token.set(SqlType.STRING, start, end);
        token.closed = quote;
        return end + size;
    }

    /** A quote that isn't the input's last byte. */
    static boolean isQuoteWithMore(SqlScanner in, int place) {
        return place + 1 < in.to && in.input[place] == '\'';
    }

    private static boolean isEscaped(byte[] input, int start, int end) {
        int i = end;
        while (i > start && input[i - 1] == '\\') {
            i--;
        }
        return (end - i & 1) != 0;
    }

    /** NUL counts as part of any run of digits or letters, here and in {@link SqlNumbers}: so does libinjection. */
    private static boolean isMoney(byte b) {
        return b >= '0' && b <= '9' || b == '.' || b == ',' || b == 0;
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == 0;
    }
}
