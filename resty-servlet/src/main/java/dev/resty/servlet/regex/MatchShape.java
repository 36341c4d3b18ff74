// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/**
 * What is known of a regular tree's matches before any search.
 *
 * @param length how many bytes each match has, from where matching started; {@link #VARIES} if that differs
 * @param startsAt the anchors that hold where each match starts, a bit for each
 * @param endsAt the anchors that hold where each match ends, a bit for each
 */
record MatchShape(int length, int startsAt, int endsAt) {

    /** Matches have different lengths. */
    static final int VARIES = -1;

    private static final long MAX_LENGTH = 1 << 24;

    private static final int ALL = -1;

    static MatchShape of(Node root) {
        return new MatchShape((int) length(root), edge(root, true), edge(root, false));
    }

    /** Whether all matches start where an anchor holds. */
    boolean startsAt(Anchor anchor) {
        return (startsAt >> anchor.ordinal() & 1) != 0;
    }

    /** Whether all matches end where an anchor holds. */
    boolean endsAt(Anchor anchor) {
        return (endsAt >> anchor.ordinal() & 1) != 0;
    }

    private static long length(Node node) {
        if (node instanceof Node.OneByte) {
            return 1;
        }
        if (node instanceof Node.Capture capture) {
            return length(capture.body());
        }
        if (node instanceof Node.Repeat repeat) {
            long body = length(repeat.body());
            long length = body == VARIES || repeat.min() != repeat.max() ? VARIES : body * repeat.min();
            return body == 0 ? 0 : length > MAX_LENGTH ? VARIES : length;
        }
        if (node instanceof Node.Sequence sequence) {
            long sum = 0;
            for (Node part : sequence.parts()) {
                long length = length(part);
                if (length == VARIES || sum + length > MAX_LENGTH) {
                    return VARIES;
                }
                sum += length;
            }
            return sum;
        }
        if (node instanceof Node.Choice choice) {
            return sameLength(choice.options());
        }
        return 0;
    }

    private static long sameLength(List<Node> options) {
        long same = options.isEmpty() ? 0 : length(options.get(0));
        for (Node option : options) {
            if (length(option) != same) {
                return VARIES;
            }
        }
        return same;
    }

    /** The anchors that hold at one end of a node's matches. */
    private static int edge(Node node, boolean start) {
        if (node instanceof Node.Assertion assertion) {
            return 1 << assertion.anchor().ordinal();
        }
        if (node instanceof Node.Capture capture) {
            return edge(capture.body(), start);
        }
        if (node instanceof Node.Repeat repeat) {
            return repeat.min() > 0 ? edge(repeat.body(), start) : 0;
        }
        if (node instanceof Node.Choice choice) {
            int anchors = ALL;
            for (Node option : choice.options()) {
                anchors &= edge(option, start);
            }
            return anchors;
        }
        return node instanceof Node.Sequence sequence ? edge(sequence.parts(), start) : 0;
    }

    private static int edge(List<Node> parts, boolean start) {
        int anchors = 0;
        for (int i = 0; i < parts.size(); i++) {
            Node part = parts.get(start ? i : parts.size() - 1 - i);
            anchors |= edge(part, start);
            if (length(part) != 0) {
                return anchors;
            }
        }
        return anchors;
    }
}
