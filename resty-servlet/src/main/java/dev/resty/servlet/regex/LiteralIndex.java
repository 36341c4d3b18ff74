// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Thousands of literals, and which of them are in a subject. Each literal is known by its rarest two bytes, or, where those
 * of all literals together would be met too often, by its rarest four. A bitmap tells for each place of the subject whether
 * a literal has the bytes there; only where one has, literals are compared. Places don't wait for each other, as the states
 * of an automaton would. Case is folded for the bitmaps, and minded when comparing.
 *
 * <p>Takes 8 KiB for the bitmap of pairs, 8 to 64 KiB for that of fours, and about 100 bytes for each literal. Immutable;
 * allocates nothing when searching.
 */
final class LiteralIndex {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int FOLD = 0x2020_2020;

    private static final int FOUR = 4;

    /** Of hundred places of a subject, at how many a pair may be met. */
    private static final double MOST_MET = 0.03;

    private static final int PAIR_BITS = 16;
    private static final int LEAST_FOUR_BITS = 16;
    private static final int MOST_FOUR_BITS = 19;

    /** Bits of the bitmap for each literal, at least. */
    private static final int SPARSENESS = 16;

    private final long[] pairs = new long[1 << PAIR_BITS - 6];
    private final GramTable byPair;
    private final boolean hasPairs;

    private final long[] fours;
    private final int fourShift;
    private final GramTable byFour;
    private final boolean hasFours;

    /**
     * Makes an index.
     *
     * @param owners for each literal, none of them empty, the numbers of those who need it
     */
    LiteralIndex(Map<Literal, List<Integer>> owners) {
        List<Literal> sorted = new ArrayList<>(owners.keySet());
        sorted.sort(Comparator.comparingDouble(literal -> rate(literal, rarest(literal, 2), 2)));
        byPair = new GramTable(sorted.size());
        byFour = new GramTable(sorted.size());
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
            int at = rarest(literal, 2);
            boolean known = literal.length() > 1 && isSet(pairs, gram(literal, at, 2));
            double more = known ? 0 : rate(literal, at, 2);
            if (literal.length() < FOUR || met + more <= MOST_MET) {
                met += more;
                enterPair(literal, at, owners.getOrDefault(literal, List.of()));
                anyPairs = true;
            } else {
                enterFour(literal, owners.getOrDefault(literal, List.of()));
                anyFours = true;
            }
        }
        hasPairs = anyPairs;
        hasFours = anyFours;
    }

    private void enterPair(Literal literal, int at, List<Integer> owners) {
        Needle needle = new Needle(literal, at);
        if (literal.length() > 1) {
            int gram = gram(literal, at, 2);
            set(pairs, gram);
            byPair.add(gram, needle, owners);
            return;
        }
        for (int second = 0; second < 256; second++) {
            int gram = fold(literal.text().charAt(0)) | second << 8;
            if (fold(second) == second) {
                set(pairs, gram);
                byPair.add(gram, needle, owners);
            }
        }
    }

    private void enterFour(Literal literal, List<Integer> owners) {
        int at = rarest(literal, FOUR);
        int gram = gram(literal, at, FOUR);
        set(fours, hash(gram, fourShift));
        byFour.add(gram, new Needle(literal, at), owners);
    }

    static int hash(int gram, int shift) {
        return gram * 0x9E37_79B1 >>> shift;
    }

    private static int fold(int value) {
        return value | ByteSearch.CASE_BIT;
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

    private static double rate(Literal literal, int at, int width) {
        double rate = 1;
        for (int i = at; i < Math.min(literal.length(), at + width); i++) {
            int value = literal.text().charAt(i);
            int folded = fold(value);
            rate *= ByteFrequency.rate(folded, false) + ByteFrequency.rate(folded ^ ByteSearch.CASE_BIT, false);
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
        if (begin >= end) {
            return;
        }
        long[] bitmap = pairs;
        int last = end - 1;
        int first = bytes[begin] & 0xff | ByteSearch.CASE_BIT;
        for (int i = begin; i < last; i++) {
            int second = bytes[i + 1] & 0xff | ByteSearch.CASE_BIT;
            int gram = first | second << 8;
            if ((bitmap[gram >>> 6] >>> gram & 1) != 0) {
                byPair.mark(gram, bytes, begin, end, i, found);
            }
            first = second;
        }
        int gram = first | ByteSearch.CASE_BIT << 8;
        if (isSet(bitmap, gram)) {
            byPair.mark(gram, bytes, begin, end, last, found);
        }
    }

    private void findByFours(byte[] bytes, int begin, int end, long[] found) {
        long[] bitmap = fours;
        int shift = fourShift;
        for (int i = begin; i <= end - FOUR; i++) {
            int gram = (int) INTS.get(bytes, i) | FOLD;
            int bit = hash(gram, shift);
            if ((bitmap[bit >>> 6] >>> bit & 1) != 0) {
                byFour.mark(gram, bytes, begin, end, i, found);
            }
        }
    }
}
