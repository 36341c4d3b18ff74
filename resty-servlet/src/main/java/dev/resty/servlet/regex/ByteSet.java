// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** An immutable set of byte values, 0 to 255. */
record ByteSet(long w0, long w1, long w2, long w3) {

    static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

    static final ByteSet ALL = new ByteSet(-1, -1, -1, -1);

    private static final int CASE_BIT = 0x20;

    static ByteSet of(int value) {
        return range(value, value);
    }

    /** The values from one to another, both included. */
    static ByteSet range(int first, int last) {
        return new ByteSet(
                word(first, last),
                word(first - 64, last - 64),
                word(first - 128, last - 128),
                word(first - 192, last - 192));
    }

    private static long word(int first, int last) {
        if (last < 0 || first > 63 || first > last) {
            return 0;
        }
        long from = -1L << Math.max(0, first);
        return last >= 63 ? from : from & (1L << last + 1) - 1;
    }

    boolean contains(int value) {
        return (word(value) >>> value & 1) != 0;
    }

    ByteSet or(ByteSet other) {
        return new ByteSet(w0 | other.w0, w1 | other.w1, w2 | other.w2, w3 | other.w3);
    }

    ByteSet and(ByteSet other) {
        return new ByteSet(w0 & other.w0, w1 & other.w1, w2 & other.w2, w3 & other.w3);
    }

    ByteSet not() {
        return new ByteSet(~w0, ~w1, ~w2, ~w3);
    }

    /** With the other case of each ASCII letter. */
    ByteSet caseless() {
        long letters = 0x07FF_FFFE_07FF_FFFEL & w1;
        long upper = letters & 0xFFFF_FFFFL;
        long lower = letters >>> CASE_BIT;
        return new ByteSet(w0, w1 | upper << CASE_BIT | lower, w2, w3);
    }

    int size() {
        return Long.bitCount(w0) + Long.bitCount(w1) + Long.bitCount(w2) + Long.bitCount(w3);
    }

    boolean isEmpty() {
        return (w0 | w1 | w2 | w3) == 0;
    }

    boolean intersects(ByteSet other) {
        return !and(other).isEmpty();
    }

    /** The smallest value at or above one; -1 where there is none. */
    int next(int from) {
        for (int value = from; value < 256; value = (value | 63) + 1) {
            long left = word(value) >>> value;
            if (left != 0) {
                return value + Long.numberOfTrailingZeros(left);
            }
        }
        return -1;
    }

    private long word(int value) {
        return value < 128 ? (value < 64 ? w0 : w1) : value < 192 ? w2 : w3;
    }
}
