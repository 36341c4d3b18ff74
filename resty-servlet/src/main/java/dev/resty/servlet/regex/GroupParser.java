// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what opens with a parenthesis. */
final class GroupParser {

    private static final int MAX_DEPTH = 250;

    private static final int MAX_CALLOUT = 255;

    private final ParseState state;
    private final PatternReader reader;
    private final PatternParser parser;
    private final ReferenceParser references;
    private int depth;

    GroupParser(ParseState state, PatternParser parser, ReferenceParser references) {
        this.state = state;
        this.reader = state.reader;
        this.parser = parser;
        this.references = references;
    }

    /**
     * Reads what opens here, and leaves its width and whether it can be repeated in the state.
     *
     * @return null for what isn't a part of the tree
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
            case ':':
                reader.at++;
                return whole(Nodes.choice(content()));
            case '|':
                reader.at++;
                return whole(Nodes.choice(content(PatternParser.Within.BRANCH_RESET)));
            case '>':
                reader.at++;
                state.hasAtomic = true;
                return whole(new Node.Atomic(Nodes.choice(content())));
            case '=', '!':
                return lookAhead();
            case '<':
                return reader.peek(1) == '=' || reader.peek(1) == '!' ? lookBehind() : named();
            case '\'':
                return named();
            case 'P':
                return python();
            case 'C':
                callout();
                return null;
            case '(':
                return whole(new ConditionParser(state, this, references).read());
            case '&':
                reader.at++;
                return whole(references.namedCall(')'));
            case 'R':
                reader.at++;
                return whole(references.wholeCall());
            case '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
                return whole(references.numberedCall(')'));
            default:
                return c == '-' && reader.isDigit(1) ? whole(references.numberedCall(')')) : flags();
        }
    }

    private Node whole(Node node) {
        state.repeatable = true;
        return node;
    }

    /** The rest of a group, its closing parenthesis included. */
    List<Node> content() {
        return content(PatternParser.Within.GROUP);
    }

    private List<Node> content(PatternParser.Within within) {
        if (++depth > MAX_DEPTH) {
            throw reader.error("parentheses are too deeply nested");
        }
        int flags = state.flags;
        List<Node> branches = parser.branches(within);
        state.flags = flags;
        if (!reader.skip(')')) {
            throw reader.error("missing )");
        }
        depth--;
        return branches;
    }

    private Node capture(int group) {
        Integer outer = state.open.open(group, parser.itemCount());
        Node body = Nodes.choice(content());
        state.open.close(group, outer);
        state.groups.close(group, state.width, state.canBeEmpty(body));
        Node capture = new Node.Capture(group, body);
        return whole(state.open.refersToItself(group) ? new Node.Atomic(capture) : capture);
    }

    private Node lookAhead() {
        boolean negative = reader.next() == '!';
        if (negative && reader.skip(')')) {
            return never();
        }
        int calls = state.calls;
        Node body = Nodes.choice(content(PatternParser.Within.LOOK));
        state.calls = calls;
        state.width = 0;
        return whole(new Node.Look(false, negative, body));
    }

    /** {@code (?!)}, which fails, unless it is optional. */
    private Node never() {
        state.width = 0;
        state.repeatable = Quantifier.isHere(reader);
        return state.repeatable ? new Node.Look(false, true, Nodes.EMPTY) : Characters.NEVER;
    }

    private Node lookBehind() {
        reader.at++;
        boolean negative = reader.next() == '!';
        int calls = state.calls;
        Node body = Nodes.choice(content(PatternParser.Within.LOOK));
        if (state.varyingEnd >= 0) {
            String reason = state.width == ParseState.BYTE_OF_UTF
                    ? "\\C not allowed in lookbehind assertion"
                    : "lookbehind assertion is not fixed length";
            if (state.calls > calls) {
                state.inTheEnd(reason);
            } else {
                state.inSecondReading(reason, state.varyingEnd);
            }
        }
        state.calls = calls;
        state.width = 0;
        return whole(new Node.Look(true, negative, body));
    }

    private Node named() {
        int quote = reader.next();
        if (quote == '<' && !PatternReader.isWord(reader.peek())) {
            throw reader.error("unrecognized character after (?<");
        }
        return namedCapture(quote == '<' ? '>' : '\'');
    }

    private Node namedCapture(char close) {
        String name = references.name(close, false);
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
        if (reader.skip('<')) {
            return namedCapture('>');
        }
        if (reader.skip('=')) {
            return whole(references.named(')'));
        }
        if (reader.skip('>')) {
            return whole(references.namedCall(')'));
        }
        throw reader.error("unrecognized character after (?P");
    }

    /** {@code (?C1)}: there is nobody to call. */
    private void callout() {
        reader.at++;
        int number = 0;
        while (reader.isDigit(0)) {
            number = number * 10 + reader.next() - '0';
            if (number > MAX_CALLOUT) {
                throw reader.error("number after (?C is > 255");
            }
        }
        if (reader.peek() != ')') {
            throw reader.error("closing ) for (?C expected");
        }
        reader.at++;
        state.repeatable = false;
    }

    /** {@code (?i-s)} for the rest of the enclosing group, or {@code (?i-s:...)}. */
    private @Nullable Node flags() {
        int before = state.flags;
        int set = 0;
        int unset = 0;
        boolean on = true;
        while (reader.peek() != ')' && reader.peek() != ':') {
            if (reader.skip('-')) {
                on = false;
                continue;
            }
            int flag = flag(reader.peek());
            set |= on ? flag : 0;
            unset |= on ? 0 : flag;
            reader.at++;
        }
        state.flags = (before | set) & ~unset;
        if (reader.next() == ')') {
            state.repeatable = false;
            return null;
        }
        Node body = Nodes.choice(content());
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
