// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what opens with a parenthesis, and references to groups. */
final class GroupParser {

    private static final int MAX_DEPTH = 250;

    private static final int MAX_NAME = 32;

    private static final int MAX_CALLOUT = 255;

    private static final int MAX_NUMBER = 100_000_000;

    private final ParseState state;
    private final PatternReader reader;
    private final PatternParser parser;
    private int depth;

    GroupParser(ParseState state, PatternParser parser) {
        this.state = state;
        this.reader = state.reader;
        this.parser = parser;
    }

    /**
     * Reads what opens here, and leaves its width and whether it can be repeated in the state.
     *
     * @return null for what isn't a part of the tree; the state's {@code repeatable} then says whether what stands before
     *     can still be repeated
     */
    @Nullable Node read() {
        reader.at++;
        if (VerbReader.isHere(reader)) {
            return new VerbReader(state).read();
        }
        if (!reader.skip('?')) {
            return capture(state.groups.open());
        }
        int c = reader.peek();
        switch (c) {
            case '#':
                return comment();
            case ':':
                reader.at++;
                return whole(Nodes.choice(content(false)));
            case '|':
                reader.at++;
                return whole(Nodes.choice(content(true)));
            case '>':
                reader.at++;
                return whole(new Node.Atomic(Nodes.choice(content(false))));
            case '=', '!':
                return look(false);
            case '<':
                return reader.peek(1) == '=' || reader.peek(1) == '!' ? lookBehind() : named();
            case '\'':
                return named();
            case 'P':
                return python();
            case 'C':
                return callout();
            case '(':
                return new ConditionParser(state, this).read();
            case 'R', '&', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
                return recursion();
            default:
                return c == '-' && reader.isDigit(1) ? recursion() : flags();
        }
    }

    private Node whole(Node node) {
        state.repeatable = true;
        return node;
    }

    /** The rest of a group, its closing parenthesis included. */
    List<Node> content(boolean reset) {
        if (++depth > MAX_DEPTH) {
            throw reader.error("parentheses are too deeply nested");
        }
        int flags = state.flags;
        List<Node> branches = parser.branches(reset);
        state.flags = flags;
        if (!reader.skip(')')) {
            throw reader.error("missing )");
        }
        depth--;
        return branches;
    }

    private Node capture(int group) {
        Node body = Nodes.choice(content(false));
        state.groups.close(group, state.width);
        return whole(new Node.Capture(group, body));
    }

    private @Nullable Node comment() {
        int end = reader.indexOf(')');
        if (end < 0) {
            throw reader.error("missing ) after comment", reader.length());
        }
        reader.at = end + 1;
        state.repeatable = true;
        return null;
    }

    private @Nullable Node callout() {
        reader.at++;
        int number = 0;
        while (reader.isDigit(0)) {
            number = Math.min(number * 10 + reader.next() - '0', MAX_CALLOUT + 1);
        }
        if (!reader.skip(')')) {
            throw reader.error("closing ) for (?C expected");
        }
        if (number > MAX_CALLOUT) {
            throw reader.error("number after (?C is > 255");
        }
        state.repeatable = false;
        return null;
    }

    private Node look(boolean behind) {
        boolean negative = reader.next() == '!';
        if (negative && !behind && reader.skip(')')) {
            state.width = 0;
            state.repeatable = false;
            return Characters.NEVER;
        }
        Node body = Nodes.choice(content(false));
        state.width = 0;
        return whole(new Node.Look(behind, negative, body));
    }

    private Node lookBehind() {
        reader.at++;
        boolean negative = reader.next() == '!';
        Node body = Nodes.choice(content(false));
        if (state.branchVaries) {
            throw reader.error("lookbehind assertion is not fixed length", reader.at - 1);
        }
        state.width = 0;
        return whole(new Node.Look(true, negative, body));
    }

    private Node named() {
        boolean angled = reader.next() == '<';
        if (angled && !isNameStart(reader.peek()) && !reader.isDigit(0)) {
            throw reader.error("unrecognized character after (?<");
        }
        String name = name(angled ? '>' : '\'');
        return namedCapture(name);
    }

    private Node namedCapture(String name) {
        int group = state.groups.open();
        List<Integer> same = state.groups.names().getOrDefault(name, List.of());
        if (!same.isEmpty() && !same.contains(group) && !state.has(ParseState.DUPLICATE_NAMES)) {
            throw reader.error("two named subpatterns have the same name", reader.at - 1);
        }
        String other = state.groups.nameOf(group);
        if (other != null && !other.equals(name)) {
            throw reader.error("different names for subpatterns of the same number are not allowed", reader.at - 1);
        }
        state.groups.name(group, name);
        return capture(group);
    }

    private Node python() {
        reader.at++;
        switch (reader.peek()) {
            case '<':
                reader.at++;
                return namedCapture(name('>'));
            case '=':
                reader.at++;
                state.width = ParseState.VARIES;
                return whole(referenceTo(name(')')));
            case '>':
                reader.at++;
                return call(name(')'));
            default:
                throw reader.error("unrecognized character after (?P");
        }
    }

