// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static dev.resty.servlet.regex.BacktrackCode.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes instructions of a pattern. Each part is compiled with what can follow it, so that ways that the next byte rules out
 * needn't be remembered. Within what is matched at once, nothing may be said to follow: whether the rest matches must not
 * change what is matched.
 */
final class BacktrackCompiler {

    private static final int DISPATCH_FROM = 4;

    final BacktrackAssembler out;
    final FirstBytesFinder first;
    private final ParsedPattern pattern;
    private final Map<Integer, Node> groups;
    private final Set<Integer> called = new HashSet<>();
    private final Map<Integer, Integer> entries = new HashMap<>();
    private final Map<Integer, Integer> calls = new HashMap<>();
    private final boolean keeps;
    private final BacktrackLoops loops;
    private Deque<Integer> open = new ArrayDeque<>();
    private int scope = -1;

    private BacktrackCompiler(ParsedPattern pattern) {
        this.pattern = pattern;
        this.out = new BacktrackAssembler(pattern.groupCount());
        this.groups = NodeParts.groups(pattern.root());
        collectCalled(pattern.root());
        this.first = FirstBytesFinder.minding(groups);
        this.keeps = NodeParts.any(pattern.root(), node -> node instanceof Node.KeepOut);
        this.loops = new BacktrackLoops(this);
    }

    static BacktrackCode compile(ParsedPattern pattern) {
        BacktrackCompiler compiler = new BacktrackCompiler(pattern);
        compiler.add(pattern.root(), FirstBytes.UNKNOWN);
        compiler.out.emit(MATCH);
        compiler.calls.forEach(compiler::link);
        return compiler.out.finish(pattern.groupCount(), pattern.utf());
    }

    private void collectCalled(Node node) {
        if (node instanceof Node.Recursion recursion) {
            called.add(recursion.group());
        }
        NodeParts.of(node).forEach(this::collectCalled);
    }

    private void link(int call, int group) {
        Integer entry = group == 0 ? Integer.valueOf(0) : entries.get(group);
        if (entry == null) {
            throw new IllegalArgumentException("no group " + group);
        }
        out.patch(call + 2, entry);
    }

    /**
     * Adds instructions for a node.
     *
     * @param follow what can come behind it
     */
    void add(Node node, FirstBytes follow) {
        ByteSet set = oneByte(node);
        if (set != null) {
            addSet(set);
        } else if (node instanceof Node.Sequence sequence) {
            addSequence(sequence.parts(), follow);
        } else if (node instanceof Node.Choice choice) {
            addChoice(choice, follow);
        } else if (node instanceof Node.Repeat repeat) {
            loops.add(repeat, follow);
        } else if (node instanceof Node.Capture capture) {
            addCapture(capture, follow);
        } else if (node instanceof Node.Assertion assertion) {
            out.emit(ASSERT, assertion.anchor().ordinal());
        } else if (node instanceof Node.KeepOut) {
            out.emit(KEEP);
        } else if (node instanceof Node.Irregular irregular) {
            addIrregular(irregular, follow);
        }
    }

    private void addIrregular(Node.Irregular node, FirstBytes follow) {
        if (node instanceof Node.Atomic atomic) {
            addAtomic(atomic, follow);
        } else if (node instanceof Node.Look look) {
            addLook(look);
        } else if (node instanceof Node.BackReference reference) {
            out.emit(REFERENCE, out.reference(reference));
        } else if (node instanceof Node.Recursion recursion) {
            calls.put(out.emit(CALL, recursion.group(), 0), recursion.group());
        } else if (node instanceof Node.Conditional conditional) {
            addConditional(conditional, follow);
        } else if (node instanceof Node.Grapheme) {
            out.emit(GRAPHEME);
        } else if (node instanceof Node.Verb verb) {
            addVerb(verb);
        }
    }

    /** What a node matches if that is one byte; null if it is anything else. */
    static @Nullable ByteSet oneByte(Node node) {
        if (node instanceof Node.OneByte one) {
            return one.set();
        }
        if (node instanceof Node.Choice choice && !choice.options().isEmpty()) {
            ByteSet union = ByteSet.NONE;
            for (Node option : choice.options()) {
                ByteSet set = oneByte(option);
                if (set == null) {
                    return null;
                }
                union = union.or(set);
            }
            return union;
        }
        return null;
    }

