// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.List;

/** Splits a configuration into nginx's tokens: words, braces and semicolons. */
final class Lexer {

    /** What a token is. */
    enum Kind {
        /** An argument or a directive's name. */
        WORD,
        /** A semicolon. */
        END,
        /** An opening brace. */
        OPEN,
        /** A closing brace. */
        CLOSE,
        /** The end of the file. */
        EOF
    }

    /**
     * A token.
     *
     * @param text a word's text with quotes and escapes resolved; empty for the others
     * @param line the line it begins on
     */
    record Token(Kind kind, String text, int line) {}

    private final String file;
    private final String text;
    private int suspect;
    private final List<String> warnings;
    private int at;
    private int line = 1;
    private boolean statementStart = true;

    /**
     * Starts at the text's beginning, behind a byte order mark if there is one.
     *
     * @param file the name in errors
     * @param text an ISO-8859-1 view of the bytes
     * @param warnings receives what is accepted though nginx wouldn't
     */
    Lexer(String file, String text, List<String> warnings) {
        this.file = file;
        this.text = text;
        this.warnings = warnings;
        this.at = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    }

    /** The line that is being read. */
    int line() {
        return line;
    }

    /** The next token. */
    Token next() {
        skipSpaceAndComments();
        if (at >= text.length()) {
            if (!statementStart) {
                throw error("unexpected end of file, expecting \";\" or \"}\"", "end the directive with \";\"", line);
            }
            return new Token(Kind.EOF, "", line);
        }
        char c = text.charAt(at);
        switch (c) {
            case ';' -> {
                return single(Kind.END, c);
            }
            case '{' -> {
                return single(Kind.OPEN, c);
            }
            case '}' -> {
                if (!statementStart) {
                    throw error("unexpected \"}\"", "end the directive before it with \";\"", line);
                }
                at++;
                return new Token(Kind.CLOSE, "", line);
            }
            default -> {
                statementStart = false;
                return c == '"' || c == '\'' ? quoted(c) : bare();
            }
        }
    }

    /**
     * Reads Lua code up to the brace that closes its block; the opening one has been read.
     *
     * @param openLine the line of the opening brace
     */
    String luaBlock(int openLine) {
        LuaBlockScanner scanner = new LuaBlockScanner(text, at);
        int end = scanner.end();
        if (end < 0) {
            throw error(scanner.failure(), "the block that is opened here needs its closing \"}\"", openLine);
        }
        if (suspect == 0 && !isAligned(end)) {
            suspect = openLine;
        }
        String code = text.substring(at, end);
        line += (int) code.chars().filter(c -> c == '\n').count();
        at = end + 1;
        statementStart = true;
        return code;
    }

    /**
     * The line of the first Lua block whose closing brace begins a line that is indented otherwise than the line of its
     * opening brace: if a brace is missing somewhere, then there. 0 where there is none.
     */
    int suspect() {
        return suspect;
    }

    private boolean isAligned(int close) {
        int closeLine = text.lastIndexOf('\n', close) + 1;
        int openLine = text.lastIndexOf('\n', at) + 1;
        String indent = text.substring(closeLine, close);
        return closeLine == openLine || !indent.isBlank() || indent.equals(indent(openLine));
    }

    private String indent(int start) {
        int end = start;
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(start, end);
    }

    private Token single(Kind kind, char c) {
        if (statementStart) {
            throw error(
                    "unexpected \"" + c + "\"",
                    c == ';' ? "a block or an empty statement takes no \";\"" : "a block needs a directive before it",
                    line);
        }
        at++;
        statementStart = true;
        return new Token(kind, "", line);
    }

    private void skipSpaceAndComments() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (c == '#') {
                skipLine();
            } else if (statementStart && text.startsWith("--", at)) {
                warnings.add("\"--\" is taken for a comment, nginx wants \"#\" in " + new Position(file, line));
                skipLine();
            } else {
                return;
            }
        }
    }

    private void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }

    private Token bare() {
        int startLine = line;
        int start = at;
        boolean variable = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '{' && variable) {
                variable = false;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';' || c == '{') {
                return new Token(Kind.WORD, unescape(start, at), startLine);
            } else {
                variable = c == '$';
                if (c == '\\' && at + 1 < text.length()) {
                    at++;
                    c = text.charAt(at);
                    line += c == '\n' ? 1 : 0;
                }
                checkNul(c);
            }
            at++;
        }
        throw error("unexpected end of file, expecting \";\" or \"}\"", "end the directive with \";\"", startLine);
    }

    private Token quoted(char quote) {
        int startLine = line;
        int start = ++at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                Token token = new Token(Kind.WORD, unescape(start, at), startLine);
                at++;
                checkSpaceAfterQuote();
                return token;
            }
            if (c == '\\' && at + 1 < text.length()) {
                at++;
                c = text.charAt(at);
            }
            line += c == '\n' ? 1 : 0;
            checkNul(c);
            at++;
        }
        throw error(
                "unexpected end of file, expecting \";\" or \"}\"",
                "the parameter that begins here has no closing " + quote,
                startLine);
    }

    private void checkSpaceAfterQuote() {
        if (at >= text.length()) {
            return;
        }
        char c = text.charAt(at);
        if (" \t\r\n;{".indexOf(c) < 0 && c != ')') {
            throw error("unexpected \"" + c + "\"", "a space or \";\" belongs after the closing quote", line);
        }
    }

    private void checkNul(char c) {
        if (c == 0) {
            throw error("unexpected NUL byte", "a configuration is text without NUL bytes", line);
        }
    }

    /** Resolves what nginx resolves in every word: an escaped quote or backslash, \t, \r and \n; others stay. */
    private String unescape(int start, int end) {
        int backslash = text.indexOf('\\', start);
        if (backslash < 0 || backslash >= end) {
            return text.substring(start, end);
        }
        StringBuilder word = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 >= end) {
                word.append(c);
                continue;
            }
            char escaped = text.charAt(i + 1);
            switch (escaped) {
                case '"', '\'', '\\' -> word.append(escaped);
                case 't' -> word.append('\t');
                case 'r' -> word.append('\r');
                case 'n' -> word.append('\n');
                default -> word.append(c).append(escaped);
            }
            i++;
        }
        return word.toString();
    }

    private ConfException error(String reason, String remedy, int where) {
        return new ConfException(reason, remedy, "", new Position(file, where));
    }
}
