// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches for bytes eight at a time. A word's byte is zero where it equals the value looked for, after both were
 * combined by exclusive or; the lowest zero byte of a word is found exactly, those above it may be wrong.
 */
final class ByteSearch {

    static final long ONES = 0x0101_0101_0101_0101L;

    static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    /** What makes lower case letters of upper case ones; other bytes change too. */
    static final long FOLD = 0x2020_2020_2020_2020L;

    static final int CASE_BIT = 0x20;

    /** What letters have, and the few bytes that case is folded of for being like them. */
    private static final long LETTER_BITS = 0x4040_4040_4040_4040L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ByteSearch() {}

    /** Eight bytes, the first one lowest. The array has them all. */
    static long word(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Up to eight bytes, the first one lowest; zeros for those that the array doesn't have. */
    static long tail(byte[] bytes, int at) {
        int last = bytes.length - Long.BYTES;
        if (at <= last) {
            return word(bytes, at);
        }
        if (last >= 0) {
            return at >= bytes.length ? 0 : word(bytes, last) >>> (at - last << 3);
        }
        long word = 0;
        for (int i = bytes.length - 1; i >= at; i--) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }

    /** Makes lower case letters of upper case ones, and one byte of a few others that differ as those do. */
    static long fold(long word) {
        return word | (word & LETTER_BITS) >>> 1;
    }

    /** Eight times the same byte. */
    static long repeat(int value) {
        return (value & 0xff) * ONES;
    }

    /** Has the high bit of the lowest byte that is zero, and maybe of others above it; 0 where no byte is zero. */
    static long zeros(long word) {
        return word - ONES & ~word & HIGH_BITS;
    }

    /** As {@link #zeros} in the high bit of each byte; the other bits are of no meaning. */
    static long borrows(long word) {
        return word - ONES & ~word;
    }

    /** Where the lowest marked byte of a word is, 0 to 7. */
    static int lowest(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    private static int within(int at, int end) {
        return at < end ? at : -1;
    }

    /** The first place of a byte, from {@code from} to before {@code end}; -1 where there is none. */
    static int indexOf(byte[] bytes, int from, int end, int value) {
        long wanted = repeat(value);
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long marks = zeros(word(bytes, i) ^ wanted);
            if (marks != 0) {
                return i + lowest(marks);
            }
        }
        if (i >= end) {
            return -1;
        }
        long marks = zeros(tail(bytes, i) ^ wanted);
        return marks == 0 ? -1 : within(i + lowest(marks), end);
    }

    /** The first place of one of two bytes; -1 where there is none. */
    static int indexOf(byte[] bytes, int from, int end, int first, int second) {
        long a = repeat(first);
        long b = repeat(second);
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = word(bytes, i);
            long marks = zeros(word ^ a) | zeros(word ^ b);
            if (marks != 0) {
                return i + lowest(marks);
            }
        }
        if (i >= end) {
            return -1;
        }
        long word = tail(bytes, i);
        long marks = zeros(word ^ a) | zeros(word ^ b);
        return marks == 0 ? -1 : within(i + lowest(marks), end);
    }

    /** The first place of one of three bytes; -1 where there is none. */
    static int indexOf(byte[] bytes, int from, int end, int first, int second, int third) {
        long a = repeat(first);
        long b = repeat(second);
        long c = repeat(third);
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = word(bytes, i);
            long marks = zeros(word ^ a) | zeros(word ^ b) | zeros(word ^ c);
            if (marks != 0) {
                return i + lowest(marks);
            }
        }
        if (i >= end) {
            return -1;
        }
        long word = tail(bytes, i);
        long marks = zeros(word ^ a) | zeros(word ^ b) | zeros(word ^ c);
        return marks == 0 ? -1 : within(i + lowest(marks), end);
    }

    /** The first place of an ASCII letter in either case; -1 where there is none. */
    static int indexOfLetter(byte[] bytes, int from, int end, int letter) {
        long wanted = repeat(letter | CASE_BIT);
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long marks = zeros((word(bytes, i) | FOLD) ^ wanted);
            if (marks != 0) {
                return i + lowest(marks);
            }
        }
        if (i >= end) {
            return -1;
        }
        long marks = zeros((tail(bytes, i) | FOLD) ^ wanted);
        return marks == 0 ? -1 : within(i + lowest(marks), end);
    }
}
