// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

/**
 * Pseudo-random numbers in LuaJIT's order: four combined Tausworthe generators with a period of 2^223. The same seed
 * gives the same numbers. Not for secrets.
 */
final class RandomNumbers {

    private static final int[] BITS = {63, 58, 55, 47};
    private static final int[] TAPS = {31, 19, 24, 21};
    private static final int[] SHIFTS = {18, 28, 7, 8};
    private static final int WARM_UP = 10;
    private static final long FRACTION = (1L << 52) - 1;
    private static final long ONE = 0x3ffL << 52;

    private final long[] state = new long[BITS.length];

    RandomNumbers() {
        seed(0);
    }

    void seed(double seed) {
        double d = seed;
        for (int i = 0; i < state.length; i++) {
            d = d * Math.PI + Math.E;
            long least = 1L << 64 - BITS[i];
            long bits = Double.doubleToRawLongBits(d);
            state[i] = Long.compareUnsigned(bits, least) < 0 ? bits + least : bits;
        }
        for (int i = 0; i < WARM_UP; i++) {
            step();
        }
    }

    /** The next number, from 0 up to but not including 1. */
    double next() {
        return Double.longBitsToDouble(step() & FRACTION | ONE) - 1;
    }

    private long step() {
        long mixed = 0;
        for (int i = 0; i < state.length; i++) {
            long z = state[i];
            z = (z << TAPS[i] ^ z) >>> BITS[i] - SHIFTS[i] ^ (z & -1L << 64 - BITS[i]) << SHIFTS[i];
            state[i] = z;
            mixed ^= z;
        }
        return mixed;
    }
}
