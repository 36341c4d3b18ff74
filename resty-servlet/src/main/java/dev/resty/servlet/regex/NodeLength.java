// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import java.util.Map;

/**
 * How many bytes a part of a pattern can match.
 *
 * @param max the most; -1 for no limit, or none known
 */
record NodeLength(int min, int max) {

    private static final NodeLength ANY = new NodeLength(0, -1);
    private static final NodeLength ZERO = new NodeLength(0, 0);
    private static final int DEEPEST = 300;
    private static final int LONGEST = 1 << 20;

    /**
     * The length of a node.
     *
     * @param groups the groups that can be called
     */
    static NodeLength of(Node node, Map<Integer, Node> groups) {
        return of(node, groups, 0);
    }

    private static NodeLength of(Node node, Map<Integer, Node> groups, int depth) {
        if (depth > DEEPEST) {
            return ANY;
        }
        if (node instanceof Node.OneByte) {
            return new NodeLength(1, 1);
        }
        if (node instanceof Node.Repeat repeat) {
            return of(repeat.body(), groups, depth + 1).times(repeat.min(), repeat.max());
        }
        if (node instanceof Node.Choice || node instanceof Node.Conditional) {
            return choice(node, groups, depth);
        }
        if (node instanceof Node.Sequence || node instanceof Node.Capture || node instanceof Node.Atomic) {
            NodeLength length = ZERO;
            for (Node part : NodeParts.of(node)) {
                length = length.plus(of(part, groups, depth + 1));
                if (part instanceof Node.Verb verb && verb.kind() == Node.Verb.Kind.ACCEPT) {
                    break;
                }
            }
            return length;
        }
        if (node instanceof Node.Recursion recursion) {
            Node group = groups.get(recursion.group());
            return group == null ? ANY : of(group, groups, depth + DEEPEST / 5);
        }
        if (node instanceof Node.BackReference || node instanceof Node.Grapheme) {
            return ANY;
        }
        return ZERO;
    }

    private static NodeLength choice(Node node, Map<Integer, Node> groups, int depth) {
        List<Node> options = node instanceof Node.Conditional conditional
                ? List.of(conditional.yes(), conditional.no())
                : NodeParts.of(node);
        if (node instanceof Node.Conditional conditional && conditional.condition() instanceof Node.Condition.Never) {
            return of(conditional.no(), groups, depth + 1);
        }
        int min = Integer.MAX_VALUE;
        int max = 0;
        for (Node option : options) {
            NodeLength length = of(option, groups, depth + 1);
            min = Math.min(min, length.min);
            max = max < 0 || length.max < 0 ? -1 : Math.max(max, length.max);
        }
        return new NodeLength(options.isEmpty() ? 0 : min, max);
    }

    private NodeLength plus(NodeLength other) {
        return bounded((long) min + other.min, max < 0 || other.max < 0 ? -1 : (long) max + other.max);
    }

    private NodeLength times(int least, int most) {
        long longest = most == 0 || max == 0 ? 0 : most < 0 || max < 0 ? -1 : (long) max * most;
        return bounded((long) min * least, longest);
    }

    private static NodeLength bounded(long min, long max) {
        return new NodeLength((int) Math.min(min, LONGEST), max > LONGEST ? -1 : (int) max);
    }
}
