// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/** Takes a first look at a subject, and tells whether and where it pays to search. Immutable; allocates nothing. */
abstract class PlaceFinder {

    /** A place from {@code from} to {@code end} that no match starts before, as far as can be told; -1 for no match. */
    abstract int next(byte[] bytes, int from, int end);

    /** Looks at nothing. */
    static PlaceFinder anywhere() {
        return new Anywhere();
    }

    /**
     * Looks at the first byte.
     *
     * @param set what matches start with, that start only there; null where that isn't known, or matches may be empty
     */
    static PlaceFinder startingWith(@Nullable ByteSet set) {
        return set == null ? anywhere() : new StartingWith(set);
    }

    private static final class Anywhere extends PlaceFinder {

        @Override
        int next(byte[] bytes, int from, int end) {
            return from;
        }
    }

    private static final class StartingWith extends PlaceFinder {

        private final boolean[] members = new boolean[256];

        StartingWith(ByteSet set) {
            for (int value = set.next(0); value >= 0; value = set.next(value + 1)) {
                members[value] = true;
            }
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            return members[bytes[from] & 0xff] ? from : -1;
        }
    }
}
