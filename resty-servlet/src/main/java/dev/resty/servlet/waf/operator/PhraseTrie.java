// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.util.Arrays;
import java.util.List;

/** The phrases of an automaton as a tree: a state for each of their beginnings. */
final class PhraseTrie {

    static final int ROOT = 0;

    private static final int NONE = -1;

    private int size = 1;

    private int[] child = {NONE};

    private int[] sibling = {NONE};

    private int[] phrase = {NONE};

    private byte[] letter = {0};

    /** Makes a tree; of equal phrases the first counts. */
    PhraseTrie(List<byte[]> phrases, byte[] classes) {
        for (int number = 0; number < phrases.size(); number++) {
            int state = ROOT;
            for (byte b : phrases.get(number)) {
                state = childOf(state, classes[b & 0xff]);
            }
            if (phrase[state] == NONE) {
                phrase[state] = number;
            }
        }
    }

    private int childOf(int state, byte of) {
        for (int known = child[state]; known != NONE; known = sibling[known]) {
            if (letter[known] == of) {
                return known;
            }
        }
        if (size == child.length) {
            child = Arrays.copyOf(child, 2 * size);
            sibling = Arrays.copyOf(sibling, 2 * size);
            phrase = Arrays.copyOf(phrase, 2 * size);
            letter = Arrays.copyOf(letter, 2 * size);
        }
        child[size] = NONE;
        sibling[size] = child[state];
        phrase[size] = NONE;
        letter[size] = of;
        child[state] = size;
        return size++;
    }

    int size() {
        return size;
    }

    /** The first of the states behind a state; -1 for none. */
    int child(int state) {
        return child[state];
    }

    /** The next state behind the same state; -1 for none. */
    int sibling(int state) {
        return sibling[state];
    }

    /** The class of the byte that leads to a state, 1 to 255. */
    int letter(int state) {
        return letter[state] & 0xff;
    }

    /** The phrase that ends in a state; -1 for none. */
    int phrase(int state) {
        return phrase[state];
    }
}
