// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads conditional groups. */
final class ConditionParser {

    private static final String ASSERTION_EXPECTED = "assertion expected after (?( or (?(?C)";

    private final ParseState state;
    private final PatternReader reader;
    private final GroupParser groups;
    private final ReferenceParser references;

    ConditionParser(ParseState state, GroupParser groups, ReferenceParser references) {
        this.state = state;
        this.reader = state.reader;
        this.groups = groups;
        this.references = references;
    }

    /** Reads {@code (?(condition)yes|no)}, of which {@code (?} has been read. */
    Node read() {
        state.open.openConditional();
        Node.Condition condition = condition();
        List<Node> branches = groups.content();
        state.open.closeConditional();
        if (condition instanceof Node.Condition.Never) {
            state.width = 0;
            if (branches.size() > 1) {
                state.inSecondReading("DEFINE group contains more than one branch", reader.at - 1);
            }
        } else if (branches.size() > 2) {
            state.inSecondReading("conditional group contains more than two branches", reader.at - 1);
        }
        Node no = branches.size() > 1 ? branches.get(1) : Nodes.EMPTY;
        return new Node.Conditional(condition, branches.get(0), no);
    }

    private Node.Condition condition() {
        int ahead = callout();
        if (reader.peek(ahead + 1) == '?'
                && (isLook(ahead + 2) || reader.peek(ahead + 2) == '<' && isLook(ahead + 3))) {
            reader.at += ahead;
            Node look = groups.read();
            return new Node.Condition.Sees(
                    look instanceof Node.Look seen ? seen : new Node.Look(false, true, Nodes.EMPTY));
        }
        reader.at++;
        int first = reader.peek();
        if (first == '-' || first == '+') {
            reader.at++;
            return numbered(first);
        }
        if (reader.isDigit(0)) {
            return numbered(0);
        }
        if (reader.startsWith("R&")) {
            reader.at += 2;
            List<Integer> same = references.groups(name('\0'), reader.at);
            return new Node.Condition.Recursing(same.isEmpty() ? 0 : same.get(0));
        }
        if (first == '<' || first == '\'') {
            reader.at++;
            return new Node.Condition.Took(references.groups(name(first == '<' ? '>' : '\''), reader.at));
        }
        return named(name('\0'));
    }

    private boolean isLook(int ahead) {
        return reader.peek(ahead) == '=' || reader.peek(ahead) == '!';
    }

    /** How long a callout is that stands before a condition that looks around. */
    private int callout() {
        if (reader.peek(1) != '?' || reader.peek(2) != 'C') {
            return 0;
        }
        int i = 3;
        while (reader.isDigit(i)) {
            i++;
        }
        if (reader.peek(i) != ')') {
            return 0;
        }
        if (reader.peek(i + 1) != '(') {
            throw reader.error(ASSERTION_EXPECTED);
        }
        return i + 1;
    }

    private Node.Condition numbered(int sign) {
        int number = references.digits();
        close('\0');
        int group = sign == 0 ? number : state.groups.relative(sign, number);
        if (number == 0) {
            state.inSecondReading("invalid condition (?(0)", reader.at);
        } else if (group < 1 || state.groups.isMissing(group)) {
            state.inSecondReading(ReferenceParser.UNKNOWN, reader.at);
        }
        return new Node.Condition.Took(List.of(group));
    }

    private String name(char close) {
        if (reader.isDigit(0)) {
            throw reader.error(ReferenceParser.NAME_STARTS_WITH_DIGIT);
        }
        int start = reader.at;
        while (PatternReader.isWord(reader.peek())) {
            reader.at++;
        }
        if (reader.at == start) {
            throw reader.error(ASSERTION_EXPECTED);
        }
        String name = reader.substring(start, reader.at);
        close(close);
        return name;
    }

    /** Reads what closes a name, if it has something of its own, and the parenthesis. */
    private void close(char close) {
        if (close != '\0' && !reader.skip(close) || !reader.skip(')')) {
            throw reader.error("malformed number or name after (?(");
        }
    }

    /** A name without signs around it, which can also ask for a recursion. */
    private Node.Condition named(String name) {
        List<Integer> same = state.groups.named(name);
        if (!same.isEmpty()) {
            return new Node.Condition.Took(same);
        }
        if (name.startsWith("R")) {
            Node.@Nullable Condition recursing = recursing(name);
            if (recursing != null) {
                return recursing;
            }
        } else if (name.equals("DEFINE")) {
            return new Node.Condition.Never();
        }
        state.inSecondReading(ReferenceParser.UNKNOWN, reader.at);
        return new Node.Condition.Took(same);
    }

    private Node.@Nullable Condition recursing(String name) {
        int group = 0;
        for (int i = 1; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            if (group > Integer.MAX_VALUE / 10 - 1) {
                state.inSecondReading(ReferenceParser.TOO_BIG, reader.at);
                return null;
            }
            group = group * 10 + digit;
        }
        return new Node.Condition.Recursing(group == 0 ? -1 : group);
    }
}
