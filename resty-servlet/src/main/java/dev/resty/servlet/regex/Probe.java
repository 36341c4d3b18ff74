// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/**
 * Two bytes side by side, or one, that some literals have at known places. A byte of the subject is the one looked for
 * where it, with some bits set, is the value: the case bit for a letter in both cases, all bits where any byte will do.
 */
final class Probe {

    static final int ANY = 0xff;

    final int firstBits;

    final int first;

    final int secondBits;

    final int second;

    final Needle[] needles;

    /**
     * Makes one.
     *
     * @param pair as {@link #pairs} tells them
     * @param needles the literals that have it, with where they do
     */
    Probe(int pair, List<Needle> needles) {
        this.firstBits = pair >>> 24;
        this.first = pair >>> 16 & 0xff | firstBits;
        this.secondBits = pair >>> 8 & 0xff;
        this.second = pair & 0xff | secondBits;
        this.needles = needles.toArray(new Needle[0]);
    }

    /** Whether one of the literals is around a place, within the bounds. */
    boolean isAt(byte[] bytes, int from, int end, int place) {
        if ((bytes[place] & 0xff | firstBits) != first) {
            return false;
        }
        for (Needle needle : needles) {
            if (needle.isAround(bytes, from, end, place)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The pairs of a literal, one for each byte that another one is behind, or for the only one: which bits of the first byte
     * are set before it is compared, the byte, and the same of the second one, in the bytes of a number from high to low.
     */
    static int[] pairs(Literal literal) {
        int[] pairs = new int[Math.max(1, literal.length() - 1)];
        for (int at = 0; at < pairs.length; at++) {
            int second = at + 1 < literal.length() ? one(literal, at + 1) : ANY << 8 | ANY;
            pairs[at] = one(literal, at) << 16 | second;
        }
        return pairs;
    }

    private static int one(Literal literal, int at) {
        int value = literal.text().charAt(at);
        return literal.caseless() && ByteFrequency.isLetter(value) ? ByteSearch.CASE_BIT << 8 | value : value;
    }

    /** How often a pair occurs at a place of a subject, 0 to 1. */
    static double rate(int pair) {
        int first = pair >>> 16 & 0xff;
        int second = pair & 0xff;
        boolean letters = ByteFrequency.isLetter(first) && ByteFrequency.isLetter(second);
        double behind = letters && (pair >>> 8 & 0xff) != ANY
                ? ByteFrequency.rateBehind(first, second)
                : rate(pair >>> 8 & 0xff, second);
        return rate(pair >>> 24, first) * behind;
    }

    private static double rate(int bits, int value) {
        return bits == ANY ? 1 : ByteFrequency.rate(value, bits != 0);
    }
}
