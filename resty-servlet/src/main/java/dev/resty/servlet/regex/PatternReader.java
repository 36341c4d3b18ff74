// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** The text of a pattern while it is read, byte by byte or, in UTF mode, character by character. */
final class PatternReader {

    static final int END = -1;

    private final String pattern;
    private final int length;
    private final boolean utf;

    /** Where the reading is, in bytes from the pattern's start. */
    int at;

    /** Reads an ISO-8859-1 view of bytes; in UTF mode they have to be UTF-8. */
    PatternReader(String pattern, boolean utf) {
        this.pattern = pattern;
        this.length = pattern.length();
        this.utf = utf;
    }

    boolean utf() {
        return utf;
    }

    int length() {
        return length;
    }

    boolean atEnd() {
        return at >= length;
    }

    /** The byte here; {@link #END} at the end. */
    int peek() {
        return at < length ? pattern.charAt(at) : END;
    }

    int peek(int ahead) {
        int i = at + ahead;
        return i >= 0 && i < length ? pattern.charAt(i) : END;
    }

    /** Goes over a byte if it stands here. */
    boolean skip(char expected) {
        if (at < length && pattern.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    /** Skips what the option x ignores. */
    void skipSpaceAndComments() {
        for (int c = peek(); c == ' ' || c >= '\t' && c <= '\r' || c == '#'; c = peek()) {
            int end = c == '#' ? pattern.indexOf('\n', at) : at;
            at = end < 0 ? length : end + 1;
        }
    }

    boolean startsWith(String prefix) {
        return pattern.startsWith(prefix, at);
    }

    int indexOf(char c) {
        return pattern.indexOf(c, at);
    }

    int indexOf(String text) {
        return pattern.indexOf(text, at);
    }

    String substring(int from, int to) {
        return pattern.substring(from, to);
    }

    /** Reads one character; there has to be one. */
    int next() {
        int first = pattern.charAt(at++);
        if (!utf || first < 0x80) {
            return first;
        }
        int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        int c = first & 0x3F >> more;
        for (int i = 0; i < more; i++) {
            c = c << 6 | pattern.charAt(at++) & 0x3F;
        }
        return c;
    }

    boolean isDigit(int ahead) {
        int c = peek(ahead);
        return c >= '0' && c <= '9';
    }

    static boolean isWord(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    PatternSyntaxException error(String reason) {
        return error(reason, at);
    }

    PatternSyntaxException error(String reason, int offset) {
        return new PatternSyntaxException(reason, pattern, Math.max(0, Math.min(offset, length)));
    }
}
