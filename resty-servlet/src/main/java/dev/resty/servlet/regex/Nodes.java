// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;

/** Puts trees together without what says nothing: sequences in sequences, choices of one, choices between single bytes. */
final class Nodes {

    static final Node EMPTY = new Node.Empty();

    private Nodes() {}

    static Node sequence(List<Node> parts) {
        int size = parts.size();
        if (size == 0) {
            return EMPTY;
        }
        if (size == 1) {
            return parts.get(0);
        }
        List<Node> flat = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Node part = parts.get(i);
            if (part instanceof Node.Sequence sequence) {
                flat.addAll(sequence.parts());
            } else if (!(part instanceof Node.Empty)) {
                flat.add(part);
            }
        }
        return switch (flat.size()) {
            case 0 -> EMPTY;
            case 1 -> flat.get(0);
            default -> new Node.Sequence(List.copyOf(flat));
        };
    }

    static Node choice(List<Node> options) {
        int size = options.size();
        if (size == 1) {
            return options.get(0);
        }
        List<Node> merged = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            add(merged, options.get(i));
        }
        return merged.size() == 1 ? merged.get(0) : new Node.Choice(List.copyOf(merged));
    }

    private static void add(List<Node> merged, Node option) {
        int last = merged.size() - 1;
        if (option instanceof Node.Choice choice) {
            choice.options().forEach(inner -> add(merged, inner));
        } else if (option instanceof Node.OneByte more && last >= 0 && merged.get(last) instanceof Node.OneByte bytes) {
            merged.set(last, new Node.OneByte(bytes.set().or(more.set())));
        } else {
            merged.add(option);
        }
    }

    static Node repeat(Node body, Quantifier quantifier) {
        int min = quantifier.min();
        int max = quantifier.max();
        boolean possessive = quantifier.greed() == Node.Greed.POSSESSIVE;
        if (body instanceof Node.Empty) {
            return body;
        }
        if (max == 0 && !hasGroups(body)) {
            return EMPTY;
        }
        if (min == 1 && max == 1) {
            return possessive && !(body instanceof Node.OneByte) ? new Node.Atomic(body) : body;
        }
        if (body instanceof Node.Look look) {
            return repeat(look, min, max, quantifier.greed());
        }
        Node.Greed greed = min == max && !possessive ? Node.Greed.GREEDY : quantifier.greed();
        return new Node.Repeat(body, min, max, greed);
    }

    /** What looks around is needed once at most, unless each round can capture something else, or it can be called. */
    private static Node repeat(Node.Look look, int min, int max, Node.Greed greed) {
        if (look.negative() && look.body() instanceof Node.Empty) {
            return min > 0 ? Characters.NEVER : EMPTY;
        }
        if (hasGroups(look)) {
            return new Node.Repeat(look, min, max, greed);
        }
        return min > 0 ? look : new Node.Repeat(look, 0, max == 0 ? 0 : 1, greed);
    }

    /** Groups that are repeated zero times can still be called. */
    private static boolean hasGroups(Node node) {
        return NodeParts.any(node, part -> part instanceof Node.Capture);
    }
}
