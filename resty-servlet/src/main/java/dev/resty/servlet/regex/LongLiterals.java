// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/**
 * Looks for literals of five bytes and more. Each is known by two overlapping fours, the rarest in it: one of them is at an
 * even place of the subject wherever the literal begins, so the odd places need not be looked at. A bitmap tells whether a
 * literal has the bytes that are at a place; several places are asked for at once, and only where one of them has, literals
 * are compared. Places don't wait for each other, as the states of an automaton would. Case is folded for the bitmap, and
 * minded when comparing. Immutable.
 */
final class LongLiterals {

    /** What letters have, and the few bytes that case is folded of for being like them. */
    private static final long LETTER_BITS = 0x4040_4040_4040_4040L;

    private static final int FOUR = 4;

    private static final int LEAST_BITS = 12;

    private static final int MOST_BITS = 19;

    /** Bits of the bitmap for each four, at least. */
    private static final int SPARSENESS = 16;

    /** Of the bits of a place in the bitmap, how many don't tell the bucket. */
    private static final int BUCKET_SHIFT = 4;

    private final long[] bitmap;

    private final int shift;

    private final NeedleTable needles;

    LongLiterals(List<LiteralIndex.Owned> literals) {
        int bits = LEAST_BITS;
        while (bits < MOST_BITS && 1 << bits < 2 * SPARSENESS * literals.size()) {
            bits++;
        }
        shift = Integer.SIZE - bits;
        bitmap = new long[1 << bits - 6];
        NeedleTable.Builder builder = new NeedleTable.Builder();
        for (LiteralIndex.Owned owned : literals) {
            int rarest = LiteralIndex.rarest(owned.literal(), FOUR + 1);
            for (int at = rarest; at < rarest + 2; at++) {
                int gram = gram(owned.literal(), at);
                int bit = hash(gram, shift);
                bitmap[bit >>> 6] |= 1L << bit;
                builder.add(bit >>> BUCKET_SHIFT, gram, new Needle(owned.literal(), at), owned.owners());
            }
        }
        needles = builder.build(1 << bits - BUCKET_SHIFT);
    }

    private static int hash(int gram, int shift) {
        return gram * 0x9E37_79B1 >>> shift;
    }

    private static long fold(long word) {
        return word | (word & LETTER_BITS) >>> 1;
    }

    private static int gram(Literal literal, int at) {
        long gram = 0;
        for (int i = 0; i < FOUR; i++) {
            gram |= fold(literal.text().charAt(at + i)) << 8 * i;
        }
        return (int) gram;
    }

    /** Sets the bits of all whose literals are in a part of an array. */
    void find(byte[] bytes, int begin, int end, long[] found) {
        long[] known = bitmap;
        int by = shift;
        int i = begin;
        for (; i <= end - Long.BYTES; i += FOUR) {
            long word = fold(ByteSearch.word(bytes, i));
            int a = hash((int) word, by);
            int b = hash((int) (word >>> 16), by);
            if (((known[a >>> 6] >>> a | known[b >>> 6] >>> b) & 1) != 0) {
                mark((int) word, bytes, begin, end, i, found);
                mark((int) (word >>> 16), bytes, begin, end, i + 2, found);
            }
        }
        for (; i <= end - FOUR; i += 2) {
            mark((int) fold(ByteSearch.tail(bytes, i)), bytes, begin, end, i, found);
        }
    }

    private void mark(int gram, byte[] bytes, int begin, int end, int place, long[] found) {
        int bit = hash(gram, shift);
        if ((bitmap[bit >>> 6] >>> bit & 1) != 0) {
            needles.mark(bit >>> BUCKET_SHIFT, gram, bytes, begin, end, place, found);
        }
    }
}
