// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes away atomic groups and possessive quantifiers where a backtracking matcher couldn't come back into them with success
 * anyway, so that the pattern is regular: {@code (?>abc)}, {@code [a-z]++\d}, {@code \w++} at the end. Says nothing of
 * patterns that are irregular for another reason.
 */
final class AtomicGroups {

    private static final ByteSet NEWLINE = ByteSet.of('\n');

    /**
     * What comes after a place of the pattern.
     *
     * @param first what it can begin with
     * @param always whether it surely matches: then nobody comes back
     */
    private record Follow(FirstBytes first, boolean always) {

        static final Follow END = new Follow(FirstBytes.EMPTY, true);

        /** Whether it can't match where a byte of a set stands. */
        boolean excludes(ByteSet set) {
            return !first.nullable() && !first.set().intersects(set);
        }
    }

    private AtomicGroups() {}

    /** The same pattern with as few atomic groups as can be told. */
    static Node relax(Node root) {
        return NodeParts.any(root, AtomicGroups::isIrregular) ? root : relax(root, Follow.END);
    }

    private static boolean isIrregular(Node node) {
        return node instanceof Node.Irregular && !(node instanceof Node.Atomic);
    }

    private static Node relax(Node node, Follow follow) {
        if (node instanceof Node.Sequence sequence) {
            return sequence(sequence.parts(), follow);
        } else if (node instanceof Node.Choice choice) {
            List<Node> options = new ArrayList<>();
            choice.options().forEach(option -> options.add(relax(option, follow)));
            return Nodes.choice(options);
        } else if (node instanceof Node.Capture capture) {
            return new Node.Capture(capture.group(), relax(capture.body(), follow));
        } else if (node instanceof Node.Repeat repeat) {
            return repeat(repeat, follow);
        } else if (node instanceof Node.Atomic atomic) {
            Node body = relax(atomic.body(), Follow.END);
            return follow.always() || matchesInOneWay(body, follow) ? body : new Node.Atomic(body);
        }
        return node;
    }

    private static Node sequence(List<Node> parts, Follow follow) {
        List<Node> relaxed = new ArrayList<>(parts);
        Follow after = follow;
        for (int i = parts.size() - 1; i >= 0; i--) {
            relaxed.set(i, relax(parts.get(i), after));
            after = before(parts.get(i), after);
        }
        return Nodes.sequence(relaxed);
    }

    private static Node repeat(Node.Repeat repeat, Follow follow) {
        boolean possessive = repeat.greed() == Node.Greed.POSSESSIVE;
        Follow inside = possessive ? new Follow(follow.first(), true) : follow;
        Node body = relax(repeat.body(), again(repeat, inside));
        Node.Repeat greedy = new Node.Repeat(body, repeat.min(), repeat.max(), Node.Greed.GREEDY);
        if (possessive && (follow.always() || matchesInOneWay(greedy, follow))) {
            return greedy;
        }
        return new Node.Repeat(body, repeat.min(), repeat.max(), repeat.greed());
    }

    /** What comes after one iteration. */
    private static Follow again(Node.Repeat repeat, Follow follow) {
        if (repeat.max() == 1) {
            return follow;
        }
        FirstBytes next = first(repeat.body(), follow.first());
        return new Follow(next.or(follow.first()), follow.always() && repeat.min() <= 1);
    }

    /** What comes at a place before a node. */
    private static Follow before(Node node, Follow follow) {
        return new Follow(first(node, follow.first()), follow.always() && matchesAlways(node));
    }

