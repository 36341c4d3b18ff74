// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a pattern in PCRE's syntax and lowers it to a tree over bytes. */
final class PatternParser {

    private final ParseState state;
    private final PatternReader reader;
    private final EscapeReader escapes;
    private final SetEscapes sets;
    private final ClassParser classes;
    private final GroupParser groups;

    /** What has been read of the sequences that are open, the innermost last. */
    private final List<Node> items = new ArrayList<>();

    /** How many characters each of them matches, or {@link ParseState#VARIES}. */
    private int[] widths = new int[32];

    private PatternParser(ParseState state) {
        this.state = state;
        this.reader = state.reader;
        this.escapes = new EscapeReader(state);
        this.sets = new SetEscapes(state);
        this.classes = new ClassParser(state, escapes, sets);
        this.groups = new GroupParser(state, this);
    }

    /**
     * Reads a pattern.
     *
     * @param pattern an ISO-8859-1 view of its bytes
     * @throws PatternSyntaxException with PCRE's words and offset
     */
    static ParsedPattern parse(String pattern, PatternOptions options) {
        StartOptions start = StartOptions.read(pattern, options);
        if (start.utf()) {
            Utf8Check.pattern(pattern);
        }
        ParseState state = read(pattern, options, start, new Groups(null));
        Node root = state.root;
        if (state.groups.incomplete()) {
            state = read(pattern, options, start, new Groups(state.groups));
            root = state.root;
        }
        if (options.anchored()) {
            root = Nodes.sequence(List.of(new Node.Assertion(Anchor.SEARCH_START), root));
        }
        Map<String, List<Integer>> names = new LinkedHashMap<>();
        state.groups.names().forEach((name, numbers) -> names.put(name, List.copyOf(numbers)));
        return new ParsedPattern(
                root,
                state.groups.highest(),
                Map.copyOf(names),
                start.utf(),
                start.utf() && options.checked(),
                start.matchLimit());
    }

    private static ParseState read(String pattern, PatternOptions options, StartOptions start, Groups groups) {
        PatternReader reader = new PatternReader(pattern, start.utf());
        reader.at = start.end();
        ParseState state = new ParseState(reader, options, groups, start.unicode(), start.narrowNewlines());
        state.root = Nodes.choice(new PatternParser(state).branches());
        if (!reader.atEnd()) {
            throw reader.error("unmatched parentheses");
        }
        if (groups.hasDanglingReference()) {
            throw reader.error("reference to non-existent subpattern");
        }
        return state;
    }

    /** Reads alternatives until a closing parenthesis, which is left there, or the end. */
    List<Node> branches() {
        return branches(false);
    }

    /**
     * Reads alternatives until a closing parenthesis, which is left there, or the end.
     *
     * @param reset whether groups are numbered in each alternative as in the first
     */
    List<Node> branches(boolean reset) {
        int before = state.groups.count();
        Node first = sequence();
        state.branchVaries = state.width < 0;
        if (reader.peek() != '|') {
            return List.of(first);
        }
        List<Node> branches = new ArrayList<>();
        branches.add(first);
        int width = state.width;
        boolean varies = width < 0;
        int highest = state.groups.count();
        while (reader.skip('|')) {
            if (reset) {
                state.groups.reset(before);
            }
            branches.add(sequence());
            width = width == state.width ? width : ParseState.VARIES;
            varies |= state.width < 0;
            highest = Math.max(highest, state.groups.count());
        }
        state.groups.reset(highest);
        state.width = width;
        state.branchVaries = varies;
        return branches;
    }

    private Node sequence() {
        int start = items.size();
        state.repeatable = false;
        while (true) {
            int c = reader.peek();
            if (c == PatternReader.END || c == ')' || c == '|') {
                break;
            }
            if (state.has(ParseState.EXTENDED) && skipsWhenExtended(c)) {
                continue;
            }
            if (Quantifier.isHere(reader)) {
                quantifier();
            } else {
                item(c);
            }
        }
        return close(start);
    }

    private Node close(int start) {
        int width = 0;
        for (int i = start; i < items.size(); i++) {
            width = width < 0 || widths[i] < 0 ? ParseState.VARIES : width + widths[i];
        }
        state.width = width;
        List<Node> open = items.subList(start, items.size());
        Node sequence = Nodes.sequence(open);
        open.clear();
        return sequence;
    }