    private void addSet(ByteSet set) {
        if (set.size() == 1) {
            out.emit(BYTE, (byte) set.next(0));
        } else {
            out.emit(SET, out.set(set));
        }
    }

    private static void flatten(List<Node> parts, List<Node> flat) {
        for (Node part : parts) {
            if (part instanceof Node.Sequence inner) {
                flatten(inner.parts(), flat);
            } else {
                flat.add(part);
            }
        }
    }

    private void addSequence(List<Node> sequence, FirstBytes follow) {
        List<Node> parts = new ArrayList<>();
        flatten(sequence, parts);
        FirstBytes[] follows = new FirstBytes[parts.size()];
        FirstBytes next = follow;
        for (int i = parts.size() - 1; i >= 0; i--) {
            follows[i] = next;
            next = first.of(parts.get(i)).then(next);
        }
        int i = 0;
        while (i < parts.size()) {
            byte[] text = text(parts, i);
            if (text.length > 1) {
                out.emit(TEXT, out.text(text), text.length);
                i += text.length;
            } else {
                add(parts.get(i), follows[i]);
                i++;
            }
        }
    }

    private static byte[] text(List<Node> parts, int from) {
        int to = from;
        while (to < parts.size()
                && parts.get(to) instanceof Node.OneByte one
                && one.set().size() == 1) {
            to++;
        }
        byte[] text = new byte[to - from];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ((Node.OneByte) parts.get(from + i)).set().next(0);
        }
        return text;
    }

    private void addChoice(Node.Choice choice, FirstBytes follow) {
        Utf8Class set = pattern.utf() ? Utf8Class.of(choice) : null;
        if (set != null) {
            out.emit(CHAR, out.characters(set));
            return;
        }
        List<Node> options = choice.options();
        FirstBytes[] firsts = new FirstBytes[options.size()];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = first.of(options.get(i)).then(follow);
        }
        addOptions(choice, options, firsts, option -> add(option, follow));
    }

    private void addOptions(Node whole, List<Node> options, FirstBytes[] firsts, Consumer<Node> adder) {
        if (options.isEmpty()) {
            out.emit(FAIL);
            return;
        }
        int outer = scope;
        if (options.size() > 1 && NodeParts.any(whole, BacktrackCompiler::isThen)) {
            scope = out.scope();
        }
        boolean scoped = scope != outer;
        int dispatch = firsts.length >= DISPATCH_FROM ? out.emit(DISPATCH, 0) : -1;
        int[] places = new int[firsts.length];
        List<Integer> jumps = new ArrayList<>();
        FirstBytes[] rests = rests(firsts);
        for (int i = 0; i < firsts.length; i++) {
            boolean last = i == firsts.length - 1;
            places[i] = out.here();
            int split = out.here();
            if (!last) {
                out.emit(SPLIT, split + 5, out.set(firsts[i]), 0, out.set(rests[i + 1]));
            }
            if (scoped) {
                out.emit(SCOPE, scope);
            }
            adder.accept(options.get(i));
            if (!last) {
                jumps.add(out.emit(JUMP, 0));
                out.patch(split + 3, out.here());
            }
        }
        if (dispatch >= 0) {
            int over = out.emit(JUMP, 0);
            jumps.add(over);
            int fail = out.emit(FAIL);
            out.patch(dispatch + 1, out.table(table(firsts, places, fail)));
        }
        for (int jump : jumps) {
            out.patch(jump + 1, out.here());
        }
        scope = outer;
    }

    private static boolean isThen(Node node) {
        return node instanceof Node.Verb verb && verb.kind() == Node.Verb.Kind.THEN;
    }

    private static FirstBytes[] rests(FirstBytes[] firsts) {
        FirstBytes[] rests = firsts.clone();
        for (int i = rests.length - 2; i >= 0; i--) {
            rests[i] = firsts[i].or(rests[i + 1]);
        }
        return rests;
    }

    private static int[] table(FirstBytes[] firsts, int[] places, int fail) {
        int[] table = new int[257];
        for (int value = 0; value < table.length; value++) {
            table[value] = fail;
            for (int i = 0; i < firsts.length; i++) {
                if (firsts[i].nullable() || value < 256 && firsts[i].set().contains(value)) {
                    table[value] = places[i];
                    break;
                }
            }
        }
        return table;
    }

    private void addCapture(Node.Capture capture, FirstBytes follow) {
        int group = capture.group();
        boolean isCalled = called.contains(group);
        out.emit(OPEN, group);
        entries.putIfAbsent(group, out.here());
        open.push(group);
        add(capture.body(), isCalled ? FirstBytes.UNKNOWN : follow);
        open.pop();
        if (isCalled) {
            out.emit(RETURN, group);
        }
        out.emit(CLOSE, group);
    }

    /** The list of registers that what is matched at once can change. */
    int slots(Node body) {
        Set<Integer> slots = new TreeSet<>();
        if (keeps) {
            slots.add(0);
        }
        collectSlots(body, slots);
        return out.slots(slots.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void collectSlots(Node node, Set<Integer> slots) {
        if (node instanceof Node.Capture capture) {
            slots.add(2 * capture.group());
            slots.add(2 * capture.group() + 1);
        }
        for (Node part : NodeParts.of(node)) {
            collectSlots(part, slots);
        }
    }

    private void addAtomic(Node.Atomic atomic, FirstBytes follow) {
        if (oneByte(atomic.body()) != null) {
            add(atomic.body(), follow);
        } else if (atomic.body() instanceof Node.Repeat repeat && repeat.greed() == Node.Greed.GREEDY) {
            loops.add(new Node.Repeat(repeat.body(), repeat.min(), repeat.max(), Node.Greed.POSSESSIVE), follow);
        } else {
            out.emit(ATOMIC, slots(atomic.body()));
            add(atomic.body(), FirstBytes.UNKNOWN);
            out.emit(ATOMIC_END);
        }
    }

    private void addLook(Node.Look look) {
        int start = addLook(look, 0);
        out.patch(start + (look.negative() ? 4 : 3), out.here());
    }

    /** Adds an assertion that fails either way. */
    private int addLook(Node.Look look, int flags) {
        int all = flags | (look.behind() ? BEHIND : 0) | (look.negative() ? NEGATIVE : 0);
        int start = out.emit(LOOK, slots(look.body()), all, -1, -1);
        Deque<Integer> outer = open;
        open = new ArrayDeque<>();
        if (look.behind()) {
            addBehind(look.body());
        } else {
            add(look.body(), FirstBytes.UNKNOWN);
        }
        open = outer;
        out.emit(LOOK_END);
        return start;
    }

    private void addBehind(Node body) {
        List<Node> options =
                body instanceof Node.Choice choice && oneByte(body) == null ? choice.options() : List.of(body);
        FirstBytes[] firsts = new FirstBytes[options.size()];
        Arrays.fill(firsts, FirstBytes.UNKNOWN);
        addOptions(body, options, firsts, option -> {
            NodeLength length = NodeLength.of(option, groups);
            out.emit(BACK, length.min(), length.max());
            add(option, FirstBytes.UNKNOWN);
        });
    }

    private void addConditional(Node.Conditional conditional, FirstBytes follow) {
        Node.Condition condition = conditional.condition();
        int toNo;
        if (condition instanceof Node.Condition.Took took) {
            toNo = 2 + out.emit(TOOK, out.reference(new Node.BackReference(took.groups(), false, false)), 0);
        } else if (condition instanceof Node.Condition.Recursing recursing) {
            toNo = 2 + out.emit(RECURSING, recursing.group(), 0);
        } else if (condition instanceof Node.Condition.Sees sees) {
            int start = addLook(sees.look(), CONDITION);
            boolean negative = sees.look().negative();
            out.patch(start + (negative ? 4 : 3), out.here());
            toNo = start + (negative ? 3 : 4);
        } else {
            toNo = 1 + out.emit(JUMP, 0);
        }
        add(conditional.yes(), follow);
        int jump = out.emit(JUMP, 0);
        out.patch(toNo, out.here());
        add(conditional.no(), follow);
        out.patch(jump + 1, out.here());
    }

    private void addVerb(Node.Verb verb) {
        switch (verb.kind()) {
            case FAIL -> out.emit(FAIL);
            case ACCEPT -> {
                for (int group : open) {
                    out.emit(CLOSE, group);
                }
                out.emit(ACCEPT);
            }
            case THEN -> out.emit(VERB, verb.kind().ordinal(), scope);
            case MARK, SKIP -> {
                boolean named = !verb.name().isEmpty();
                if (named || verb.kind() == Node.Verb.Kind.SKIP) {
                    out.emit(VERB, verb.kind().ordinal(), named ? out.name(verb.name()) : -1);
                }
            }
            default -> out.emit(VERB, verb.kind().ordinal(), -1);
        }
    }
}
