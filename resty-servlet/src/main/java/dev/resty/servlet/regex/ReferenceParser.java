// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/** Reads references to groups, by number and by name, and calls of groups. */
final class ReferenceParser {

    static final String UNKNOWN = "reference to non-existent subpattern";

    static final String NOT_ZERO = "a numbered reference must not be zero";

    static final String TOO_BIG = "number is too big";

    static final String NAME_STARTS_WITH_DIGIT = "group name must start with a non-digit";

    private static final String NO_GROUP_AFTER_G =
            "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number";

    private static final int MAX_NAME = 32;

    private final ParseState state;
    private final PatternReader reader;
    private final PatternParser parser;

    ReferenceParser(ParseState state, PatternParser parser) {
        this.state = state;
        this.reader = state.reader;
        this.parser = parser;
    }

    /** Reads a name and what closes it. */
    String name(char close, boolean reference) {
        int start = reader.at;
        if (reader.isDigit(0)) {
            throw reader.error(NAME_STARTS_WITH_DIGIT);
        }
        while (PatternReader.isWord(reader.peek())) {
            reader.at++;
        }
        if (reference && reader.at == start) {
            throw reader.error("subpattern name expected");
        }
        if (reader.peek() != close) {
            throw reader.error("syntax error in subpattern name (missing terminator)");
        }
        if (reader.at - start > MAX_NAME) {
            throw reader.error("subpattern name is too long (maximum 32 characters)");
        }
        String name = reader.substring(start, reader.at);
        reader.at++;
        return name;
    }

    /** Reads the number at the end of digits, without a sign. */
    int digits() {
        int number = 0;
        while (reader.isDigit(0)) {
            if (number > Integer.MAX_VALUE / 10 - 1) {
                while (reader.isDigit(0)) {
                    reader.at++;
                }
                throw reader.error(TOO_BIG);
            }
            number = number * 10 + reader.next() - '0';
        }
        return number;
    }

    /** {@code \k<name>}, {@code \k'name'}, {@code \k{name}}, {@code \g{name}}, of which the letter has been read. */
    Node named() {
        int open = reader.peek();
        if (open != '<' && open != '\'' && open != '{') {
            throw reader.error("\\k is not followed by a braced, angle-bracketed, or quoted name", reader.at - 1);
        }
        reader.at++;
        return named(closing(open));
    }

    private static char closing(int open) {
        return open == '<' ? '>' : open == '{' ? '}' : '\'';
    }

    /** A back reference by a name, which stands here. */
    Node named(char close) {
        return to(groups(name(close, true), reader.at - 1));
    }

    /** The groups of a name; none in the first reading. */
    List<Integer> groups(String name, int errorOffset) {
        List<Integer> groups = state.groups.named(name);
        if (groups.isEmpty()) {
            state.inSecondReading(UNKNOWN, errorOffset);
        }
        return groups;
    }

    /** A back reference to what one of some groups matched. */
    Node to(List<Integer> groups) {
        groups.forEach(state.groups::refer);
        groups.forEach(state.open::refer);
        Node reference = new Node.BackReference(groups, state.has(ParseState.CASELESS), state.utf());
        state.width = ParseState.VARIES;
        return state.options.javaScript()
                ? new Node.Conditional(new Node.Condition.Took(groups), reference, Nodes.EMPTY)
                : reference;
    }

    /** {@code \g<name>}, {@code \g'1'}, {@code \g<-1>}, of which the letter has been read. */
    Node oniguruma() {
        char close = closing(reader.peek());
        int sign = reader.peek(1);
        if (sign != '+' && sign != '-' && !reader.isDigit(1)) {
            reader.at++;
            return namedCall(close);
        }
        int i = 2;
        while (reader.isDigit(i)) {
            i++;
        }
        if (reader.peek(i) != close) {
            throw reader.error(NO_GROUP_AFTER_G);
        }
        reader.at++;
        return numberedCall(close);
    }

    /** The call of a group whose name stands here. */
    Node namedCall(char close) {
        List<Integer> groups = groups(name(close, true), reader.at - 1);
        return call(groups.isEmpty() ? 0 : groups.get(0));
    }

    /** The call of a group whose number stands here, counted from here if it has a sign. */
    Node numberedCall(char close) {
        int sign = reader.peek();
        if (sign == '-' || sign == '+') {
            reader.at++;
            if (!reader.isDigit(0)) {
                throw reader.error(sign == '+' ? "digit expected after (?+" : "unrecognized character after (? or (?-");
            }
        } else {
            sign = 0;
        }
        int number = digits();
        if (reader.peek() != close) {
            throw notClosed();
        }
        if (sign != 0 && number == 0) {
            throw reader.error(NOT_ZERO);
        }
        int group = sign == 0 ? number : state.groups.relative(sign, number);
        if (group < 0 || sign == '-' && group == 0) {
            throw reader.error(UNKNOWN);
        }
        reader.at++;
        return call(group);
    }

    /** {@code (?R)}, of which the letter has been read. */
    Node wholeCall() {
        if (!reader.skip(')')) {
            throw notClosed();
        }
        return call(0);
    }

    private PatternSyntaxException notClosed() {
        return reader.error("(?R or (?[+-]digits must be followed by )");
    }

    private Node call(int group) {
        if (state.groups.isMissing(group)) {
            state.inSecondReading(UNKNOWN, reader.at - 1);
        }
        // Of groups with the same number, the first is called.
        boolean closed = state.groups.isClosed(group);
        int open = closed ? -1 : state.open.itemsBefore(group);
        if (open >= 0 && parser.canBeEmptySince(open)) {
            state.inSecondReading("recursive call could loop indefinitely", reader.at - 1);
        }
        state.calls++;
        state.width = !closed && state.open.contains(group) ? ParseState.VARIES : state.groups.width(group);
        return new Node.Recursion(group);
    }
}
