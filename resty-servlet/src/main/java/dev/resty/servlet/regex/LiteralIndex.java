// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Thousands of literals, and which of them are in a subject. Each literal is known by two pairs of bytes, the rarest that
 * overlap: one of them is at an even place of the subject wherever the literal begins, so the odd places need not be looked
 * at. Where the pairs of all literals together would be met too often, it is known by two overlapping fours. A bitmap tells
 * whether a literal has the bytes that are at a place; several places are asked for at once, and only where one of them has,
 * literals are compared. Places don't wait for each other, as the states of an automaton would. Case is folded for the
 * bitmaps, and minded when comparing.
 *
 * <p>Takes 8 KiB for the bitmap of pairs, 8 to 64 KiB for that of fours, and about 200 bytes for each literal. Immutable;
 * allocates nothing when searching.
 */
final class LiteralIndex {

    /** What letters have, and the few bytes that case is folded of for being like them. */
    private static final long LETTER_BITS = 0x4040_4040_4040_4040L;

    private static final int FOUR = 4;

    private static final int PAIR_MASK = 0xffff;

    /** At which share of a subject's places pairs may be met. */
    private static final double MOST_MET = 0.03;

    private static final int PAIR_BITS = 16;
    private static final int LEAST_FOUR_BITS = 16;
    private static final int MOST_FOUR_BITS = 19;

    /** Bits of the bitmap for each literal, at least. */
    private static final int SPARSENESS = 16;

    private final long[] pairs = new long[1 << PAIR_BITS - 6];
    private final GramTable byPair = new GramTable();
    private final boolean hasPairs;

    private final long[] fours;
    private final int fourShift;
    private final GramTable byFour = new GramTable();
    private final boolean hasFours;

    /**
     * Makes an index.
     *
     * @param owners for each literal, none of them empty, the numbers of those who need it
     */
    LiteralIndex(Map<Literal, List<Integer>> owners) {
        List<Literal> sorted = new ArrayList<>(owners.keySet());
        sorted.sort(Comparator.comparingDouble(literal -> pairRate(literal, rarestPairs(literal))));
        int bits = LEAST_FOUR_BITS;
        while (bits < MOST_FOUR_BITS && 1 << bits < SPARSENESS * sorted.size()) {
            bits++;
        }
        fourShift = 32 - bits;
        fours = new long[1 << bits - 6];
        double met = 0;
        boolean anyPairs = false;
        boolean anyFours = false;
        for (Literal literal : sorted) {
            int at = rarestPairs(literal);
            int[] numbers = owners.getOrDefault(literal, List.of()).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            double more = hasPairs(literal, at) ? 0 : pairRate(literal, at);
            if (literal.length() <= FOUR || met + more <= MOST_MET) {
                met += more;
                enterPairs(literal, at, numbers);
                anyPairs = true;
            } else {
                enterFour(literal, numbers);
                anyFours = true;
            }
        }
        hasPairs = anyPairs;
        hasFours = anyFours;
    }

    private boolean hasPairs(Literal literal, int at) {
        return literal.length() > 2 && isSet(pairs, gram(literal, at, 2)) && isSet(pairs, gram(literal, at + 1, 2));
    }

    /** Enters what is at an even place wherever the literal begins: of a short one, a byte and any other beside it. */
    private void enterPairs(Literal literal, int at, int[] owners) {
        if (literal.length() > 1) {
            enterPair(gram(literal, at, 2), new Needle(literal, at), owners);
        }
        if (literal.length() > 2) {
            enterPair(gram(literal, at + 1, 2), new Needle(literal, at + 1), owners);
            return;
        }
        int last = literal.length() - 1;
        Needle before = new Needle(literal, -1);
        Needle behind = new Needle(literal, last);
        boolean firstIsRarer = rate(literal, 0, 1) < rate(literal, last, 1);
        for (int other = 0; other < 256; other++) {
            if (fold(other) != other) {
                continue;
            }
            if (last == 0 || firstIsRarer) {
                enterPair(other | fold(literal.text().charAt(0)) << 8, before, owners);
            }
            if (last == 0 || !firstIsRarer) {
                enterPair(fold(literal.text().charAt(last)) | other << 8, behind, owners);
            }
        }
    }

    private void enterPair(int gram, Needle needle, int[] owners) {
        set(pairs, gram);
        byPair.add(gram, needle, owners);
    }

    private void enterFour(Literal literal, int[] owners) {
        int rarest = rarest(literal, FOUR + 1);
        for (int at = rarest; at < rarest + 2; at++) {
            int gram = gram(literal, at, FOUR);
            set(fours, hash(gram, fourShift));
            byFour.add(gram, new Needle(literal, at), owners);
        }
    }

