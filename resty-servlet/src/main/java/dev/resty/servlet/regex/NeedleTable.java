// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * Literals by some of their bytes, with those who need them. Those that are looked at together stand side by side.
 * Immutable.
 */
final class NeedleTable {

    /** The key of a literal that any key will do for. */
    static final int ANY = 0;

    private static final int SEVERAL = -1;

    /** Where the literals of each bucket begin, and at the end of all. */
    private final int[] starts;

    private final int[] keys;

    private final Needle[] needles;

    /** Who needs the literal, if that is one. */
    private final int[] owner;

    private final int[][] owners;

    /** A literal and where it belongs. */
    private record Entry(int bucket, int key, Needle needle, int[] owners) {}

    /** Collects literals. */
    static final class Builder {

        private final List<Entry> entries = new ArrayList<>();

        /**
         * Adds a literal.
         *
         * @param key what its bytes have to be before it is compared; {@link #ANY}
         */
        void add(int bucket, int key, Needle needle, int[] owners) {
            entries.add(new Entry(bucket, key, needle, owners));
        }

        NeedleTable build(int buckets) {
            return new NeedleTable(entries, buckets);
        }
    }

    private NeedleTable(List<Entry> entries, int buckets) {
        int size = entries.size();
        starts = new int[buckets + 1];
        keys = new int[size];
        needles = new Needle[size];
        owner = new int[size];
        owners = new int[size][];
        for (Entry entry : entries) {
            starts[entry.bucket + 1]++;
        }
        for (int bucket = 0; bucket < buckets; bucket++) {
            starts[bucket + 1] += starts[bucket];
        }
        int[] free = starts.clone();
        for (Entry entry : entries) {
            int at = free[entry.bucket]++;
            keys[at] = entry.key;
            needles[at] = entry.needle;
            owners[at] = entry.owners;
            owner[at] = entry.owners.length == 1 ? entry.owners[0] : SEVERAL;
        }
    }

    /** Sets the bits of the owners of those literals of a bucket that are around a place. */
    void mark(int bucket, int key, byte[] bytes, int begin, int end, int place, long[] found) {
        int last = starts[bucket + 1];
        for (int at = starts[bucket]; at < last; at++) {
            if (keys[at] == key || keys[at] == ANY) {
                int one = owner[at];
                if (one == SEVERAL) {
                    markSeveral(at, bytes, begin, end, place, found);
                } else if ((found[one >> 6] >>> one & 1) == 0 && needles[at].isAround(bytes, begin, end, place)) {
                    found[one >> 6] |= 1L << one;
                }
            }
        }
    }

    private void markSeveral(int at, byte[] bytes, int begin, int end, int place, long[] found) {
        if (!isMarked(owners[at], found) && needles[at].isAround(bytes, begin, end, place)) {
            for (int one : owners[at]) {
                found[one >> 6] |= 1L << one;
            }
        }
    }

    private static boolean isMarked(int[] owners, long[] found) {
        for (int one : owners) {
            if ((found[one >> 6] >>> one & 1) == 0) {
                return false;
            }
        }
        return true;
    }
}
