// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.util.List;

/**
 * Looks for many phrases at once, in any case of ASCII letters, by Aho's and Corasick's automaton. Its states are cells of one
 * array: a state's base plus a byte's class is where the state behind that byte is, if that cell's owner says so. About 16 bytes
 * for each byte of the phrases. Immutable and safe for concurrent use.
 */
final class PhraseSearch {

    /** What a cell holds: whose child it is, its own base, where to go on when no child fits, and which phrase ends here. */
    static final int OWNER = 0;

    static final int BASE = 1;

    static final int FAILURE = 2;

    static final int PHRASE = 3;

    static final int SIZE = 4;

    static final int ROOT = 0;

    static final int NONE = -1;

    /** From here down, what {@link #walk} returns is a place. */
    private static final int REST = -2;

    /** A class for each byte that phrases have, the same for both cases of a letter; 0 for others. */
    private final byte[] classes = new byte[256];

    private final int[] cells;

    /** How many bytes lead to the state of a cell, 127 at most. */
    private final byte[] depths;

    private final PhraseStarts starts;

    PhraseSearch(List<byte[]> phrases) {
        int classCount = numberClasses(phrases);
        PhraseTrie trie = new PhraseTrie(phrases, classes);
        PhraseCells placed = new PhraseCells(trie, classCount);
        cells = placed.cells();
        depths = placed.depths();
        starts = new PhraseStarts(
                phrases.stream().filter(phrase -> phrase.length > 0).toList(), classes);
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

    /** The cell of the state behind another and a byte's class; -1 for none. */
    static int next(int[] cells, int state, int letter) {
        int base = cells[state * SIZE + BASE];
        if (base == NONE) {
            return NONE;
        }
        int at = base + letter;
        return cells[at * SIZE + OWNER] == state ? at : NONE;
    }

    /** The number of the phrase that ends first in a part of an array, the longest of several; -1 for none. */
    int first(byte[] bytes, int from, int to) {
        if (cells[PHRASE] != NONE) {
            return cells[PHRASE];
        }
        int at = starts.next(bytes, from, to);
        while (at >= 0) {
            int found = walk(bytes, at, to);
            if (found >= 0 || found == NONE) {
                return found;
            }
            at = starts.next(bytes, REST - found, to);
        }
        return NONE;
    }

    /**
     * Follows the automaton from a place on until what it knows is less than what {@link PhraseStarts} looks at: then returns
     * {@link #REST} less the place where that starts.
     */
    private int walk(byte[] bytes, int from, int to) {
        int[] all = cells;
        int state = ROOT;
        for (int i = from; i < to; i++) {
            int letter = classes[bytes[i] & 0xff] & 0xff;
            int next = next(all, state, letter);
            if (next == NONE) {
                do {
                    if (state == ROOT) {
                        return REST - (i + 1);
                    }
                    state = all[state * SIZE + FAILURE];
                    next = next(all, state, letter);
                } while (next == NONE);
                if (depths[next] < starts.size()) {
                    int phrase = all[next * SIZE + PHRASE];
                    return phrase != NONE ? phrase : REST - (i + 1 - depths[next]);
                }
            }
            state = next;
            int phrase = all[state * SIZE + PHRASE];
            if (phrase != NONE) {
                return phrase;
            }
        }
        return NONE;
    }
}
