// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** The text of a pattern while it is read, and the escapes that mean one character. */
final class PcreSource {

    private final String pattern;
    private final String text;
    private final boolean utf;
    int at;

    PcreSource(String pattern, boolean utf) {
        this.pattern = pattern;
        this.utf = utf;
        this.text = utf ? decode(pattern) : pattern;
    }

    private static String decode(String pattern) {
        String text = Utf8.decode(pattern.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        if (text == null) {
            throw new PatternSyntaxException("invalid UTF-8 string", pattern, 0);
        }
        return text;
    }

    boolean utf() {
        return utf;
    }

    int length() {
        return text.length();
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The character here; NUL at the end, so check {@link #atEnd} where NUL matters. */
    char peek() {
        return peek(0);
    }

    char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
    }

    boolean startsWith(String prefix) {
        return text.startsWith(prefix, at);
    }

    int indexOf(String end, int from) {
        return text.indexOf(end, from);
    }

    String substring(int from, int to) {
        return text.substring(from, to);
    }

    /** Reads one character, a supplementary one included. */
    int nextCodePoint() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    PatternSyntaxException error(String reason) {
        return error(reason, at);
    }

    PatternSyntaxException error(String reason, int offset) {
        int bytes = utf ? Utf8.byteOffset(text, Math.min(offset, text.length())) : offset;
        return new PatternSyntaxException(reason, pattern, bytes);
    }

    /**
     * Reads an escape that means one character, after its backslash: {@code \n}, {@code \x41}, {@code \101}, a letter
     * without meaning, a sign.
     */
    int charEscape() {
        int c = nextCodePoint();
        switch (c) {
            case 'a':
                return 7;
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
            case '0', '1', '2', '3', '4', '5', '6', '7':
                at--;
                return octal();
            case 'o':
                return braced(8, "non-octal character in \\o{} (closing brace missing?)");
            case 'x':
                return hex();
            case 'c':
                return control();
            case 'L', 'l', 'U', 'u':
                throw error("PCRE does not support \\L, \\l, \\N{name}, \\U, or \\u", at - 1);
            default:
                return c;
        }
    }

    private int octal() {
        int value = 0;
        for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7' && !atEnd(); i++) {
            value = value * 8 + peek() - '0';
            at++;
        }
        if (!utf && value > 255) {
            throw error("octal value is greater than \\377 in 8-bit non-UTF-8 mode", at - 1);
        }
        return value;
    }

    private int hex() {
        if (peek() == '{') {
            return braced(16, "non-hex character in \\x{} (closing brace missing?)");
        }
        int value = 0;
        for (int i = 0; i < 2 && Character.digit(peek(), 16) >= 0 && peek() < 0x80; i++) {
            value = value * 16 + Character.digit(peek(), 16);
            at++;
        }
        return value;
    }

    private int braced(int radix, String malformed) {
        if (peek() != '{') {
            throw error("missing opening brace after \\o");
        }
        at++;
        long value = 0;
        while (!atEnd() && Character.digit(peek(), radix) >= 0) {
            value = Math.min(value * radix + Character.digit(peek(), radix), Integer.MAX_VALUE);
            at++;
        }
        if (peek() != '}') {
            throw error(malformed);
        }
        if (value > (utf ? 0x10FFFF : 0xFF)) {
            throw error("character value in \\x{} or \\o{} is too large");
        }
        at++;
        return (int) value;
    }

    private int control() {
        if (atEnd()) {
            throw error("\\c at end of pattern");
        }
        char c = peek();
        if (c > 127) {
            throw error("\\c must be followed by an ASCII character");
        }
        at++;
        return Character.toUpperCase(c) ^ 0x40;
    }

    /** Reads what follows {@code \p} or {@code \P} and returns a set as java.util.regex writes it. */
    String property(boolean negated) {
        int nameStart = at;
        String name;
        if (peek() == '{') {
            int end = text.indexOf('}', at);
            if (end < 0) {
                at = length();
                throw error("malformed \\P or \\p sequence");
            }
            name = text.substring(nameStart + 1, end);
            at = end + 1;
        } else if (atEnd()) {
            throw error("malformed \\P or \\p sequence");
        } else {
            name = String.valueOf(peek());
            at++;
        }
        boolean inverted = name.startsWith("^");
        String java = PcreNames.property(inverted ? name.substring(1) : name);
        if (java == null) {
            throw error("unknown property name after \\P or \\p", at - 1);
        }
        return negated != inverted ? "[^" + java + "]" : "[" + java + "]";
    }

    /** Writes a character so that java.util.regex takes it for itself, in a class and outside. */
    static void literal(StringBuilder out, int c) {
        if (c >= 0x80 || Character.isLetterOrDigit(c)) {
            out.appendCodePoint(c);
        } else {
            out.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
    }
}
