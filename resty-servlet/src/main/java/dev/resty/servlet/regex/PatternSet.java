// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/** Many patterns over one subject. Immutable and safe for concurrent use. */
public final class PatternSet {

    private static final int[] NO_GROUPS = {};

    private final Pattern[] patterns;

    private PatternSet(List<Pattern> patterns) {
        this.patterns = patterns.toArray(new Pattern[0]);
    }

    /** Makes a set; a pattern's number is its place in the list. */
    public static PatternSet of(List<Pattern> patterns) {
        return new PatternSet(patterns);
    }

    /** How many patterns there are. */
    public int size() {
        return patterns.length;
    }

    /** The pattern with a number. */
    public Pattern pattern(int number) {
        return patterns[number];
    }

    /**
     * Tells which patterns have a match anywhere in a subject.
     *
     * @param hits receives a bit for each pattern, {@code size() + 63 >> 6} words; those of patterns without a match are
     *     cleared
     * @return whether there is any
     * @throws RegexExecException where a search was given up
     */
    public boolean find(byte[] bytes, int begin, int end, long[] hits) {
        java.util.Arrays.fill(hits, 0);
        boolean any = false;
        for (int i = 0; i < patterns.length; i++) {
            if (patterns[i].find(bytes, begin, end, begin, NO_GROUPS)) {
                hits[i >> 6] |= 1L << i;
                any = true;
            }
        }
        return any;
    }

    /**
     * Gives the smallest number of a pattern that has a match anywhere in a subject; -1 where none has.
     *
     * @throws RegexExecException where the search with a pattern of a smaller number was given up
     */
    public int first(byte[] bytes, int begin, int end) {
        for (int i = 0; i < patterns.length; i++) {
            if (patterns[i].find(bytes, begin, end, begin, NO_GROUPS)) {
                return i;
            }
        }
        return -1;
    }
}
