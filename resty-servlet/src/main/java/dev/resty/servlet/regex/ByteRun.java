// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * The bytes that lead from a state of a deterministic automaton to itself, to run over them faster than from state to state:
 * what each byte leads to doesn't depend on the byte before. Immutable.
 */
final class ByteRun {

    /** What one takes. */
    static final int BYTES = 300;

    /** Of 2,000 bytes of ordinary text, how often each is met. */
    private static final byte[] WEIGHTS = weights();

    private static final int TOTAL_WEIGHT = total();

    /** Runs that end this often aren't worth it. */
    private static final int MAX_EXIT_WEIGHT = TOTAL_WEIGHT / 12;

    /** Not 0 for a byte that ends the run. */
    private final byte[] exits;

    /** Whether there is a match before each byte of the run. */
    final boolean match;

    private ByteRun(byte[] exits, boolean match) {
        this.exits = exits;
        this.match = match;
    }

    /** Makes the run of the bytes that lead from a row to a value. */
    static ByteRun of(int[] transitions, int row, int self, byte[] classOf) {
        byte[] exits = new byte[256];
        for (int value = 0; value < 256; value++) {
            if (transitions[row + (classOf[value] & 0xff)] != self) {
                exits[value] = 1;
            }
        }
        return new ByteRun(exits, self < 0);
    }

    /** How often a byte is met. */
    static int weight(int value) {
        return WEIGHTS[value];
    }

    /** Whether runs over bytes of some weight are long enough. */
    static boolean isWorthwhile(int weight) {
        return weight >= TOTAL_WEIGHT - MAX_EXIT_WEIGHT;
    }

    private static byte[] weights() {
        byte[] weights = new byte[256];
        for (int value = 0; value < 256; value++) {
            if (value >= 'a' && value <= 'z') {
                weights[value] = 40;
            } else if (value == ' ') {
                weights[value] = 100;
            } else if (value > ' ' && value < 128) {
                weights[value] = Anchor.WORD.contains(value) ? (byte) (value <= '9' ? 14 : 5) : 8;
            } else {
                weights[value] = 1;
            }
        }
        return weights;
    }

    private static int total() {
        int total = 0;
        for (byte weight : WEIGHTS) {
            total += weight;
        }
        return total;
    }

    /** The place of the first byte that isn't of the run, or the end. */
    int forward(byte[] bytes, int from, int end) {
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
