// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/** Literals by a few of their bytes, with those who need them. Built once, then only read. */
final class GramTable {

    private static final int NONE = -1;

    private int[] grams = new int[0];
    private Needle[] needles = new Needle[0];
    private int[][] owners = new int[0][];

    /** The next entry whose bytes hash alike. */
    private int[] next = new int[0];

    private int size;

    /** The first entry of each hash; twice as many as there is room for entries. */
    private int[] heads = {NONE, NONE};

    private int shift = 31;

    void add(int gram, Needle needle, int[] of) {
        if (size == grams.length) {
            grow(Math.max(8, 2 * size));
        }
        grams[size] = gram;
        needles[size] = needle;
        owners[size] = of;
        link(size++);
    }

    private void grow(int room) {
        grams = Arrays.copyOf(grams, room);
        needles = Arrays.copyOf(needles, room);
        owners = Arrays.copyOf(owners, room);
        next = new int[room];
        heads = new int[2 * room];
        shift = 1 + Integer.numberOfLeadingZeros(heads.length);
        Arrays.fill(heads, NONE);
        for (int entry = 0; entry < size; entry++) {
            link(entry);
        }
    }

    private void link(int entry) {
        int head = LiteralIndex.hash(grams[entry], shift);
        next[entry] = heads[head];
        heads[head] = entry;
    }

    /** Sets the bits of the owners of those literals that are around a place where their bytes are. */
    void mark(int gram, byte[] bytes, int begin, int end, int place, long[] found) {
        for (int entry = heads[LiteralIndex.hash(gram, shift)]; entry >= 0; entry = next[entry]) {
            if (grams[entry] == gram
                    && !isMarked(owners[entry], found)
                    && needles[entry].isAround(bytes, begin, end, place)) {
                for (int owner : owners[entry]) {
                    found[owner >> 6] |= 1L << owner;
                }
            }
        }
    }

    private static boolean isMarked(int[] owners, long[] found) {
        for (int owner : owners) {
            if ((found[owner >> 6] >>> owner & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
