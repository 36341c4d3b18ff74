// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import static dev.resty.servlet.waf.operator.PhraseSearch.BASE;
import static dev.resty.servlet.waf.operator.PhraseSearch.FAILURE;
import static dev.resty.servlet.waf.operator.PhraseSearch.NONE;
import static dev.resty.servlet.waf.operator.PhraseSearch.OWNER;
import static dev.resty.servlet.waf.operator.PhraseSearch.PHRASE;
import static dev.resty.servlet.waf.operator.PhraseSearch.ROOT;
import static dev.resty.servlet.waf.operator.PhraseSearch.SIZE;

import java.util.Arrays;

/** Gives each state of a tree of phrases a cell, breadth first, so that failures lead to states that have one. */
final class PhraseCells {

    private final PhraseTrie trie;

    private final int classCount;

    private int[] cells;

    private byte[] depths;

    /** No cell before this one is free, apart from the first ones, which not every class can lead to. */
    private int free;

    /** Where the last state with several children found room. */
    private int room = 1;

    PhraseCells(PhraseTrie trie, int classCount) {
        this.trie = trie;
        this.classCount = classCount;
        int count = trie.size() + trie.size() / 4 + 2 * classCount;
        cells = new int[count * SIZE];
        Arrays.fill(cells, NONE);
        depths = new byte[count];
        free = classCount;
        place();
    }

    int[] cells() {
        return cells;
    }

    byte[] depths() {
        return depths;
    }

    private void place() {
        int[] states = new int[trie.size()];
        int[] cellOf = new int[trie.size()];
        int known = 1;
        cells[FAILURE] = ROOT;
        cells[PHRASE] = trie.phrase(PhraseTrie.ROOT);
        for (int next = 0; next < known; next++) {
            int state = states[next];
            int first = trie.child(state);
            if (first == NONE) {
                continue;
            }
            int cell = cellOf[state];
            int base = base(first);
            cells[cell * SIZE + BASE] = base;
            for (int child = first; child != NONE; child = trie.sibling(child)) {
                cellOf[child] = base + trie.letter(child);
                enter(child, base + trie.letter(child), cell);
                states[known++] = child;
            }
        }
    }

    private void enter(int state, int at, int owner) {
        int failure = owner == ROOT ? ROOT : failure(cells[owner * SIZE + FAILURE], trie.letter(state));
        int phrase = trie.phrase(state);
        cells[at * SIZE + OWNER] = owner;
        cells[at * SIZE + FAILURE] = failure;
        cells[at * SIZE + PHRASE] = phrase != NONE ? phrase : cells[failure * SIZE + PHRASE];
        depths[at] = (byte) Math.min(depths[owner] + 1, Byte.MAX_VALUE);
    }

    /** Where a state's children can have their cells. */
    private int base(int first) {
        int base;
        if (trie.sibling(first) == NONE) {
            while (!isFree(free)) {
                free++;
            }
            base = free - trie.letter(first);
        } else {
            base = room;
        }
        while (!fits(first, base)) {
            base++;
        }
        if (trie.sibling(first) != NONE) {
            room = base;
        }
        int needed = base + classCount + 1;
        if (needed > depths.length) {
            int before = cells.length;
            cells = Arrays.copyOf(cells, 2 * needed * SIZE);
            Arrays.fill(cells, before, cells.length, NONE);
            depths = Arrays.copyOf(depths, 2 * needed);
        }
        return base;
    }

    private boolean fits(int first, int base) {
        for (int child = first; child != NONE; child = trie.sibling(child)) {
            if (!isFree(base + trie.letter(child))) {
                return false;
            }
        }
        return true;
    }

    private boolean isFree(int cell) {
        return cell != ROOT && (cell >= depths.length || cells[cell * SIZE + OWNER] == NONE);
    }

    private int failure(int from, int letter) {
        int state = from;
        int next = PhraseSearch.next(cells, state, letter);
        while (next == NONE && state != ROOT) {
            state = cells[state * SIZE + FAILURE];
            next = PhraseSearch.next(cells, state, letter);
        }
        return Math.max(next, ROOT);
    }
}
