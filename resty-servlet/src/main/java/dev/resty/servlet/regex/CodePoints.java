// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/**
 * A set of characters while it is put together. Those below 256 are bits, so that a set of bytes costs little; others are
 * ranges. Ranges are given as pairs of a first and a last code point, in order and apart from each other.
 */
final class CodePoints {

    static final int MAX = 0x10FFFF;

    private static final int BITS = 256;

    private ByteSet low = ByteSet.NONE;

    /** Ranges at and above 256, in any order; the first {@code size} elements count. */
    private int[] high = {};

    private int size;

    void add(ByteSet bytes) {
        low = low.or(bytes);
    }

    void add(int first, int last) {
        if (first < BITS) {
            low = low.or(ByteSet.range(first, Math.min(last, BITS - 1)));
        }
        if (last >= BITS) {
            addHigh(Math.max(first, BITS), last);
        }
    }

    private void addHigh(int first, int last) {
        if (size == high.length) {
            high = Arrays.copyOf(high, Math.max(8, 2 * size));
        }
        high[size++] = first;
        high[size++] = last;
    }

    void add(int[] ranges) {
        for (int i = 0; i < ranges.length; i += 2) {
            add(ranges[i], ranges[i + 1]);
        }
    }

    void addAllBut(int[] ranges) {
        int next = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            if (next < ranges[i]) {
                add(next, ranges[i] - 1);
            }
            next = ranges[i + 1] + 1;
        }
        if (next <= MAX) {
            add(next, MAX);
        }
    }

    /** Takes what isn't in the set instead of what is. */
    void negate() {
        int[] before = highRanges();
        low = low.not();
        size = 0;
        int next = BITS;
        for (int i = 0; i < before.length; i += 2) {
            if (next < before[i]) {
                addHigh(next, before[i] - 1);
            }
            next = before[i + 1] + 1;
        }
        if (next <= MAX) {
            addHigh(next, MAX);
        }
    }

    /** Those below 256. */
    ByteSet low() {
        return low;
    }

    /** All, in order. */
    int[] ranges() {
        int[] above = highRanges();
        int[] ranges = new int[BITS + 2 + above.length];
        int count = 0;
        int first = low.next(0);
        while (first >= 0) {
            int last = first;
            while (last + 1 < BITS && low.contains(last + 1)) {
                last++;
            }
            ranges[count++] = first;
            ranges[count++] = last;
            first = low.next(last + 1);
        }
        int from = 0;
        if (above.length > 0 && above[0] == BITS && count > 0 && ranges[count - 1] == BITS - 1) {
            ranges[count - 1] = above[1];
            from = 2;
        }
        System.arraycopy(above, from, ranges, count, above.length - from);
        return Arrays.copyOf(ranges, count + above.length - from);
    }

    private int[] highRanges() {
        long[] sorted = new long[size / 2];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (long) high[2 * i] << 32 | high[2 * i + 1];
        }
        Arrays.sort(sorted);
        int[] ranges = new int[size];
        int count = 0;
        for (long range : sorted) {
            int first = (int) (range >>> 32);
            int last = (int) range;
            if (count > 0 && first <= ranges[count - 1] + 1) {
                ranges[count - 1] = Math.max(ranges[count - 1], last);
            } else {
                ranges[count++] = first;
                ranges[count++] = last;
            }
        }
        return Arrays.copyOf(ranges, count);
    }
}
