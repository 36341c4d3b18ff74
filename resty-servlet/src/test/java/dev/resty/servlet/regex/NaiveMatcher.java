// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.List;

/**
 * Matches regular trees by plain backtracking, in exponential time: what the engines have to agree with.
 *
 * <p>As in PCRE, an iteration of an unbounded loop that consumes nothing ends the loop.
 */
final class NaiveMatcher implements Engine {

    /** What is to match behind a node. */
    private interface Next {

        boolean matches(int at);
    }

    private static final long MAX_STEPS = 2_000_000;

    private final Node root;

    private final int groupCount;

    NaiveMatcher(Node root, int groupCount) {
        this.root = root;
        this.groupCount = groupCount;
    }

    @Override
    public boolean find(byte[] bytes, int begin, int end, int from, int[] groups) {
        for (int start = from; start <= end; start++) {
            Search search = new Search(bytes, begin, end, from, groupCount);
            if (search.matchesAt(root, start)) {
                System.arraycopy(search.slots, 0, groups, 0, Math.min(groups.length, search.slots.length));
                return true;
            }
        }
        return false;
    }

    /** Too many ways to try. */
    static final class TooHard extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static final class Search {

        private final byte[] bytes;

        private final int begin;

        private final int end;

        private final int from;

        private final int[] slots;

        private long steps;

        Search(byte[] bytes, int begin, int end, int from, int groupCount) {
            this.bytes = bytes;
            this.begin = begin;
            this.end = end;
            this.from = from;
            this.slots = new int[2 * groupCount + 2];
            Arrays.fill(slots, -1);
        }

        boolean matchesAt(Node root, int start) {
            slots[0] = start;
            return match(root, start, at -> {
                slots[1] = at;
                return true;
            });
        }

        private boolean match(Node node, int at, Next next) {
            if (++steps > MAX_STEPS) {
                throw new TooHard();
            }
            if (node instanceof Node.Empty) {
                return next.matches(at);
            }
            if (node instanceof Node.OneByte bytesOf) {
                return at < end && bytesOf.set().contains(bytes[at] & 0xff) && next.matches(at + 1);
            }
            if (node instanceof Node.Assertion assertion) {
                return assertion.anchor().holds(bytes, begin, end, from, at) && next.matches(at);
            }
            if (node instanceof Node.Sequence sequence) {
                return sequence(sequence.parts(), at, next);
            }
            if (node instanceof Node.Choice choice) {
                for (Node option : choice.options()) {
                    if (match(option, at, next)) {
                        return true;
                    }
                }
                return false;
            }
            if (node instanceof Node.Repeat repeat) {
                return repeat(repeat, 0, at, next);
            }
            if (node instanceof Node.Capture capture) {
                return capture(capture, at, next);
            }
            if (node instanceof Node.KeepOut) {
                return store(0, at, () -> next.matches(at));
            }
            throw new IllegalArgumentException("not regular: " + node);
        }

        private boolean sequence(List<Node> parts, int at, Next next) {
            if (parts.isEmpty()) {
                return next.matches(at);
            }
            return match(parts.get(0), at, behind -> sequence(parts.subList(1, parts.size()), behind, next));
        }

        private boolean repeat(Node.Repeat repeat, int done, int at, Next next) {
            if (done == repeat.max()) {
                return next.matches(at);
            }
            boolean unbounded = repeat.max() == Node.Repeat.UNBOUNDED;
            boolean loop = unbounded && done >= repeat.min() - 1;
            Next again = behind -> loop && behind == at ? next.matches(behind) : repeat(repeat, done + 1, behind, next);
            if (done < repeat.min()) {
                return match(repeat.body(), at, again);
            }
            if (repeat.greed() == Node.Greed.LAZY) {
                return next.matches(at) || match(repeat.body(), at, again);
            }
            return match(repeat.body(), at, again) || next.matches(at);
        }

        private boolean capture(Node.Capture capture, int at, Next next) {
            int slot = 2 * capture.group();
            int start = slots[slot];
            int finish = slots[slot + 1];
            boolean matched = match(capture.body(), at, behind -> {
                int startBefore = slots[slot];
                int finishBefore = slots[slot + 1];
                slots[slot] = at;
                slots[slot + 1] = behind;
                if (next.matches(behind)) {
                    return true;
                }
                slots[slot] = startBefore;
                slots[slot + 1] = finishBefore;
                return false;
            });
            if (!matched) {
                slots[slot] = start;
                slots[slot + 1] = finish;
            }
            return matched;
        }

        private boolean store(int slot, int value, java.util.function.BooleanSupplier next) {
            int before = slots[slot];
            slots[slot] = value;
            if (next.getAsBoolean()) {
                return true;
            }
            slots[slot] = before;
            return false;
        }
    }
}
