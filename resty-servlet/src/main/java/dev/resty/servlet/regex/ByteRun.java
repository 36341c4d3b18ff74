// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/**
 * The bytes that lead from a state of a deterministic automaton to itself, to run over them faster than from state to state:
 * where one leads doesn't depend on the one before, and if few bytes end the run, they are searched for word by word.
 * Immutable.
 */
final class ByteRun {

    private static final float[] RATES = rates();

    /** Runs that end more often than this aren't worth it. */
    private static final float MAX_EXIT_RATE = 1 / 8f;

    private static final int MAX_WANTED = 3;

    /** Not 0 for a byte that ends the run. */
    private final byte[] exits = new byte[256];

    /** Searches for the few bytes that end the run; null where they are many. */
    private final @Nullable ByteFinder finder;

    /** Whether there is a match before each byte of the run. */
    final boolean match;

    /**
     * Makes one.
     *
     * @param ends the bytes that end the run
     * @param match whether there is a match before each byte of the run
     */
    ByteRun(ByteSet ends, boolean match) {
        for (int value = ends.next(0); value >= 0; value = ends.next(value + 1)) {
            exits[value] = 1;
        }
        finder = ends.size() <= MAX_WANTED ? ByteFinder.of(ends) : null;
        this.match = match;
    }

    private static float[] rates() {
        float[] rates = new float[256];
        float sum = 0;
        for (int value = 0; value < 256; value++) {
            rates[value] = (float) ByteFrequency.rate(value, false);
            sum += rates[value];
        }
        for (int value = 0; value < 256; value++) {
            rates[value] /= sum;
        }
        return rates;
    }

    /** How often a byte is met, 0 to 1; of all bytes, 1. */
    static float rate(int value) {
        return RATES[value];
    }

    /** Whether runs are long enough that end at bytes which are met that often. */
    static boolean isWorthwhile(float exitRate) {
        return exitRate <= MAX_EXIT_RATE;
    }

    /** The place of the first byte that isn't of the run, or the end. */
    int forward(byte[] bytes, int from, int end) {
        ByteFinder search = finder;
        if (search != null) {
            int found = search.next(bytes, from, end);
            return found < 0 ? end : found;
        }
        byte[] ends = exits;
        int at = from;
        for (int limit = end - 4; at <= limit; at += 4) {
            int found = ends[bytes[at] & 0xff]
                    | ends[bytes[at + 1] & 0xff]
                    | ends[bytes[at + 2] & 0xff]
                    | ends[bytes[at + 3] & 0xff];
            if (found != 0) {
                break;
            }
        }
        while (at < end && ends[bytes[at] & 0xff] == 0) {
            at++;
        }
        return at;
    }

    /** The place behind the last byte that isn't of the run, or the beginning. */
    int backward(byte[] bytes, int from, int begin) {
        byte[] ends = exits;
        int at = from;
        while (at > begin && ends[bytes[at - 1] & 0xff] == 0) {
            at--;
        }
        return at;
    }
}
