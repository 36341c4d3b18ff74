// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

/**
 * Cuts an input into HTML tokens: the tokenizer of the HTML standard, with what old browsers did besides (NUL as white space or
 * nothing, backticks as quotes, {@code <% %>} as a comment). Characters aren't decoded, tags aren't balanced. Used again from scan
 * to scan.
 */
final class HtmlScanner {

    /** What a token is. */
    enum Token {
        TEXT,
        /** The name of a tag that opens; also that of one that closes, where attributes follow. */
        TAG_NAME,
        /** {@code >} */
        TAG_END,
        /** {@code />} */
        EMPTY_TAG_END,
        /** The name of a tag that closes. */
        CLOSING_TAG,
        ATTRIBUTE_NAME,
        ATTRIBUTE_VALUE,
        COMMENT,
        DOCTYPE
    }

    /** What the input is read as the inside of, at its start. */
    enum Context {
        TEXT(State.TEXT),
        TAG(State.BEFORE_NAME),
        SINGLE_QUOTES(State.SINGLE_QUOTED),
        DOUBLE_QUOTES(State.DOUBLE_QUOTED),
        BACKTICKS(State.BACKTICKED);

        private final State state;

        Context(State state) {
            this.state = state;
        }
    }

    private enum State {
        TEXT,
        TAG_OPEN,
        TAG_END,
        BEFORE_NAME,
        AFTER_NAME,
        BEFORE_VALUE,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        BACKTICKED,
        AFTER_QUOTED,
        AFTER_SLASH,
        END
    }

    private static final byte[] NO_INPUT = {};

    byte[] input = NO_INPUT;

    Token token = Token.TEXT;

    /** Where the token begins. */
    int start;

    /** Where the token ends. */
    int end;

    private int from;

    private int to;

    private int at;

    private boolean closes;

    private State state = State.END;

    /** Begins anew. */
    void start(byte[] bytes, int first, int last, Context context) {
        input = bytes;
        from = first;
        to = last;
        at = first;
        closes = false;
        state = context.state;
    }

    /** Forgets the input. */
    void release() {
        input = NO_INPUT;
    }

    /** Reads the next token; false where there is none. */
    boolean next() {
        return switch (state) {
            case TEXT -> text();
            case TAG_OPEN -> tagOpen();
            case TAG_END -> tagEnd();
            case BEFORE_NAME -> beforeName();
            case AFTER_NAME -> afterName();
            case BEFORE_VALUE -> beforeValue();
            case SINGLE_QUOTED -> quoted((byte) '\'');
            case DOUBLE_QUOTED -> quoted((byte) '"');
            case BACKTICKED -> quoted((byte) '`');
            case AFTER_QUOTED -> afterQuoted();
            case AFTER_SLASH -> afterSlash();
            case END -> false;
        };
    }

    private boolean found(Token found, int first, int last, int rest, State then) {
        token = found;
        start = first;
        end = last;
        at = rest;
        state = then;
        return true;
    }

    private boolean text() {
        int open = find((byte) '<', at);
        if (open < 0) {
            found(Token.TEXT, at, to, to, State.END);
            return start < end;
        }
        int first = at;
        found(Token.TEXT, first, open, open + 1, State.TAG_OPEN);
        return first < open || tagOpen();
    }

    /** After {@code <}. */
    private boolean tagOpen() {
        if (at >= to) {
            return false;
        }
        byte next = input[at];
        switch (next) {
            case '!':
                at++;
                return declaration();
            case '/':
                at++;
                closes = true;
                return closingTagOpen();
            case '?':
                return comment(at + 1, find((byte) '>', at + 1), 1);
            case '%':
                return comment(at + 1, find((byte) '%', (byte) '>', at + 1), 2);
            default:
                if (next == 0 || isLetter(next)) {
                    return tagName();
                }
                return found(Token.TEXT, at - 1, at, at, State.TEXT);
        }
    }

    /** After {@code </}. */
    private boolean closingTagOpen() {
        if (at >= to) {
            return false;
        }
        if (input[at] == '>') {
            return text();
        }
        if (isLetter(input[at])) {
            return tagName();
        }
        closes = false;
        return comment(at, find((byte) '>', at), 1);
    }

    private boolean tagName() {
        for (int i = at; i < to; i++) {
            byte b = input[i];
            if (b == '>') {
                if (closes) {
                    closes = false;
                    return found(Token.CLOSING_TAG, at, i, i + 1, State.TEXT);
                }
                return found(Token.TAG_NAME, at, i, i, State.TAG_END);
            }
            if (b == '/') {
                return found(Token.TAG_NAME, at, i, i + 1, State.AFTER_SLASH);
            }
            // old browsers ignore NUL in a tag's name
            if (b != 0 && isWhite(b)) {
                return found(Token.TAG_NAME, at, i, i + 1, State.BEFORE_NAME);
            }
        }
        return found(Token.TAG_NAME, at, to, to, State.END);
    }

    /** At {@code >}. */
    private boolean tagEnd() {
        closes = false;
        return found(Token.TAG_END, at, at + 1, at + 1, at + 1 < to ? State.TEXT : State.END);
    }

