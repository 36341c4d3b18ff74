// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.List;

/** Literals by a few of their bytes, with those who need them. Built once, then only read. */
final class GramTable {

    private static final int NONE = -1;

    private int[] grams = new int[0];
    private Needle[] needles = new Needle[0];
    private int[][] owners = new int[0][];

    /** The next entry whose bytes hash alike. */
    private int[] next = new int[0];

    private int size;

    /** The first entry of each hash. */
    private final int[] heads;

    private final int shift;

    GramTable(int expected) {
        int bits = Math.max(4, 33 - Integer.numberOfLeadingZeros(Math.max(1, expected)));
        heads = new int[1 << bits];
        shift = 32 - bits;
        Arrays.fill(heads, NONE);
    }

    void add(int gram, Needle needle, List<Integer> of) {
        if (size == grams.length) {
            int room = Math.max(8, 2 * size);
            grams = Arrays.copyOf(grams, room);
            needles = Arrays.copyOf(needles, room);
            owners = Arrays.copyOf(owners, room);
            next = Arrays.copyOf(next, room);
        }
        int head = LiteralIndex.hash(gram, shift);
        grams[size] = gram;
        needles[size] = needle;
        owners[size] = of.stream().mapToInt(Integer::intValue).toArray();
        next[size] = heads[head];
        heads[head] = size++;
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
