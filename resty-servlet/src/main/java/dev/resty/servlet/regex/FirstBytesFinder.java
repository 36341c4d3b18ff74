// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Finds what the parts of a pattern can begin with; each part once. */
final class FirstBytesFinder {

    private final Map<Node, FirstBytes> known = new IdentityHashMap<>();
    private final Map<Integer, Node> groups;
    private final boolean verbs;

    private FirstBytesFinder(Map<Integer, Node> groups, boolean verbs) {
        this.groups = groups;
        this.verbs = verbs;
    }

    /**
     * For one pattern, with verbs as what has an effect.
     *
     * @param groups the groups that can be called, 0 for the whole
     */
    static FirstBytesFinder minding(Map<Integer, Node> groups) {
        return new FirstBytesFinder(groups, true);
    }

    /** As if verbs, but ACCEPT and FAIL, had no effect; nothing is told of those two. */
    static FirstBytesFinder passing(Map<Integer, Node> groups) {
        return new FirstBytesFinder(groups, false);
    }

    FirstBytes of(Node node) {
        if (node instanceof Node.OneByte one) {
            return !verbs && one.set().isEmpty() ? FirstBytes.UNKNOWN : new FirstBytes(one.set(), false);
        }
        FirstBytes first = known.get(node);
        if (first == null) {
            // What it calls may call it.
            known.put(node, FirstBytes.UNKNOWN);
            first = find(node);
            known.put(node, first);
        }
        return first;
    }

    private FirstBytes find(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence(sequence.parts());
        }
        if (node instanceof Node.Choice choice) {
            return any(choice.options());
        }
        if (node instanceof Node.Repeat repeat) {
            FirstBytes body = of(repeat.body());
            return repeat.max() == 0 ? FirstBytes.EMPTY : repeat.min() == 0 ? body.optional() : body;
        }
        if (node instanceof Node.Capture || node instanceof Node.Atomic) {
            return of(NodeParts.of(node).get(0));
        }
        if (node instanceof Node.Look) {
            return look(node);
        }
        if (node instanceof Node.Conditional conditional) {
            return conditional(conditional);
        }
        if (node instanceof Node.Recursion recursion) {
            Node group = groups.get(recursion.group());
            return group == null ? FirstBytes.UNKNOWN : of(group);
        }
        if (node instanceof Node.Grapheme) {
            return new FirstBytes(ByteSet.ALL, false);
        }
        if (node instanceof Node.BackReference) {
            return FirstBytes.UNKNOWN;
        }
        if (node instanceof Node.Verb verb) {
            return verb(verb.kind());
        }
        return FirstBytes.EMPTY;
    }

    private FirstBytes verb(Node.Verb.Kind kind) {
        return switch (kind) {
            case FAIL -> verbs ? new FirstBytes(ByteSet.NONE, false) : FirstBytes.UNKNOWN;
            case ACCEPT -> FirstBytes.UNKNOWN;
            default -> verbs ? FirstBytes.UNKNOWN : FirstBytes.EMPTY;
        };
    }

    private FirstBytes sequence(List<Node> parts) {
        FirstBytes first = FirstBytes.EMPTY;
        for (Node part : parts) {
            first = first.then(of(part));
            if (!first.nullable()) {
                break;
            }
        }
        return first;
    }

    private FirstBytes any(List<Node> options) {
        FirstBytes first = new FirstBytes(ByteSet.NONE, false);
        for (Node option : options) {
            first = first.or(of(option));
        }
        return first;
    }

    /** Whether an assertion holds isn't asked; its verbs have an effect. */
    private static FirstBytes look(Node look) {
        return NodeParts.any(look, node -> node instanceof Node.Verb) ? FirstBytes.UNKNOWN : FirstBytes.EMPTY;
    }

    private FirstBytes conditional(Node.Conditional conditional) {
        if (conditional.condition() instanceof Node.Condition.Never) {
            return of(conditional.no());
        }
        FirstBytes first = of(conditional.yes()).or(of(conditional.no()));
        return conditional.condition() instanceof Node.Condition.Sees sees
                ? look(sees.look()).then(first)
                : first;
    }
}
