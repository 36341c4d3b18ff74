// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Reads character classes. */
final class ClassParser {

    /** What {@link #element} answers for a set, which it has added. */
    private static final int SET = -1;

    private final ParseState state;
    private final PatternReader reader;
    private final EscapeReader escapes;
    private final SetEscapes sets;

    /** Within {@code \Q} and {@code \E}. */
    private boolean quoting;

    ClassParser(ParseState state, EscapeReader escapes, SetEscapes sets) {
        this.state = state;
        this.reader = state.reader;
        this.escapes = escapes;
        this.sets = sets;
    }

    /** Reads a class whose opening bracket stands here. */
    Node read() {
        checkPosixOutsideClass();
        reader.at++;
        CodePoints set = new CodePoints();
        boolean negated = opening();
        quoting = false;
        if (state.options.javaScript() && reader.skip(']')) {
            return negated ? Characters.any(state.utf()) : Characters.NEVER;
        }
        boolean first = true;
        while (true) {
            skipQuotes();
            if (reader.atEnd()) {
                throw reader.error("missing terminating ] for character class");
            }
            if (!first && !quoting && reader.skip(']')) {
                break;
            }
            member(set);
            first = false;
        }
        if (negated) {
            set.negate();
        }
        return Characters.of(set, state.utf());
    }

    /** Reads what opens a class, empty quotations among it; returns whether the class is negated. */
    private boolean opening() {
        boolean negated = false;
        while (true) {
            if (reader.startsWith("\\E")) {
                reader.at += 2;
            } else if (reader.startsWith("\\Q\\E")) {
                reader.at += 4;
            } else if (negated || !reader.skip('^')) {
                return negated;
            } else {
                negated = true;
            }
        }
    }

    private void checkPosixOutsideClass() {
        if (posixEnd() >= 0) {
            throw reader.error(
                    reader.peek(1) == ':'
                            ? "POSIX named classes are supported only within a class"
                            : "POSIX collating elements are not supported");
        }
    }

    private void member(CodePoints set) {
        int low = element(set);
        if (low == SET) {
            if (!quoting && reader.peek() == '-' && reader.peek(1) != ']') {
                reader.at++;
                set.add('-', '-');
            }
            return;
        }
        skipQuotes();
        boolean range =
                !quoting && reader.peek() == '-' && reader.peek(1) != ']' && reader.peek(1) != PatternReader.END;
        if (!range) {
            add(set, low, low);
            return;
        }
        reader.at++;
        skipQuotes();
        if (!quoting && reader.peek() == ']') {
            add(set, low, low);
            set.add('-', '-');
        } else {
            add(set, low, rangeEnd(low));
        }
    }

    private int rangeEnd(int low) {
        if (reader.atEnd()) {
            throw reader.error("missing terminating ] for character class");
        }
        int high;
        if (!quoting && reader.peek() == '\\') {
            reader.at++;
            high = escapes.read(true);
            if (high < 0 && high != -'b') {
                throw reader.error("invalid range in character class", reader.at - 1);
            }
            high = high < 0 ? '\b' : high;
        } else if (!quoting && posixEnd() >= 0) {
            throw reader.error("invalid range in character class");
        } else {
            high = reader.next();
        }
        if (high < low) {
            throw reader.error("range out of order in character class", reader.at - 1);
        }
        return high;
    }

    private void add(CodePoints set, int low, int high) {
        if (!state.has(ParseState.CASELESS)) {
            set.add(low, high);
        } else if (state.utf()) {
            set.add(low, high);
            CaseEquivalents.add(set, low, high);
        } else {
            set.add(ByteSet.range(low, high).caseless());
        }
    }

    private void skipQuotes() {
        while (reader.peek() == '\\' && (reader.peek(1) == 'E' || !quoting && reader.peek(1) == 'Q')) {
            quoting = reader.peek(1) == 'Q';
            reader.at += 2;
        }
    }

    /** Reads a character, or a set, which is added. */
    private int element(CodePoints set) {
        int c = reader.peek();
        if (quoting) {
            return reader.next();
        }
        int end = posixEnd();
        if (end >= 0) {
            posix(set, end);
            return SET;
        }
        if (c != '\\') {
            return reader.next();
        }
        reader.at++;
        return escape(set);
    }

    private int escape(CodePoints set) {
        int escape = escapes.read(true);
        if (escape >= 0) {
            return escape;
        }
        char letter = (char) -escape;
        if (letter == 'b') {
            return '\b';
        }
        if (letter == 'N') {
            throw reader.error("\\N is not supported in a class", reader.at - 1);
        }
        if (sets.isSet(letter)) {
            sets.add(set, letter);
            return SET;
        }
        if (state.has(ParseState.EXTRA)) {
            throw reader.error("invalid escape sequence in character class", reader.at - 1);
        }
        return letter;
    }

    private void posix(CodePoints set, int end) {
        if (reader.peek(1) != ':') {
            throw reader.error("POSIX collating elements are not supported");
        }
        reader.at += 2;
        boolean negated = reader.skip('^');
        String name = reader.substring(reader.at, end);
        if (!sets.addPosix(set, name, negated)) {
            throw reader.error("unknown POSIX class name");
        }
        reader.at = end + 2;
    }

    /** Where the name of a POSIX class that opens here ends; -1 where none opens here. */
    private int posixEnd() {
        int kind = reader.peek() == '[' ? reader.peek(1) : PatternReader.END;
        if (kind != ':' && kind != '.' && kind != '=') {
            return -1;
        }
        for (int i = 2; reader.peek(i) != PatternReader.END; i++) {
            int c = reader.peek(i);
            if (c == kind && reader.peek(i + 1) == ']') {
                return reader.at + i;
            }
            if (c == ']' || c == '\\' || c == '[') {
                return -1;
            }
        }
        return -1;
    }
}
