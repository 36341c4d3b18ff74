// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/**
 * Looks for literals of five bytes and more. Each is known by two overlapping fours, the rarest in it: one of them is at an
 * even place of the subject wherever the literal begins, so the odd places need not be looked at. A table tells by two
 * bits of a word whether a literal may have the bytes that are at a place; several places are asked for at once, and only where one of them has, literals
 * are compared. Places don't wait for each other, as the states of an automaton would. Case is folded for the bitmap, and
 * minded when comparing. Immutable.
 */
final class LongLiterals {

    private static final int FOUR = 4;

    private static final int LEAST_WORDS = 6;

    private static final int MOST_WORDS = 13;

    /** Words of the table for each literal, one in so many. */
    private static final int SHARING = 2;

    /** Of the hash, where the bits are that tell the first bit of a word, and the second. */
    private static final int FIRST_SHIFT = 13;

    private static final int SECOND_SHIFT = 7;

    private final long[] words;

    private final int shift;

    private final NeedleTable needles;

    private final int bucketShift;

    LongLiterals(List<LiteralIndex.Owned> literals) {
        int bits = LEAST_WORDS;
        while (bits < MOST_WORDS && SHARING << bits < literals.size()) {
            bits++;
        }
        shift = Integer.SIZE - bits;
        bucketShift = shift - 2;
        words = new long[1 << bits];
        NeedleTable.Builder builder = new NeedleTable.Builder();
        for (LiteralIndex.Owned owned : literals) {
            int rarest = LiteralIndex.rarest(owned.literal(), FOUR + 1);
            for (int at = rarest; at < rarest + 2; at++) {
                int gram = gram(owned.literal(), at);
                int hash = hash(gram);
                words[hash >>> shift] |= 1L << (hash >>> FIRST_SHIFT) | 1L << (hash >>> SECOND_SHIFT);
                builder.add(hash >>> bucketShift, new Needle(owned.literal(), at), owned.owners());
            }
        }
        needles = builder.build(1 << Integer.SIZE - bucketShift);
    }

    private static int hash(int gram) {
        return gram * 0x9E37_79B1;
    }

    /** Has its lowest bit set where both bits of a hash are. */
    private static long both(long word, int hash) {
        return word >>> (hash >>> FIRST_SHIFT) & word >>> (hash >>> SECOND_SHIFT);
    }

    private static int gram(Literal literal, int at) {
        long gram = 0;
        for (int i = 0; i < FOUR; i++) {
            gram |= ByteSearch.fold(literal.text().charAt(at + i)) << 8 * i;
        }
        return (int) gram;
    }

    /** Tells all whose literals are in a part of an array. */
    void find(byte[] bytes, int begin, int end, Sightings sightings) {
        long[] known = words;
        int by = shift;
        int i = begin;
        for (; i <= end - Long.BYTES; i += FOUR) {
            long word = ByteSearch.fold(ByteSearch.word(bytes, i));
            int a = hash((int) word);
            int b = hash((int) (word >>> 16));
            if (((both(known[a >>> by], a) | both(known[b >>> by], b)) & 1) != 0) {
                mark((int) word, bytes, begin, end, i, sightings);
                mark((int) (word >>> 16), bytes, begin, end, i + 2, sightings);
            }
        }
        for (; i <= end - FOUR; i += 2) {
            mark((int) ByteSearch.fold(ByteSearch.tail(bytes, i)), bytes, begin, end, i, sightings);
        }
    }

    private void mark(int gram, byte[] bytes, int begin, int end, int place, Sightings sightings) {
        int hash = hash(gram);
        if ((both(words[hash >>> shift], hash) & 1) != 0) {
            needles.mark(hash >>> bucketShift, bytes, begin, end, place, sightings);
        }
    }
}
