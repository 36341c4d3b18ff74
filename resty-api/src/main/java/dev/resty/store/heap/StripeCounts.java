// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

/** What happened to a stripe's entries. Guarded by the stripe's lock. */
final class StripeCounts {

    long hits;

    long misses;

    long writes;

    long refused;

    long evictions;

    long expirations;

    /** Adds all to sums in the order above. */
    void addTo(long[] sums) {
        long[] counts = {hits, misses, writes, refused, evictions, expirations};
        for (int i = 0; i < counts.length; i++) {
            sums[i] += counts[i];
        }
    }
}
