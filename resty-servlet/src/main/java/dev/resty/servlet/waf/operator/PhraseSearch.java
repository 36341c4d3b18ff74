// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for many phrases at once, in any case of ASCII letters, by Aho's and Corasick's automaton. Its states are cells of one
 * array: a state's base plus a byte's class is where the state behind that byte is, if that cell's owner says so. About 16 bytes
 * for each byte of the phrases. Immutable and safe for concurrent use.
 */
final class PhraseSearch {

    /** What a cell holds: whose child it is, its own base, where to go on when no child fits, and which phrase ends here. */
    private static final int OWNER = 0;

    private static final int BASE = 1;

    private static final int FAILURE = 2;

    private static final int PHRASE = 3;

    private static final int SIZE = 4;

    private static final int ROOT = 0;

    private static final int NONE = -1;

    /** A class for each byte that phrases have, the same for both cases of a letter; 0 for others. */
    private final byte[] classes = new byte[256];

    private final int[] cells;

    PhraseSearch(List<byte[]> phrases) {
        int classCount = numberClasses(phrases);
        PhraseTrie trie = new PhraseTrie(phrases, classes);
        cells = place(trie, classCount);
    }

    private int numberClasses(List<byte[]> phrases) {
        int count = 1;
        for (byte[] phrase : phrases) {
            for (byte b : phrase) {
                int lower = lower(b & 0xff);
                if (classes[lower] == 0) {
                    classes[lower] = (byte) count++;
                }
            }
        }
        for (int c = 'A'; c <= 'Z'; c++) {
            classes[c] = classes[lower(c)];
        }
        return count;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    }

    /** Gives each state of a trie a cell, breadth first, so that failures lead to states that have one. */
    private static int[] place(PhraseTrie trie, int classCount) {
        int[] cells = newCells(Math.max(1024, 2 * SIZE * (trie.size() + classCount)));
        int[] cellOf = new int[trie.size()];
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(PhraseTrie.ROOT);
        cells[PHRASE] = trie.phrase(PhraseTrie.ROOT);
        int free = 1;
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int first = trie.child(state);
            if (first == NONE) {
                continue;
            }
            while (free * SIZE < cells.length && cells[free * SIZE] != NONE) {
                free++;
            }
            int base = Math.max(free - trie.letter(first), 0);
            while (!fits(trie, first, base, cells)) {
                base++;
            }
            int needed = (base + classCount + 1) * SIZE;
            if (needed > cells.length) {
                int[] larger = newCells(2 * needed);
                System.arraycopy(cells, 0, larger, 0, cells.length);
                cells = larger;
            }
            int cell = cellOf[state];
            cells[cell * SIZE + BASE] = base;
            for (int child = first; child != NONE; child = trie.sibling(child)) {
                int at = base + trie.letter(child);
                cellOf[child] = at;
                cells[at * SIZE + OWNER] = cell;
                int failure = cell == ROOT ? ROOT : failure(cells, cells[cell * SIZE + FAILURE], trie.letter(child));
                cells[at * SIZE + FAILURE] = failure;
                int phrase = trie.phrase(child);
                cells[at * SIZE + PHRASE] = phrase != NONE ? phrase : cells[failure * SIZE + PHRASE];
                queue.add(child);
            }
        }
        return cells;
    }

    private static int[] newCells(int length) {
        int[] cells = new int[length];
        Arrays.fill(cells, NONE);
        cells[ROOT + FAILURE] = ROOT;
        return cells;
    }

    private static boolean fits(PhraseTrie trie, int first, int base, int[] cells) {
        for (int child = first; child != NONE; child = trie.sibling(child)) {
            int at = (base + trie.letter(child)) * SIZE;
            if (at == ROOT || at < cells.length && cells[at] != NONE) {
                return false;
            }
        }
        return true;
    }

    private static int failure(int[] cells, int from, int letter) {
        int state = from;
        while (true) {
            int next = next(cells, state, letter);
            if (next != NONE) {
                return next;
            }
            if (state == ROOT) {
                return ROOT;
            }
            state = cells[state * SIZE + FAILURE];
        }
    }

    private static int next(int[] cells, int state, int letter) {
        int base = cells[state * SIZE + BASE];
        if (base == NONE) {
            return NONE;
        }
        int at = base + letter;
        return cells[at * SIZE + OWNER] == state ? at : NONE;
    }

    /** The number of the phrase that ends first in a part of an array, the longest of several; -1 for none. */
    int first(byte[] bytes, int from, int to) {
        int[] all = cells;
        byte[] letters = classes;
        int state = ROOT;
        if (all[PHRASE] != NONE) {
            return all[PHRASE];
        }
        for (int i = from; i < to; i++) {
            int letter = letters[bytes[i] & 0xff] & 0xff;
            if (letter == 0) {
                state = ROOT;
                continue;
            }
            int next = next(all, state, letter);
            while (next == NONE && state != ROOT) {
                state = all[state * SIZE + FAILURE];
                next = next(all, state, letter);
            }
            if (next != NONE) {
                state = next;
                int phrase = all[state * SIZE + PHRASE];
                if (phrase != NONE) {
                    return phrase;
                }
            }
        }
        return NONE;
    }
}
