// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes regular trees and subjects over few bytes, so that they often meet. */
final class RandomTree {

    private static final byte[] ALPHABET = {'a', 'b', '\n', ' ', (byte) 0xe9};

    private final Random random;

    private final boolean anchors;

    private int groups;

    /** Makes a source of trees; with anchors and {@code \K}, or without. */
    RandomTree(Random random, boolean anchors) {
        this.random = random;
        this.anchors = anchors;
    }

    /** Makes another tree. */
    Node next() {
        groups = 0;
        return node(2 + random.nextInt(3));
    }

    /** The number of groups of the last tree. */
    int groupCount() {
        return groups;
    }

    byte[] subject(int length) {
        byte[] subject = new byte[length];
        int kinds = random.nextBoolean() ? 2 : ALPHABET.length;
        for (int i = 0; i < length; i++) {
            subject[i] = ALPHABET[random.nextInt(kinds)];
        }
        return subject;
    }

    private Node node(int depth) {
        int kind = random.nextInt(depth <= 0 ? 4 : 12);
        return switch (kind) {
            case 0, 1 -> oneByte();
            case 2 -> anchors ? place() : oneByte();
            case 3 -> random.nextInt(3) == 0 ? new Node.Empty() : oneByte();
            case 4, 5, 6 -> new Node.Sequence(nodes(depth));
            case 7, 8 -> new Node.Choice(nodes(depth));
            case 9, 10 -> repeat(depth);
            default -> capture(depth);
        };
    }

    private List<Node> nodes(int depth) {
        List<Node> nodes = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            nodes.add(node(depth - 1));
        }
        return nodes;
    }

    private Node capture(int depth) {
        int group = ++groups;
        return new Node.Capture(group, node(depth - 1));
    }

    private Node repeat(int depth) {
        int min = random.nextInt(5) < 3 ? 0 : random.nextInt(3);
        int max = random.nextInt(3) == 0 ? min + random.nextInt(3) : Node.Repeat.UNBOUNDED;
        Node.Greed greed = random.nextInt(3) == 0 ? Node.Greed.LAZY : Node.Greed.GREEDY;
        return new Node.Repeat(node(depth - 1), min, max, greed);
    }

    private Node oneByte() {
        ByteSet set = ByteSet.of(ALPHABET[random.nextInt(random.nextBoolean() ? 2 : ALPHABET.length)] & 0xff);
        return new Node.OneByte(
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3 -> set.not();
                    case 4, 5 -> ByteSet.ALL;
                    case 6 -> ByteSet.NONE;
                    case 7, 8 -> ByteSet.of('\n').not();
                    default -> set;
                });
    }

    private Node place() {
        Anchor[] all = Anchor.values();
        int pick = random.nextInt(all.length + 1);
        return pick == all.length ? new Node.KeepOut() : new Node.Assertion(all[pick]);
    }
}