    /** Reads a name and what closes it. */
    String name(char close) {
        int start = reader.at;
        if (reader.isDigit(0)) {
            throw reader.error("group name must start with a non-digit");
        }
        while (isNameStart(reader.peek()) || reader.isDigit(0)) {
            reader.at++;
        }
        if (reader.at - start > MAX_NAME) {
            throw reader.error("subpattern name is too long (maximum 32 characters)");
        }
        String name = reader.substring(start, reader.at);
        if (!reader.skip(close)) {
            throw reader.error("syntax error in subpattern name (missing terminator)");
        }
        return name;
    }

    static boolean isNameStart(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    /** {@code \k<name>}, {@code \k'name'}, {@code \k{name}}, {@code \g{name}}, of which the letter has been read. */
    Node namedReference() {
        int open = reader.peek();
        if (open != '<' && open != '\'' && open != '{') {
            throw reader.error("\\k is not followed by a braced, angle-bracketed, or quoted name");
        }
        reader.at++;
        return referenceTo(name(closing(open)));
    }

    private static char closing(int open) {
        return open == '<' ? '>' : open == '{' ? '}' : '\'';
    }

    private Node referenceTo(String name) {
        List<Integer> groups = state.groups.named(name);
        if (groups.isEmpty() && state.groups.isSecondReading()) {
            throw reader.error("reference to non-existent subpattern", reader.at - 1);
        }
        return reference(groups);
    }

    /** A back reference to what one of some groups matched. */
    Node reference(List<Integer> groups) {
        groups.forEach(state.groups::refer);
        Node reference = new Node.BackReference(groups, state.has(ParseState.CASELESS), state.utf());
        return state.options.javaScript()
                ? new Node.Conditional(new Node.Condition.Took(groups), reference, Nodes.EMPTY)
                : reference;
    }

    /** {@code (?R)}, {@code (?1)}, {@code (?-1)}, {@code (?&name)}. */
    private Node recursion() {
        if (reader.skip('&')) {
            return call(name(')'));
        }
        if (reader.skip('R')) {
            closeCall();
            return call(0);
        }
        int group = number();
        closeCall();
        return call(group);
    }

    private void closeCall() {
        if (!reader.skip(')')) {
            throw reader.error("(?R or (?[+-]digits must be followed by )");
        }
    }

    /** {@code \g<name>}, {@code \g'1'}, {@code \g<-1>}, of which the letter has been read. */
    Node oniguruma() {
        char close = closing(reader.next());
        boolean numbered = reader.isDigit(0) || (reader.peek() == '-' || reader.peek() == '+') && reader.isDigit(1);
        if (!numbered) {
            return call(name(close));
        }
        int group = number();
        if (!reader.skip(close)) {
            throw reader.error(
                    "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number");
        }
        return call(group);
    }

    /** Reads a group's number, counted from here if it has a sign. */
    int number() {
        int sign = reader.peek();
        if (sign == '-' || sign == '+') {
            reader.at++;
            if (!reader.isDigit(0)) {
                throw reader.error("digit expected after (?+");
            }
        }
        int number = 0;
        while (reader.isDigit(0)) {
            number = number * 10 + reader.next() - '0';
            if (number > MAX_NUMBER) {
                throw reader.error("number is too big");
            }
        }
        if (sign != '-' && sign != '+') {
            return number;
        }
        if (number == 0) {
            throw reader.error("a numbered reference must not be zero");
        }
        int group = sign == '+' ? state.groups.count() + number : state.groups.count() - number + 1;
        if (group < 1) {
            throw reader.error("reference to non-existent subpattern");
        }
        return group;
    }

    private Node call(String name) {
        List<Integer> groups = state.groups.named(name);
        if (groups.isEmpty() && state.groups.isSecondReading()) {
            throw reader.error("reference to non-existent subpattern", reader.at - 1);
        }
        return call(groups.isEmpty() ? 0 : groups.get(0));
    }

    private Node call(int group) {
        state.groups.refer(group);
        state.width = state.groups.width(group);
        return whole(new Node.Recursion(group));
    }

    /** {@code (?i-s)} for the rest of the enclosing group, or {@code (?i-s:...)}. */
    private @Nullable Node flags() {
        int before = state.flags;
        int flags = before;
        boolean on = true;
        while (reader.peek() != ')' && reader.peek() != ':') {
            if (reader.skip('-')) {
                if (!on) {
                    throw reader.error("unrecognized character after (? or (?-", reader.at - 1);
                }
                on = false;
                continue;
            }
            int flag = flag(reader.peek());
            flags = on ? flags | flag : flags & ~flag;
            reader.at++;
        }
        state.flags = flags;
        if (reader.next() == ')') {
            state.repeatable = false;
            return null;
        }
        Node body = Nodes.choice(content(false));
        state.flags = before;
        return whole(body);
    }

    private int flag(int letter) {
        return switch (letter) {
            case 'i' -> ParseState.CASELESS;
            case 'm' -> ParseState.MULTILINE;
            case 's' -> ParseState.DOT_ALL;
            case 'x' -> ParseState.EXTENDED;
            case 'U' -> ParseState.UNGREEDY;
            case 'J' -> ParseState.DUPLICATE_NAMES;
            case 'X' -> ParseState.EXTRA;
            default -> throw reader.error("unrecognized character after (? or (?-");
        };
    }
}
