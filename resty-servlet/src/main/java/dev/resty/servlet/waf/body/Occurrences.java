// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

/** Where a pattern occurs in a body, found in one pass whatever both are (Knuth, Morris and Pratt). */
final class Occurrences {

    private final byte[] pattern;

    /** How much of the pattern's beginning ends each of its beginnings. */
    private final int[] borders;

    private final byte[] in;

    private final int end;

    private int at;

    private int matched;

    /** Where the occurrence found last begins, the largest number after the last. */
    private int found;

    Occurrences(byte[] pattern, byte[] in, int from, int end) {
        this.pattern = pattern;
        this.borders = borders(pattern);
        this.in = in;
        this.end = end;
        this.at = from;
        this.found = from - 1;
    }

    private static int[] borders(byte[] pattern) {
        int[] borders = new int[pattern.length];
        int border = 0;
        for (int i = 1; i < pattern.length; i++) {
            while (border > 0 && pattern[i] != pattern[border]) {
                border = borders[border - 1];
            }
            if (pattern[i] == pattern[border]) {
                border++;
            }
            borders[i] = border;
        }
        return borders;
    }

    /** Where the first occurrence at or behind an index begins; the indexes asked for must not decrease. */
    int next(int from) {
        while (found < from) {
            found = search();
        }
        return found;
    }

    private int search() {
        while (at < end) {
            byte b = in[at++];
            while (matched > 0 && pattern[matched] != b) {
                matched = borders[matched - 1];
            }
            if (pattern[matched] == b) {
                matched++;
                if (matched == pattern.length) {
                    matched = borders[matched - 1];
                    return at - pattern.length;
                }
            }
        }
        return Integer.MAX_VALUE;
    }
}