    private void push(Node node, int width, boolean repeatable) {
        if (items.size() == widths.length) {
            widths = Arrays.copyOf(widths, 2 * widths.length);
        }
        widths[items.size()] = width;
        items.add(node);
        state.repeatable = repeatable;
    }

    private boolean skipsWhenExtended(int c) {
        if (c == '#') {
            int end = reader.indexOf('\n');
            reader.at = end < 0 ? reader.length() : end + 1;
            return true;
        }
        if (c == ' ' || c >= '\t' && c <= '\r') {
            reader.at++;
            return true;
        }
        return false;
    }

    private void quantifier() {
        int start = reader.at;
        Quantifier quantifier = Quantifier.read(reader, state.has(ParseState.UNGREEDY));
        if (!state.repeatable) {
            throw reader.error("nothing to repeat", start);
        }
        int last = items.size() - 1;
        items.set(last, Nodes.repeat(items.get(last), quantifier));
        boolean fixed = quantifier.min() == quantifier.max() && widths[last] >= 0;
        widths[last] = fixed ? widths[last] * quantifier.min() : ParseState.VARIES;
        state.repeatable = false;
    }

    private void item(int c) {
        switch (c) {
            case '[' -> push(classes.read(), 1, true);
            case '(' -> group();
            case '\\' -> {
                reader.at++;
                escape();
            }
            case '^' -> {
                reader.at++;
                anchor(state.has(ParseState.MULTILINE) ? Anchor.LINE_START : Anchor.SUBJECT_START);
            }
            case '$' -> {
                reader.at++;
                anchor(state.has(ParseState.MULTILINE) ? Anchor.LINE_END : Anchor.LAST_LINE_END);
            }
            case '.' -> {
                reader.at++;
                boolean all = state.has(ParseState.DOT_ALL);
                push(all ? Characters.any(state.utf()) : Characters.allButNewline(state.utf()), 1, true);
            }
            default -> literal(reader.next());
        }
    }

    private void group() {
        boolean repeatable = state.repeatable;
        Node node = groups.read();
        if (node == null) {
            state.repeatable &= repeatable;
        } else {
            push(node, state.width, state.repeatable);
        }
    }

    private void anchor(Anchor anchor) {
        push(new Node.Assertion(anchor), 0, false);
    }

    private void literal(int c) {
        push(Characters.literal(c, state.utf(), state.has(ParseState.CASELESS)), 1, true);
    }

    private void escape() {
        int escape = escapes.read(false);
        if (escape >= 0) {
            literal(escape);
            return;
        }
        if (escape == EscapeReader.REFERENCE) {
            push(groups.reference(List.of(escapes.reference)), ParseState.VARIES, true);
            return;
        }
        char letter = (char) -escape;
        switch (letter) {
            case 'Q' -> quoted();
            case 'E' -> {}
            case 'A' -> anchor(Anchor.SUBJECT_START);
            case 'G' -> anchor(Anchor.SEARCH_START);
            case 'z' -> anchor(Anchor.SUBJECT_END);
            case 'Z' -> anchor(Anchor.LAST_LINE_END);
            case 'b' -> push(WordEdges.edge(state.unicode, state.utf()), 0, false);
            case 'B' -> push(WordEdges.noEdge(state.unicode, state.utf()), 0, false);
            case 'K' -> push(new Node.KeepOut(), 0, false);
            case 'N' -> push(Characters.allButNewline(state.utf()), 1, true);
            case 'C' -> push(Characters.ANY_BYTE, state.utf() ? ParseState.VARIES : 1, true);
            case 'R' -> push(Characters.newline(state.utf(), state.narrowNewlines), ParseState.VARIES, true);
            case 'X' -> push(new Node.Grapheme(), ParseState.VARIES, true);
            case 'k' -> push(groups.namedReference(), ParseState.VARIES, true);
            case 'g' -> {
                Node call = groups.oniguruma();
                push(call, state.width, true);
            }
            default -> {
                CodePoints set = new CodePoints();
                sets.add(set, letter);
                push(Characters.of(set, state.utf()), 1, true);
            }
        }
    }

    private void quoted() {
        int end = reader.indexOf("\\E");
        int stop = end < 0 ? reader.length() : end;
        while (reader.at < stop) {
            literal(reader.next());
        }
        reader.at = end < 0 ? stop : stop + 2;
    }
}
