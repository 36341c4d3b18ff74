// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** A program's sets of bytes, laid out so that one load tells whether a byte is in one. Immutable. */
final class ByteSets {

    private final long[] words;

    ByteSets(ByteSet[] sets) {
        words = new long[4 * sets.length];
        for (int i = 0; i < sets.length; i++) {
            words[4 * i] = sets[i].w0();
            words[4 * i + 1] = sets[i].w1();
            words[4 * i + 2] = sets[i].w2();
            words[4 * i + 3] = sets[i].w3();
        }
    }

    /** Whether a byte is in the set of a number. */
    boolean contains(int set, byte value) {
        return (words[4 * set + ((value & 0xff) >>> 6)] >>> value & 1) != 0;
    }
}
