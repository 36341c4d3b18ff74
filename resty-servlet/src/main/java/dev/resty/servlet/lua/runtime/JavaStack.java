// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

/**
 * Looks how much room the Java stack has, so that too deep a recursion is Lua's error while there still is room for
 * handlers and tracebacks.
 */
final class JavaStack {

    /** How many calls of Lua functions may be made between two looks: they fit into what a look has found. */
    static final int LEVELS = 64;

    /** Each takes at least some 150 bytes, in compiled code. */
    private static final int FRAMES = 900;

    private JavaStack() {}

    /** Whether some 128 KB are left. */
    static boolean hasRoom() {
        try {
            return descend(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8) != 0;
        } catch (StackOverflowError e) {
            return false;
        }
    }

    private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (frames == 0) {
            return a + b + c + d + e + f + g + h | 1;
        }
        long below = descend(frames - 1, b, c, d, e, f, g, h, a);
        return below + a ^ (b + c + d + e + f + g + h) | 1;
    }
}
