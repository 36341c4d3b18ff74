// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/**
 * Cuts an input into SQL tokens, as a lenient reader that knows all dialects at once. What a byte may begin is looked up in a
 * table; quoted strings are read by {@link SqlQuotes}, numbers by {@link SqlNumbers}.
 */
final class SqlScanner {

    private static final byte[] NO_INPUT = {};

    byte[] input = NO_INPUT;

    /** Where the input begins. */
    int from;

    /** Where the input ends. */
    int to;

    /** Where the next token begins. */
    int at;

    /** How many tokens there were so far. */
    int tokens;

    /** Whether {@code --} was taken for a comment although no white space follows, which MySQL doesn't. */
    boolean sawTightDashes;

    /** Whether a {@code #} was seen, which begins a comment in MySQL only. */
    boolean sawHash;

    private byte context;

    private boolean mySql;

    /**
     * Begins anew.
     *
     * @param quote the quote that the input is read as the inside of, 0 for none
     * @param asMySql whether comments are MySQL's, else those of the standard
     */
    void start(byte[] bytes, int start, int end, byte quote, boolean asMySql) {
        input = bytes;
        from = start;
        to = end;
        at = start;
        tokens = 0;
        sawTightDashes = false;
        sawHash = false;
        context = quote;
        mySql = asMySql;
    }

    /** Forgets the input. */
    void release() {
        input = NO_INPUT;
    }

    /** Reads the next token; false where there is none. */
    boolean next(SqlToken token) {
        token.clear();
        if (at == from && context != 0 && from < to) {
            at = SqlQuotes.rest(this, token, from, context);
            token.opened = 0;
            tokens++;
            return true;
        }
        while (at < to) {
            byte kind = SqlBytes.kind(input[at]);
            if (kind == SqlBytes.WHITE) {
                at++;
                continue;
            }
            at = read(kind, token);
            tokens++;
            return true;
        }
        return false;
    }

    /** Reads a token of a kind at the present place, and says where it ends. */
    private int read(byte kind, SqlToken token) {
        return switch (kind) {
            case SqlBytes.WORD -> word(token);
            case SqlBytes.NUMBER -> SqlNumbers.read(this, token);
            case SqlBytes.OPERATOR -> one(token, SqlType.OPERATOR);
            case SqlBytes.LONG_OPERATOR -> operator(token);
            case SqlBytes.ITSELF -> one(token, input[at]);
            case SqlBytes.QUOTE -> SqlQuotes.quoted(this, token);
            case SqlBytes.TICK -> tick(token);
            case SqlBytes.DASH -> dash(token);
            case SqlBytes.HASH -> hash(token);
            case SqlBytes.SLASH -> slash(token);
            case SqlBytes.VARIABLE -> variable(token);
            case SqlBytes.BRACKET -> bracket(token);
            case SqlBytes.BACKSLASH -> backslash(token);
            case SqlBytes.DOLLAR -> SqlQuotes.dollar(this, token);
            case SqlBytes.BITS, SqlBytes.HEX -> SqlNumbers.quoted(this, token, kind == SqlBytes.HEX);
            case SqlBytes.ESCAPED -> SqlQuotes.prefixed(this, token);
            case SqlBytes.NATIONAL -> SqlQuotes.national(this, token);
            case SqlBytes.ORACLE -> SqlQuotes.oracle(this, token, at);
            case SqlBytes.UNICODE -> SqlQuotes.unicode(this, token);
            default -> one(token, SqlType.UNKNOWN);
        };
    }

    /** The byte at a place, 0 past the end. */
    byte byteAt(int index) {
        return index < to ? input[index] : 0;
    }

    /** A token of one byte. */
    int one(SqlToken token, byte type) {
        token.set(type, at, at + 1);
        return at + 1;
    }

    /**
     * A word. Where a known word is followed by a dot or a backtick it ends there: {@code SELECT.1} and {@code SELECT`column`} are
     * valid in MySQL.
     */
    int word(SqlToken token) {
        int end = at;
        int hash = 0;
        for (; end < to; end++) {
            int next = SqlBytes.inWord(input[end]);
            if (next < 0) {
                if (next == SqlBytes.ENDS) {
                    break;
                }
                int known = SqlWords.find(input, at, end, hash);
                byte type = SqlWords.type(known);
                if (type != SqlType.NONE && type != SqlType.BAREWORD) {
                    token.set(type, at, end);
                    token.word = known;
                    return end;
                }
                next = input[end];
            }
            hash = SqlWords.hash(hash, next);
        }
        token.set(SqlType.BAREWORD, at, end);
        token.word = SqlWords.find(input, at, end, hash);
        byte type = SqlWords.type(token.word);
        if (type != SqlType.NONE) {
            token.type = type;
        }
        return end;
    }

