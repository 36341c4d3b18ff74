// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** How often bytes occur in requests, headers and English text: an estimate, that chooses among ways to search. */
final class ByteFrequency {

    /** Of a thousand bytes, how many are the letters a to z, in lower case. */
    private static final int[] LETTERS = {
        58, 12, 30, 28, 86, 16, 15, 32, 52, 3, 8, 32, 22, 50, 56, 20, 3, 48, 50, 66, 22, 9, 11, 5, 14, 3
    };

    /**
     * For each letter and each letter behind it, how rare that one is there in English text and source code: 0 for once in two
     * times, 1 for once in four, and so on.
     */
    private static final String PAIRS =
            "84339749496232949222557659365626683392773792472993382846279249326716945248997936630679299577379544488969"
                    + "46334358698342746223856359376533881993761693543989694737175339934347923538969729870998299677279262599979"
                    + "44345349998331259522959695276508893977562557392689793765075839857466763547498927741389298397369732478949"
                    + "24661889399247329846499989283225284955762697324699695533746969543153914335489919662786498387239243488939"
                    + "86858699799354686446077899285416492965432694335689495847167439726743773148795938551672298647359244487749"
                    + "44443559499232639232999799186808892997675797659888792775276119867427834788489947372797499549638801999669"
                    + "5667462949924441842297288526880897299457569779999956";

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

    /** How often a byte occurs behind another one, 0 to 1, in either case where they are letters. */
    static double rateBehind(int before, int value) {
        if (!isLetter(before) || !isLetter(value)) {
            return rate(value, true);
        }
        int first = (before | ByteSearch.CASE_BIT) - 'a';
        int second = (value | ByteSearch.CASE_BIT) - 'a';
        return Math.scalb(1.0, '0' - 1 - PAIRS.charAt(26 * first + second));
    }

    static boolean isLetter(int value) {
        int lower = value | ByteSearch.CASE_BIT;
        return lower >= 'a' && lower <= 'z';
    }
}
