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

    /** How often it occurs at a place of a subject, 0 to 1. */
    final double rate;

    Probe(Pair pair, List<Needle> needles) {
        this.firstBits = pair.firstBits();
        this.first = pair.first() | firstBits;
        this.secondBits = pair.secondBits();
        this.second = pair.second() | secondBits;
        this.rate = pair.rate();
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

    /** What is looked for. */
    record Pair(int firstBits, int first, int secondBits, int second) {

        static Pair of(Literal literal, int at) {
            int first = literal.text().charAt(at);
            int firstBits = bits(literal, first);
            if (at + 1 == literal.length()) {
                return new Pair(firstBits, first, ANY, ANY);
            }
            int second = literal.text().charAt(at + 1);
            return new Pair(firstBits, first, bits(literal, second), second);
        }

        private static int bits(Literal literal, int value) {
            return literal.caseless() && ByteFrequency.isLetter(value) ? ByteSearch.CASE_BIT : 0;
        }

        /** How often it occurs at a place of a subject, 0 to 1. */
        double rate() {
            return rate(firstBits, first) * rate(secondBits, second);
        }

        private static double rate(int bits, int value) {
            return bits == ANY ? 1 : ByteFrequency.rate(value, bits != 0);
        }
    }
}
