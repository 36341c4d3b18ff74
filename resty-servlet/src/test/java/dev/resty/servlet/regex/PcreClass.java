// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/** Translates one character class, from its opening bracket to its closing one. */
final class PcreClass {

    private final PcreSource source;
    private final StringBuilder out;
    private final boolean caseless;
    private boolean quoting;

    /** The set that was read last; null where it was a single character. */
    private @Nullable String set;

    PcreClass(PcreSource source, StringBuilder out, boolean caseless) {
        this.source = source;
        this.out = out;
        this.caseless = caseless;
    }

    void translate() {
        source.at++;
        out.append('[');
        if (source.peek() == '^') {
            out.append('^');
            source.at++;
        }
        boolean first = true;
        while (true) {
            skipQuotes();
            if (source.atEnd()) {
                throw source.error("missing terminating ] for character class");
            }
            if (source.peek() == ']' && !first && !quoting) {
                break;
            }
            member();
            first = false;
        }
        source.at++;
        out.append(']');
    }

    private void member() {
        int low = element();
        if (set != null) {
            out.append(set);
            literalHyphenAfterSet();
            return;
        }
        skipQuotes();
        boolean range = !quoting && source.peek() == '-' && source.peek(1) != ']' && source.at + 1 < source.length();
        if (!range) {
            PcreSource.literal(out, low);
            return;
        }
        source.at++;
        skipQuotes();
        int start = source.at;
        int high = element();
        if (set != null) {
            throw source.error(
                    "invalid range in character class",
                    start + (source.substring(start, start + 1).equals("\\") ? 1 : 0));
        }
        if (high < low) {
            throw source.error("range out of order in character class", source.at - 1);
        }
        PcreSource.literal(out, low);
        out.append('-');
        PcreSource.literal(out, high);
    }

    /** After a set a hyphen stands for itself. */
    private void literalHyphenAfterSet() {
        if (!quoting && source.peek() == '-' && source.peek(1) != ']') {
            PcreSource.literal(out, '-');
            source.at++;
        }
    }

    private void skipQuotes() {
        while (quoting ? source.startsWith("\\E") : source.startsWith("\\Q") || source.startsWith("\\E")) {
            quoting = source.startsWith("\\Q");
            source.at += 2;
        }
    }

    /** Reads a character, which is returned, or a set, which is left in {@link #set}. */
    private int element() {
        set = null;
        char c = source.peek();
        if (quoting) {
            return source.nextCodePoint();
        }
        if (c == '[' && (source.peek(1) == ':' || source.peek(1) == '.' || source.peek(1) == '=')) {
            int end = posixEnd(source);
            if (end >= 0) {
                posix(end);
                return 0;
            }
        }
        if (c != '\\') {
            return source.nextCodePoint();
        }
        source.at++;
        return escape();
    }

    private int escape() {
        if (source.atEnd()) {
            throw source.error("\\ at end of pattern");
        }
        char c = source.peek();
        switch (c) {
            case 'b':
                source.at++;
                return 8;
            case 'd', 'D', 'w', 'W', 's', 'S', 'h', 'H', 'v', 'V':
                source.at++;
                set = "\\" + c;
                return 0;
            case 'p', 'P':
                source.at++;
                set = source.property(c == 'P');
                return 0;
            case 'N':
                throw source.error("\\N is not supported in a class");
            case 'B', 'R', 'X':
                source.at++;
                return c;
            default:
                return source.charEscape();
        }
    }

    private void posix(int end) {
        if (source.peek(1) != ':') {
            throw source.error("POSIX collating elements are not supported");
        }
        source.at += 2;
        boolean negated = source.peek() == '^';
        int name = source.at + (negated ? 1 : 0);
        String java = PcreNames.posix(source.substring(name, end), caseless);
        if (java == null) {
            throw source.error("unknown POSIX class name");
        }
        set = negated ? "[^" + java + "]" : java;
        source.at = end + 2;
    }

    /** Where the name of a POSIX class that opens here ends; -1 where none opens here. */
    static int posixEnd(PcreSource source) {
        char kind = source.peek(1);
        int end = source.indexOf(kind + "]", source.at + 2);
        if (end < 0) {
            return -1;
        }
        for (int i = source.at + 2; i < end; i++) {
            char c = source.substring(i, i + 1).charAt(0);
            if (c == ']' || c == '\\' || c == '[') {
                return -1;
            }
        }
        return end;
    }
}