    /** A word in backticks: a function where it's one's name, else a plain name. */
    private int tick(SqlToken token) {
        int end = SqlQuotes.quoted(this, token);
        token.word = token.lookUp(input);
        token.type = SqlWords.type(token.word) == SqlType.FUNCTION ? SqlType.FUNCTION : SqlType.BAREWORD;
        return end;
    }

    /** A name in SQL Server's brackets, which belong to its text. */
    private int bracket(SqlToken token) {
        int close = find((byte) ']', at);
        int end = close < 0 ? to : close + 1;
        token.set(SqlType.BAREWORD, at, end);
        return end;
    }

    /** A variable: one or two {@code @}, then a plain or quoted name, which may be empty. */
    private int variable(SqlToken token) {
        at++;
        token.ats = 1;
        if (byteAt(at) == '@') {
            at++;
            token.ats = 2;
        }
        byte quote = byteAt(at);
        int end = at;
        if (quote == '`') {
            end = tick(token);
            token.type = SqlType.VARIABLE;
        } else if (quote == '\'' || quote == '"') {
            end = SqlQuotes.quoted(this, token);
            token.type = SqlType.VARIABLE;
        } else {
            while (end < to && !SqlBytes.endsVariable(input[end])) {
                end++;
            }
            token.set(SqlType.VARIABLE, at, end);
        }
        return end;
    }

    /** An operator of one, two or three characters. A colon alone is none, except at the very end. */
    private int operator(SqlToken token) {
        if (at + 1 >= to) {
            return one(token, SqlType.OPERATOR);
        }
        byte first = input[at];
        if (first == '<' && input[at + 1] == '=' && byteAt(at + 2) == '>') {
            token.set(SqlType.OPERATOR, at, at + 3);
            return at + 3;
        }
        byte type = SqlWords.type(SqlWords.find(input, at, at + 2));
        if (type != SqlType.NONE) {
            token.set(type, at, at + 2);
            return at + 2;
        }
        return one(token, first == ':' ? SqlType.COLON : SqlType.OPERATOR);
    }

    /** {@code \N} is NULL in MySQL. */
    private int backslash(SqlToken token) {
        if (byteAt(at + 1) == 'N') {
            token.set(SqlType.NUMBER, at, at + 2);
            return at + 2;
        }
        return one(token, SqlType.BACKSLASH);
    }

    /** Two dashes begin a comment: always at the end and before white space, otherwise not in MySQL. */
    private int dash(SqlToken token) {
        if (byteAt(at + 1) != '-') {
            return one(token, SqlType.OPERATOR);
        }
        if (at + 2 == to || SqlBytes.isWhite(input[at + 2])) {
            return lineComment(token);
        }
        if (mySql) {
            return one(token, SqlType.OPERATOR);
        }
        sawTightDashes = true;
        return lineComment(token);
    }

    private int hash(SqlToken token) {
        sawHash = true;
        return mySql ? lineComment(token) : one(token, SqlType.OPERATOR);
    }

    private int lineComment(SqlToken token) {
        int newline = find((byte) '\n', at);
        token.set(SqlType.COMMENT, at, newline < 0 ? to : newline);
        return newline < 0 ? to : newline + 1;
    }

    /**
     * A division or a comment. Nested comments (PostgreSQL's) and conditional ones (MySQL's) mean different things to different
     * databases, so nothing after them could be told: such a comment is an attack by itself.
     */
    private int slash(SqlToken token) {
        if (byteAt(at + 1) != '*') {
            return one(token, SqlType.OPERATOR);
        }
        int close = find((byte) '*', (byte) '/', at + 2, to);
        int end = close < 0 ? to : close + 2;
        boolean nested = close >= 0 && find((byte) '/', (byte) '*', at + 2, close + 1) >= 0;
        boolean conditional = byteAt(at + 2) == '!';
        token.set(nested || conditional ? SqlType.EVIL : SqlType.COMMENT, at, end);
        return end;
    }

    /** The next place of a byte, -1 where there is none. */
    int find(byte wanted, int start) {
        for (int i = start; i < to; i++) {
            if (input[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    /** The next place of two bytes in a row that end before {@code end}, -1 where there is none. */
    int find(byte first, byte second, int start, int end) {
        for (int i = start; i + 1 < end; i++) {
            if (input[i] == first && input[i + 1] == second) {
                return i;
            }
        }
        return -1;
    }
}
