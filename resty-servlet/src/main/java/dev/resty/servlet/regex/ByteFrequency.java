// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** How often bytes occur in requests, headers and English text: an estimate, that chooses among ways to search. */
final class ByteFrequency {

    /** Of a thousand bytes, how many are the letters a to z, in lower case. */
    private static final int[] LETTERS = {
        58, 12, 30, 28, 86, 16, 15, 32, 52, 3, 8, 32, 22, 50, 56, 20, 3, 48, 50, 66, 22, 9, 11, 5, 14, 3
    };

    private static final String OFTEN = " -./=&:;,_%\"";

    private static final int[] OFTEN_SHARES = {80, 14, 16, 20, 12, 10, 10, 6, 8, 8, 10, 8};

    private static final double[] RATES = new double[256];

    /** Rates of letters in either case. */
    private static final double[] CASELESS_RATES = new double[256];

    static {
        for (int value = 0; value < 256; value++) {
            RATES[value] = share(value) / 1000.0;
        }
        for (int value = 0; value < 256; value++) {
            CASELESS_RATES[value] = isLetter(value) ? RATES[value] + RATES[value ^ ByteSearch.CASE_BIT] : RATES[value];
        }
    }

    private ByteFrequency() {}

    private static double share(int value) {
        if (value >= 'a' && value <= 'z') {
            return LETTERS[value - 'a'];
        }
        if (value >= 'A' && value <= 'Z') {
            return 0.5 + LETTERS[value - 'A'] / 15.0;
        }
        if (value >= '0' && value <= '9') {
            return 14;
        }
        int often = OFTEN.indexOf(value);
        if (often >= 0) {
            return OFTEN_SHARES[often];
        }
        return value > ' ' && value < 0x7f ? 1.5 : value == '\n' || value == '\r' ? 2 : value < 0x80 ? 0.2 : 0.5;
    }

    /** How often a byte occurs, 0 to 1; in either case where it is a letter and case doesn't matter. */
    static double rate(int value, boolean caseless) {
        return caseless ? CASELESS_RATES[value] : RATES[value];
    }

    static boolean isLetter(int value) {
        int lower = value | ByteSearch.CASE_BIT;
        return lower >= 'a' && lower <= 'z';
    }
}
