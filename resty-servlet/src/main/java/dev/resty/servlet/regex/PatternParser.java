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
    private final ReferenceParser references;
    private final GroupParser groups;

    /** What has been read of the sequences that are open, the innermost last. */
    private final List<Node> items = new ArrayList<>();

    /** How many characters each of them matches, or {@link ParseState#VARIES}. */
    private int[] widths = new int[32];

    /** Whether JavaScript's {@code []} was read last, which fails however often it is repeated. */
    private boolean emptyClass;

    private PatternParser(ParseState state) {
        this.state = state;
        this.reader = state.reader;
        this.escapes = new EscapeReader(state);
        this.sets = new SetEscapes(state);
        this.classes = new ClassParser(state, escapes, sets);
        this.references = new ReferenceParser(state, this);
        this.groups = new GroupParser(state, this, references);
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
        if (state.groups.incomplete()) {
            state = read(pattern, options, start, new Groups(state.groups));
        }
        checkEnd(state);
        Node root = state.hasAtomic ? AtomicGroups.relax(state.root) : state.root;
        if (start.utf() && state.hasNoWordEdge && state.canBeEmpty(root)) {
            // \B holds between the bytes of a character, where the backtracker doesn't start.
            root = new Node.Atomic(root);
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
        state.root = Nodes.choice(new PatternParser(state).branches(Within.GROUP));
        return state;
    }

    private static void checkEnd(ParseState state) {
        PatternReader reader = state.reader;
        if (!reader.atEnd()) {
            throw reader.error("unmatched parentheses");
        }
        if (state.groups.hasDanglingReference()) {
            throw reader.error(ReferenceParser.UNKNOWN);
        }
        if (!state.endError.isEmpty()) {
            throw reader.error(state.endError);
        }
    }

    /** What alternatives are of. */
    enum Within {
        GROUP,

        /** In each alternative groups are numbered as in the first. */
        BRANCH_RESET,
        LOOK
    }

    /** Reads alternatives until a closing parenthesis, which is left there, or the end. */
    List<Node> branches(Within within) {
        int before = state.groups.count();
        Node first = sequence();
        state.varyingEnd = state.width < 0 ? reader.at : -1;
        if (reader.peek() != '|') {
            return List.of(first);
        }
        List<Node> branches = new ArrayList<>();
        branches.add(first);
        // Looking for calls that go round in circles, PCRE sees the first alternative of what looks around instead of
        // this.
        boolean endsCircles = within == Within.LOOK && !state.canBeEmpty(first);
        if (endsCircles) {
            state.open.openConditional();
        }
        more(branches, within == Within.BRANCH_RESET ? before : -1);
        if (endsCircles) {
            state.open.closeConditional();
        }
        return branches;
    }

    /** Reads all alternatives but the first, each of which sets the groups' number back to one; -1 for none. */
    private void more(List<Node> branches, int reset) {
        int varyingEnd = state.varyingEnd;
        int width = state.width;
        int highest = state.groups.count();
        while (reader.skip('|')) {
            if (reset >= 0) {
                state.groups.reset(reset);
            }
            branches.add(sequence());
            varyingEnd = varyingEnd < 0 && state.width < 0 ? reader.at : varyingEnd;
            width = width == state.width || width < 0 ? width : ParseState.VARIES;
            highest = Math.max(highest, state.groups.count());
        }
        state.groups.reset(highest);
        state.width = width;
        state.varyingEnd = varyingEnd;
    }

    private Node sequence() {
        int start = items.size();
        state.repeatable = false;
        while (true) {
            if (state.has(ParseState.EXTENDED)) {
                reader.skipSpaceAndComments();
            }
            int c = reader.peek();
            if (c == PatternReader.END || c == ')' || c == '|') {
                break;
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
            width = ParseState.width(width, widths[i]);
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
        emptyClass = false;
        state.repeatable = repeatable;
    }

    /** How many items are open. */
    int itemCount() {
        return items.size();
    }

    /** Whether all items since one can match the empty string. */
    boolean canBeEmptySince(int start) {
        for (int i = start; i < items.size(); i++) {
            if (!state.canBeEmpty(items.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void quantifier() {
        Quantifier quantifier = Quantifier.read(reader, state);
        int last = items.size() - 1;
        state.hasAtomic |= quantifier.greed() == Node.Greed.POSSESSIVE;
        if (!emptyClass) {
            items.set(last, Nodes.repeat(items.get(last), quantifier));
        }
        int width = widths[last];
        boolean fixed = quantifier.min() == quantifier.max();
        widths[last] = !fixed ? ParseState.VARIES : width < 0 ? width : width * quantifier.min();
        state.repeatable = false;
    }

    private void item(int c) {
        switch (c) {
            case ']' -> {
                if (state.options.javaScript()) {
                    throw reader.error("] is an invalid data character in JavaScript compatibility mode");
                }
                literal(reader.next());
            }
            case '[' -> {
                push(classes.read(), 1, true);
                emptyClass = items.get(items.size() - 1) == Characters.NEVER;
            }
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
                anchor(state.dollar());
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
        if (reader.startsWith("(?#")) {
            comment();
            return;
        }
        Node node = groups.read();
        if (node != null) {
            push(node, state.width, state.repeatable);
        }
    }

    private void comment() {
        int end = reader.indexOf(')');
        if (end < 0) {
            throw reader.error("missing ) after comment", reader.length());
        }
        reader.at = end + 1;
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
            push(references.to(List.of(escapes.reference)), ParseState.VARIES, true);
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
            case 'B' -> {
                state.hasNoWordEdge = true;
                push(WordEdges.noEdge(state.unicode, state.utf()), 0, false);
            }
            case 'K' -> push(new Node.KeepOut(), 0, false);
            case 'N' -> push(Characters.allButNewline(state.utf()), 1, true);
            case 'C' -> push(Characters.ANY_BYTE, state.utf() ? ParseState.BYTE_OF_UTF : 1, true);
            case 'R' -> {
                state.hasAtomic = true;
                push(Characters.newline(state.utf(), state.narrowNewlines), ParseState.VARIES, true);
            }
            case 'X' -> push(new Node.Grapheme(), ParseState.VARIES, true);
            case 'k' -> push(references.named(), ParseState.VARIES, true);
            case 'g' -> {
                Node call = references.oniguruma();
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
