// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

/**
 * Counts of a dict since it was opened, or since this JVM opened it where the dict is elsewhere. Not one instant's
 * picture: operations that run meanwhile may be in some counts and not yet in others.
 *
 * @param entries how many entries there are now, expired ones included; -1 where the store can't tell cheaply
 * @param usedBytes what they count against the capacity; -1 where the store can't tell
 * @param hits reads that found a live value
 * @param misses reads that didn't
 * @param writes writes that were done
 * @param refused writes that found no room
 * @param evictions live entries that were removed to make room
 * @param expirations entries that were removed after their time to live was over
 */
public record DictStats(
        long entries,
        long usedBytes,
        long hits,
        long misses,
        long writes,
        long refused,
        long evictions,
        long expirations) {}