    private static boolean matchesAlways(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().allMatch(AtomicGroups::matchesAlways);
        } else if (node instanceof Node.Choice choice) {
            return choice.options().stream().anyMatch(AtomicGroups::matchesAlways);
        } else if (node instanceof Node.Repeat repeat) {
            return repeat.min() == 0 || matchesAlways(repeat.body());
        } else if (node instanceof Node.Capture capture) {
            return matchesAlways(capture.body());
        } else if (node instanceof Node.Atomic atomic) {
            return matchesAlways(atomic.body());
        }
        return node instanceof Node.Empty || node instanceof Node.KeepOut;
    }

    /** What a node, with what comes after it, can begin with. */
    private static FirstBytes first(Node node, FirstBytes after) {
        if (node instanceof Node.OneByte one) {
            return new FirstBytes(one.set(), false);
        } else if (node instanceof Node.Sequence sequence) {
            return first(sequence.parts(), after);
        } else if (node instanceof Node.Choice choice) {
            FirstBytes first = new FirstBytes(ByteSet.NONE, false);
            for (Node option : choice.options()) {
                first = first.or(first(option, after));
            }
            return first;
        } else if (node instanceof Node.Repeat repeat) {
            FirstBytes body = first(repeat.body(), after);
            return repeat.min() == 0 ? body.or(after) : body;
        } else if (node instanceof Node.Capture capture) {
            return first(capture.body(), after);
        } else if (node instanceof Node.Atomic atomic) {
            return first(atomic.body(), after);
        } else if (node instanceof Node.Assertion assertion) {
            return place(assertion.anchor(), after);
        }
        return after;
    }

    /** Looks no further than to the first part that reads a byte. */
    private static FirstBytes first(List<Node> parts, FirstBytes after) {
        int last = 0;
        while (last < parts.size() - 1 && !stops(parts.get(last))) {
            last++;
        }
        FirstBytes first = after;
        for (int i = last; i >= 0; i--) {
            first = first(parts.get(i), first);
        }
        return first;
    }

    /** Whether what comes after a node has no influence on what stands before that. */
    private static boolean stops(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().anyMatch(AtomicGroups::stops);
        } else if (node instanceof Node.Choice choice) {
            return choice.options().stream().allMatch(AtomicGroups::stops);
        } else if (node instanceof Node.Repeat repeat) {
            return repeat.min() > 0 && stops(repeat.body());
        } else if (node instanceof Node.Capture capture) {
            return stops(capture.body());
        } else if (node instanceof Node.Atomic atomic) {
            return stops(atomic.body());
        }
        return node instanceof Node.OneByte;
    }

    private static FirstBytes place(Anchor anchor, FirstBytes after) {
        return switch (anchor) {
            case SUBJECT_END -> new FirstBytes(ByteSet.NONE, false);
            case LAST_LINE_END, LINE_END -> new FirstBytes(NEWLINE, false);
            default -> after;
        };
    }

    /** Whether, of the ways in which a node matches somewhere, what comes after it can only match after the first. */
    private static boolean matchesInOneWay(Node node, Follow follow) {
        if (node instanceof Node.Sequence sequence) {
            Follow after = follow;
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                Node part = sequence.parts().get(i);
                if (!matchesInOneWay(part, after)) {
                    return false;
                }
                after = before(part, after);
            }
            return true;
        } else if (node instanceof Node.Choice choice) {
            return matchesInOneWay(choice.options(), follow);
        } else if (node instanceof Node.Repeat repeat) {
            return repeatsInOneWay(repeat, follow);
        } else if (node instanceof Node.Capture capture) {
            return matchesInOneWay(capture.body(), follow);
        }
        return !(node instanceof Node.Irregular);
    }

    private static boolean repeatsInOneWay(Node.Repeat repeat, Follow follow) {
        Node body = repeat.body();
        FirstBytes first = first(body, FirstBytes.EMPTY);
        if (repeat.greed() == Node.Greed.LAZY || first.nullable() || !matchesInOneWay(body, again(repeat, follow))) {
            return false;
        }
        return repeat.min() == repeat.max() || follow.excludes(first.set());
    }

    private static boolean matchesInOneWay(List<Node> options, Follow follow) {
        ByteSet before = ByteSet.NONE;
        for (int i = 0; i < options.size(); i++) {
            Node option = options.get(i);
            FirstBytes first = first(option, FirstBytes.EMPTY);
            boolean apart = !first.nullable() && !first.set().intersects(before);
            if (!matchesInOneWay(option, follow) || !apart && !isExcludedPrefix(options, i, follow)) {
                return false;
            }
            before = before.or(first.set());
        }
        return true;
    }

    /** Whether an option is one byte, and of each earlier one that begins with it what it goes on with can't follow. */
    private static boolean isExcludedPrefix(List<Node> options, int index, Follow follow) {
        if (!(options.get(index) instanceof Node.OneByte one)) {
            return false;
        }
        for (Node earlier : options.subList(0, index)) {
            if (first(earlier, FirstBytes.EMPTY).nullable()) {
                return false;
            }
            if (!first(earlier, FirstBytes.EMPTY).set().intersects(one.set())) {
                continue;
            }
            boolean longer = earlier instanceof Node.Sequence sequence
                    && sequence.parts().get(0) instanceof Node.OneByte
                    && sequence.parts().get(1) instanceof Node.OneByte second
                    && follow.excludes(second.set());
            if (!longer) {
                return false;
            }
        }
        return true;
    }
}
