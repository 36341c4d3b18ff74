// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.time.Duration;

/**
 * What a cache has counted since it was made.
 *
 * @param l1Hits calls that the first level answered
 * @param l2Hits calls that the second level answered, or a load that another thread was running
 * @param misses calls that found nothing fresh in either level
 * @param loads loaders that ran, and gave a value or that there is none
 * @param loadFailures loaders that failed or were given up
 * @param loadTime how long all loaders ran together
 * @param staleServed calls that got a value whose time was over
 * @param refreshes loads in the background that succeeded, also among {@code loads}
 * @param evictions objects that the first level dropped for want of room
 * @param invalidations objects, prefixes and tags that other caches said have changed
 * @param missed how often news from other caches may have been lost
 * @param storeFailures calls that the store did not answer
 * @param l1Size how many objects the first level holds now
 * @param l1Weight how much they weigh together
 */
public record CacheStats(
        long l1Hits,
        long l2Hits,
        long misses,
        long loads,
        long loadFailures,
        Duration loadTime,
        long staleServed,
        long refreshes,
        long evictions,
        long invalidations,
        long missed,
        long storeFailures,
        long l1Size,
        long l1Weight) {}
