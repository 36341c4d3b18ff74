// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/** Reads numbers in the notations of the dialects. Every method says where the token ends. */
final class SqlNumbers {

    private SqlNumbers() {}

    /** A number that begins with a digit or a dot. A dot alone is a token of its own. */
    static int read(SqlScanner in, SqlToken token) {
        byte second = in.byteAt(in.at + 1);
        if (in.input[in.at] == '0' && (second == 'x' || second == 'X')) {
            return withPrefix(in, token, true);
        }
        if (in.input[in.at] == '0' && (second == 'b' || second == 'B')) {
            return withPrefix(in, token, false);
        }
        int end = skipDigits(in, in.at);
        if (in.byteAt(end) == '.') {
            end = skipDigits(in, end + 1);
            if (end - in.at == 1) {
                return in.one(token, SqlType.DOT);
            }
        }
        boolean isWord = false;
        byte next = in.byteAt(end);
        if (next == 'e' || next == 'E') {
            byte sign = in.byteAt(end + 1);
            int digits = sign == '+' || sign == '-' ? end + 2 : end + 1;
            end = skipDigits(in, digits);
            isWord = end == digits;
        }
        end = skipSuffix(in, end);
        token.set(isWord ? SqlType.BAREWORD : SqlType.NUMBER, in.at, end);
        return end;
    }

    /** {@code x'1f'} or {@code b'01'}; a word where it's not closed at once after the digits. */
    static int quoted(SqlScanner in, SqlToken token, boolean hex) {
        if (!SqlQuotes.isQuoteWithMore(in, in.at + 1)) {
            return in.word(token);
        }
        int end = skipDigits(in, in.at + 2, hex);
        if (in.byteAt(end) != '\'') {
            return in.word(token);
        }
        token.set(SqlType.NUMBER, in.at, end + 1);
        return end + 1;
    }

    private static int withPrefix(SqlScanner in, SqlToken token, boolean hex) {
        int start = in.at + 2;
        int end = skipDigits(in, start, hex);
        token.set(end == start ? SqlType.BAREWORD : SqlType.NUMBER, in.at, end);
        return end;
    }

    /** Oracle's {@code 1.5f} and {@code 1.5d}; but in {@code 123FROM} the letter belongs to the word. */
    private static int skipSuffix(SqlScanner in, int end) {
        byte suffix = in.byteAt(end);
        if (suffix != 'd' && suffix != 'D' && suffix != 'f' && suffix != 'F') {
            return end;
        }
        if (end + 1 == in.to) {
            return end + 1;
        }
        byte next = in.input[end + 1];
        // 1fUNION is read as 1f UNION
        boolean ends = SqlBytes.isWhite(next) || next == ';' || next == 'u' || next == 'U';
        return ends ? end + 1 : end;
    }

    private static int skipDigits(SqlScanner in, int start) {
        int end = start;
        while (end < in.to && in.input[end] >= '0' && in.input[end] <= '9') {
            end++;
        }
        return end;
    }

    private static int skipDigits(SqlScanner in, int start, boolean hex) {
        int end = start;
        while (end < in.to
                && (hex ? isHex(in.input[end]) : in.input[end] == '0' || in.input[end] == '1' || in.input[end] == 0)) {
            end++;
        }
        return end;
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F' || b == 0;
    }
}
