// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/** Reads conditional groups. */
final class ConditionParser {

    private final ParseState state;
    private final PatternReader reader;
    private final GroupParser groups;

    ConditionParser(ParseState state, GroupParser groups) {
        this.state = state;
        this.reader = state.reader;
        this.groups = groups;
    }

    /** Reads {@code (?(condition)yes|no)}, of which {@code (?} has been read. */
    Node read() {
        Node.Condition condition = condition();
        List<Node> branches = groups.content(false);
        if (condition instanceof Node.Condition.Never && branches.size() > 1) {
            throw reader.error("DEFINE group contains more than one branch", reader.at - 1);
        }
        if (branches.size() > 2) {
            throw reader.error("conditional group contains more than two branches", reader.at - 1);
        }
        state.repeatable = true;
        if (condition instanceof Node.Condition.Never) {
            state.width = 0;
        }
        Node no = branches.size() > 1 ? branches.get(1) : Nodes.EMPTY;
        return new Node.Conditional(condition, branches.get(0), no);
    }

    private Node.Condition condition() {
        int next = reader.peek(1);
        boolean asks = next == '?' && (isLook(2) || reader.peek(2) == '<' && isLook(3));
        if (asks) {
            Node look = groups.read();
            if (look instanceof Node.Look condition) {
                return new Node.Condition.Sees(condition);
            }
            return new Node.Condition.Sees(new Node.Look(false, true, Nodes.EMPTY));
        }
        reader.at++;
        if (next == '?') {
            throw reader.error("assertion expected after (?(");
        }
        if (next == '<' || next == '\'') {
            reader.at++;
            return took(groups.name(next == '<' ? '>' : '\''), true);
        }
        if (reader.isDigit(0) || next == '+' || next == '-') {
            int group = groups.number();
            if (group == 0) {
                throw reader.error("invalid condition (?(0)");
            }
            close();
            state.groups.refer(group);
            return new Node.Condition.Took(List.of(group));
        }
        return named();
    }

    private boolean isLook(int ahead) {
        return reader.peek(ahead) == '=' || reader.peek(ahead) == '!';
    }

    private void close() {
        if (!reader.skip(')')) {
            throw reader.error("malformed number or name after (?(");
        }
    }

    private Node.Condition took(String name, boolean closes) {
        List<Integer> same = state.groups.named(name);
        if (same.isEmpty() && state.groups.isSecondReading()) {
            throw reader.error("reference to non-existent subpattern");
        }
        if (closes) {
            close();
        }
        return new Node.Condition.Took(same);
    }

    /** A name without signs around it, which can also ask for a recursion. */
    private Node.Condition named() {
        if (reader.startsWith("R&")) {
            reader.at += 2;
            List<Integer> same = state.groups.named(groups.name(')'));
            if (same.isEmpty() && state.groups.isSecondReading()) {
                throw reader.error("reference to non-existent subpattern", reader.at - 1);
            }
            return new Node.Condition.Recursing(same.isEmpty() ? 0 : same.get(0));
        }
        int end = reader.indexOf(')');
        if (end < 0 || !GroupParser.isNameStart(reader.peek())) {
            throw reader.error("malformed number or name after (?(");
        }
        String name = groups.name(')');
        if (!state.groups.named(name).isEmpty()) {
            return took(name, false);
        }
        if (name.equals("DEFINE")) {
            return new Node.Condition.Never();
        }
        if (name.startsWith("R") && name.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')) {
            return new Node.Condition.Recursing(name.length() == 1 ? -1 : Integer.parseInt(name.substring(1)));
        }
        return took(name, false);
    }
}