    private boolean beforeName() {
        while (true) {
            skipWhite();
            if (at >= to) {
                return false;
            }
            if (input[at] == '>') {
                return found(Token.TAG_END, at, at + 1, at + 1, State.TEXT);
            }
            if (input[at] != '/') {
                return name();
            }
            at++;
            if (at >= to || input[at] == '>') {
                return afterSlash();
            }
        }
    }

    /** An attribute's name. Its first byte can be any. */
    private boolean name() {
        for (int i = at + 1; i < to; i++) {
            byte b = input[i];
            switch (b) {
                case '/':
                    return found(Token.ATTRIBUTE_NAME, at, i, i + 1, State.AFTER_SLASH);
                case '=':
                    return found(Token.ATTRIBUTE_NAME, at, i, i + 1, State.BEFORE_VALUE);
                case '>':
                    return found(Token.ATTRIBUTE_NAME, at, i, i, State.TAG_END);
                default:
                    if (isWhite(b)) {
                        return found(Token.ATTRIBUTE_NAME, at, i, i + 1, State.AFTER_NAME);
                    }
            }
        }
        return found(Token.ATTRIBUTE_NAME, at, to, to, State.END);
    }

    private boolean afterName() {
        skipWhite();
        if (at >= to) {
            return false;
        }
        switch (input[at]) {
            case '/':
                at++;
                return afterSlash();
            case '=':
                at++;
                return beforeValue();
            case '>':
                return tagEnd();
            default:
                return name();
        }
    }

    private boolean beforeValue() {
        skipWhite();
        if (at >= to) {
            return false;
        }
        byte first = input[at];
        return first == '"' || first == '\'' || first == '`' ? quoted(first) : unquoted();
    }

    /** A quoted value. There's no opening quote where the input is read as the inside of quotes. */
    private boolean quoted(byte quote) {
        int first = at > from ? at + 1 : at;
        int close = find(quote, first);
        return close < 0
                ? found(Token.ATTRIBUTE_VALUE, first, to, to, State.END)
                : found(Token.ATTRIBUTE_VALUE, first, close, close + 1, State.AFTER_QUOTED);
    }

    private boolean unquoted() {
        for (int i = at; i < to; i++) {
            if (input[i] == '>') {
                return found(Token.ATTRIBUTE_VALUE, at, i, i, State.TAG_END);
            }
            if (isWhite(input[i])) {
                return found(Token.ATTRIBUTE_VALUE, at, i, i + 1, State.BEFORE_NAME);
            }
        }
        return found(Token.ATTRIBUTE_VALUE, at, to, to, State.END);
    }

    private boolean afterQuoted() {
        if (at >= to) {
            return false;
        }
        if (input[at] == '/') {
            at++;
            return afterSlash();
        }
        return beforeName();
    }

    /** After {@code /} within a tag. */
    private boolean afterSlash() {
        if (at >= to) {
            return false;
        }
        return input[at] == '>' ? found(Token.EMPTY_TAG_END, at - 1, at + 1, at + 1, State.TEXT) : beforeName();
    }

    /** After {@code <!}. */
    private boolean declaration() {
        if (Markup.startsWith(Markup.DOCTYPE, input, at, to)) {
            int close = find((byte) '>', at);
            return close < 0
                    ? found(Token.DOCTYPE, at, to, to, State.END)
                    : found(Token.DOCTYPE, at, close, close + 1, State.TEXT);
        }
        if (Markup.isAt(Markup.CDATA, input, at, to)) {
            return cdata(at + Markup.CDATA.length);
        }
        if (at + 1 < to && input[at] == '-' && input[at + 1] == '-') {
            return dashComment(at + 2);
        }
        return comment(at, find((byte) '>', at), 1);
    }

    private boolean comment(int first, int close, int size) {
        return close < 0
                ? found(Token.COMMENT, first, to, to, State.END)
                : found(Token.COMMENT, first, close, close + size, State.TEXT);
    }

    /** A comment that {@code -->} or {@code -!>} ends, with any NULs after the first dash. */
    private boolean dashComment(int first) {
        for (int dash = find((byte) '-', first); dash >= 0 && dash + 2 < to; dash = find((byte) '-', dash + 1)) {
            int second = dash + 1;
            while (second < to && input[second] == 0) {
                second++;
            }
            if (second + 1 >= to) {
                if (second >= to || input[second] == '-' || input[second] == '!') {
                    break;
                }
            } else if ((input[second] == '-' || input[second] == '!') && input[second + 1] == '>') {
                return comment(first, dash, second + 2 - dash);
            }
        }
        return comment(first, -1, 0);
    }

    private boolean cdata(int first) {
        for (int i = first; i + 2 < to; i++) {
            if (input[i] == ']' && input[i + 1] == ']' && input[i + 2] == '>') {
                return found(Token.TEXT, first, i, i + 3, State.TEXT);
            }
        }
        return found(Token.TEXT, first, to, to, State.END);
    }

    private void skipWhite() {
        while (at < to && isWhite(input[at])) {
            at++;
        }
    }

    private int find(byte wanted, int first) {
        for (int i = first; i < to; i++) {
            if (input[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private int find(byte one, byte two, int first) {
        for (int i = first; i + 1 < to; i++) {
            if (input[i] == one && input[i + 1] == two) {
                return i;
            }
        }
        return -1;
    }

    /** White space, as old browsers have it: with VT and NUL. */
    private static boolean isWhite(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r' || b == 0;
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }
}
