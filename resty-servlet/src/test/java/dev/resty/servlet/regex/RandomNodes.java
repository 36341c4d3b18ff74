// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Regular patterns at random, and all their matches, found in the plainest way. */
final class RandomNodes {

    private final Random random;
    private final String alphabet;

    RandomNodes(Random random, String alphabet) {
        this.random = random;
        this.alphabet = alphabet;
    }

    Node next(int depth) {
        int kind = random.nextInt(depth <= 0 ? 5 : 10);
        if (kind <= 2) {
            return letter();
        } else if (kind == 3) {
            return new Node.OneByte(random.nextInt(4) == 0 ? ByteSet.ALL : set());
        } else if (kind == 4) {
            return place();
        } else if (kind <= 6) {
            List<Node> parts = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                parts.add(next(depth - 1));
            }
            return new Node.Sequence(parts);
        } else if (kind == 7) {
            List<Node> options = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                options.add(next(depth - 1));
            }
            return new Node.Choice(options);
        } else if (kind == 8) {
            int min = random.nextInt(5);
            int max = random.nextBoolean() ? Node.Repeat.UNBOUNDED : min + random.nextInt(3);
            return new Node.Repeat(
                    next(depth - 1), min, max, random.nextBoolean() ? Node.Greed.GREEDY : Node.Greed.LAZY);
        }
        return new Node.Capture(1, next(depth - 1));
    }

    private Node letter() {
        ByteSet set = ByteSet.of(alphabet.charAt(random.nextInt(alphabet.length())));
        return new Node.OneByte(random.nextBoolean() ? set : set.caseless());
    }

    private ByteSet set() {
        ByteSet set = ByteSet.NONE;
        for (int i = random.nextInt(4); i >= 0; i--) {
            set = set.or(ByteSet.of(alphabet.charAt(random.nextInt(alphabet.length()))));
        }
        return set;
    }

    private Node place() {
        return random.nextInt(3) == 0
                ? new Node.Empty()
                : new Node.Assertion(Anchor.values()[random.nextInt(Anchor.values().length)]);
    }

    String subject(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** All places where a match that starts at a place may end. */
    static TreeSet<Integer> ends(Node node, byte[] subject, int from, int at) {
        TreeSet<Integer> ends = new TreeSet<>();
        if (node instanceof Node.Empty) {
            ends.add(at);
        } else if (node instanceof Node.OneByte one) {
            if (at < subject.length && one.set().contains(subject[at] & 0xff)) {
                ends.add(at + 1);
            }
        } else if (node instanceof Node.Assertion assertion) {
            if (assertion.anchor().holds(subject, 0, subject.length, from, at)) {
                ends.add(at);
            }
        } else if (node instanceof Node.Sequence sequence) {
            ends.add(at);
            for (Node part : sequence.parts()) {
                ends = endsOfAll(part, subject, from, ends);
            }
        } else if (node instanceof Node.Choice choice) {
            for (Node option : choice.options()) {
                ends.addAll(ends(option, subject, from, at));
            }
        } else if (node instanceof Node.Capture capture) {
            return ends(capture.body(), subject, from, at);
        } else if (node instanceof Node.Repeat repeat) {
            return endsOfRepeat(repeat, subject, from, at);
        }
        return ends;
    }

    private static TreeSet<Integer> endsOfRepeat(Node.Repeat repeat, byte[] subject, int from, int at) {
        TreeSet<Integer> now = new TreeSet<>(List.of(at));
        for (int i = 0; i < repeat.min(); i++) {
            now = endsOfAll(repeat.body(), subject, from, now);
        }
        TreeSet<Integer> all = new TreeSet<>(now);
        int more = repeat.max() < 0 ? subject.length + 1 : repeat.max() - repeat.min();
        for (int i = 0; i < more && !now.isEmpty(); i++) {
            now = endsOfAll(repeat.body(), subject, from, now);
            all.addAll(now);
        }
        return all;
    }

    private static TreeSet<Integer> endsOfAll(Node node, byte[] subject, int from, TreeSet<Integer> starts) {
        TreeSet<Integer> ends = new TreeSet<>();
        starts.forEach(start -> ends.addAll(ends(node, subject, from, start)));
        return ends;
    }
}
