// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * Literals by some of their bytes, with those who need them. Those that are looked at together stand side by side.
 * Immutable.
 */
final class NeedleTable {

    private static final int SEVERAL = -1;

    /** Where the literals of each bucket begin, and at the end of all. */
    private final int[] starts;

    /** Up to eight bytes of each literal from the place that it is looked up by, with folded case. */
    private final long[] heads;

    /** All bits of those bytes. */
    private final long[] masks;

    private final Needle[] needles;

    /** Who needs the literal, if that is one. */
    private final int[] owner;

    private final int[][] owners;

    /** A literal and where it belongs. */
    private record Entry(int bucket, Needle needle, int[] owners) {}

    /** Collects literals. */
    static final class Builder {

        private final List<Entry> entries = new ArrayList<>();

        /**
         * Adds a literal.
         *
         * @param needle with the offset that it is looked up by
         */
        void add(int bucket, Needle needle, int[] owners) {
            entries.add(new Entry(bucket, needle, owners));
        }

        NeedleTable build(int buckets) {
            return new NeedleTable(entries, buckets);
        }
    }

    private NeedleTable(List<Entry> entries, int buckets) {
        int size = entries.size();
        starts = new int[buckets + 1];
        heads = new long[size];
        masks = new long[size];
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
            int length = Math.min(Long.BYTES, entry.needle.bytes.length - entry.needle.offset);
            masks[at] = -1L >>> Long.SIZE - 8 * length;
            heads[at] = ByteSearch.fold(ByteSearch.tail(entry.needle.bytes, entry.needle.offset)) & masks[at];
            needles[at] = entry.needle;
            owners[at] = entry.owners;
            owner[at] = entry.owners.length == 1 ? entry.owners[0] : SEVERAL;
        }
    }

    /** Tells the owners of those literals of a bucket that are around a place. */
    void mark(int bucket, byte[] bytes, int begin, int end, int place, Sightings sightings) {
        int last = starts[bucket + 1];
        long there = ByteSearch.fold(ByteSearch.tail(bytes, place));
        for (int at = starts[bucket]; at < last; at++) {
            if ((there & masks[at]) == heads[at]) {
                int one = owner[at];
                if (one == SEVERAL) {
                    markSeveral(at, bytes, begin, end, place, sightings);
                } else if (!sightings.isDone(one) && needles[at].isAround(bytes, begin, end, place)) {
                    sightings.add(one, place - needles[at].offset);
                }
            }
        }
    }

    private void markSeveral(int at, byte[] bytes, int begin, int end, int place, Sightings sightings) {
        if (!areDone(owners[at], sightings) && needles[at].isAround(bytes, begin, end, place)) {
            for (int one : owners[at]) {
                sightings.add(one, place - needles[at].offset);
            }
        }
    }

    private static boolean areDone(int[] owners, Sightings sightings) {
        for (int one : owners) {
            if (!sightings.isDone(one)) {
                return false;
            }
        }
        return true;
    }
}