    static int hash(int gram, int shift) {
        return gram * 0x9E37_79B1 >>> shift;
    }

    private static int fold(int value) {
        return (int) fold((long) value);
    }

    private static long fold(long word) {
        return word | (word & LETTER_BITS) >>> 1;
    }

    private static boolean isSet(long[] bitmap, int bit) {
        return (bitmap[bit >>> 6] >>> bit & 1) != 0;
    }

    private static void set(long[] bitmap, int bit) {
        bitmap[bit >>> 6] |= 1L << bit;
    }

    private static int gram(Literal literal, int at, int width) {
        int gram = 0;
        for (int i = 0; i < width; i++) {
            gram |= fold(literal.text().charAt(at + i)) << 8 * i;
        }
        return gram;
    }

    /** Where a literal has the bytes that occur least. */
    private static int rarest(Literal literal, int width) {
        int best = 0;
        for (int at = 1; at <= literal.length() - width; at++) {
            if (rate(literal, at, width) < rate(literal, best, width)) {
                best = at;
            }
        }
        return best;
    }

    /** Where the three bytes are whose pairs occur least. */
    private static int rarestPairs(Literal literal) {
        int best = 0;
        for (int at = 1; at <= literal.length() - 3; at++) {
            if (pairRate(literal, at) < pairRate(literal, best)) {
                best = at;
            }
        }
        return best;
    }

    /** At which share of a subject's places the pairs of three bytes are met. */
    private static double pairRate(Literal literal, int at) {
        return (rate(literal, at, 2) + rate(literal, Math.min(at + 1, literal.length() - 1), 2)) / 2;
    }

    private static double rate(Literal literal, int at, int width) {
        double rate = 1;
        for (int i = at; i < Math.min(literal.length(), at + width); i++) {
            int folded = fold(literal.text().charAt(i));
            int other = folded ^ ByteSearch.CASE_BIT;
            rate *= ByteFrequency.rate(folded, false) + (fold(other) == folded ? ByteFrequency.rate(other, false) : 0);
        }
        return rate;
    }

    /** Sets the bits of all whose literals are in a part of an array. */
    void find(byte[] bytes, int begin, int end, long[] found) {
        if (hasPairs) {
            findByPairs(bytes, begin, end, found);
        }
        if (hasFours) {
            findByFours(bytes, begin, end, found);
        }
    }

    private void findByPairs(byte[] bytes, int begin, int end, long[] found) {
        long[] bitmap = pairs;
        int i = begin;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = fold(ByteSearch.word(bytes, i));
            int a = (int) word & PAIR_MASK;
            int b = (int) word >>> 16;
            int c = (int) (word >>> 32) & PAIR_MASK;
            int d = (int) (word >>> 48);
            long met = bitmap[a >>> 6] >>> a | bitmap[b >>> 6] >>> b | bitmap[c >>> 6] >>> c | bitmap[d >>> 6] >>> d;
            if ((met & 1) != 0) {
                for (int at = 0; at < Long.BYTES; at += 2) {
                    markPair((int) (word >>> 8 * at) & PAIR_MASK, bytes, begin, end, i + at, found);
                }
            }
        }
        for (; i < end; i += 2) {
            int second = i + 1 < end ? bytes[i + 1] & 0xff : 0;
            markPair(fold(bytes[i] & 0xff) | fold(second) << 8, bytes, begin, end, i, found);
        }
    }

    private void markPair(int gram, byte[] bytes, int begin, int end, int place, long[] found) {
        if (isSet(pairs, gram)) {
            byPair.mark(gram, bytes, begin, end, place, found);
        }
    }

    private void findByFours(byte[] bytes, int begin, int end, long[] found) {
        long[] bitmap = fours;
        int shift = fourShift;
        int i = begin;
        for (; i <= end - Long.BYTES; i += FOUR) {
            long word = fold(ByteSearch.word(bytes, i));
            int a = hash((int) word, shift);
            int b = hash((int) (word >>> 16), shift);
            if (((bitmap[a >>> 6] >>> a | bitmap[b >>> 6] >>> b) & 1) != 0) {
                markFour((int) word, bytes, begin, end, i, found);
                markFour((int) (word >>> 16), bytes, begin, end, i + 2, found);
            }
        }
        for (; i <= end - FOUR; i += 2) {
            markFour((int) fold(ByteSearch.tail(bytes, i)), bytes, begin, end, i, found);
        }
    }

    private void markFour(int gram, byte[] bytes, int begin, int end, int place, long[] found) {
        if (isSet(fours, hash(gram, fourShift))) {
            byFour.mark(gram, bytes, begin, end, place, found);
        }
    }
}
