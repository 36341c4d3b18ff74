// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Walks a pattern's tree. */
final class NodeParts {

    private NodeParts() {}

    /** The nodes directly in one. */
    static List<Node> of(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.parts();
        }
        if (node instanceof Node.Choice choice) {
            return choice.options();
        }
        if (node instanceof Node.Repeat repeat) {
            return List.of(repeat.body());
        }
        if (node instanceof Node.Capture capture) {
            return List.of(capture.body());
        }
        if (node instanceof Node.Atomic atomic) {
            return List.of(atomic.body());
        }
        if (node instanceof Node.Look look) {
            return List.of(look.body());
        }
        if (node instanceof Node.Conditional conditional) {
            return conditional.condition() instanceof Node.Condition.Sees sees
                    ? List.of(sees.look(), conditional.yes(), conditional.no())
                    : List.of(conditional.yes(), conditional.no());
        }
        return List.of();
    }

    /** What each group consists of, 0 for the whole; where several have a number, the first. */
    static Map<Integer, Node> groups(Node root) {
        Map<Integer, Node> groups = new HashMap<>();
        groups.put(0, root);
        collect(root, groups);
        return groups;
    }

    private static void collect(Node node, Map<Integer, Node> groups) {
        if (node instanceof Node.Capture capture) {
            groups.putIfAbsent(capture.group(), capture.body());
        }
        for (Node part : of(node)) {
            collect(part, groups);
        }
    }

    /** Whether a node or one in it is such. */
    static boolean any(Node node, Predicate<Node> such) {
        if (such.test(node)) {
            return true;
        }
        for (Node part : of(node)) {
            if (any(part, such)) {
                return true;
            }
        }
        return false;
    }
}
