// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** The counts of a cache, and those who hear of its events. */
final class Counters {

    final LongAdder l1Hits = new LongAdder();

    final LongAdder l2Hits = new LongAdder();

    final LongAdder misses = new LongAdder();

    final LongAdder loads = new LongAdder();

    final LongAdder loadFailures = new LongAdder();

    final LongAdder loadNanos = new LongAdder();

    final LongAdder staleServed = new LongAdder();

    final LongAdder refreshes = new LongAdder();

    final LongAdder evictions = new LongAdder();

    final LongAdder invalidations = new LongAdder();

    final LongAdder missed = new LongAdder();

    final LongAdder storeFailures = new LongAdder();

    CacheStats stats(long l1Size, long l1Weight) {
        return new CacheStats(
                l1Hits.sum(),
                l2Hits.sum(),
                misses.sum(),
                loads.sum(),
                loadFailures.sum(),
                Duration.ofNanos(loadNanos.sum()),
                staleServed.sum(),
                refreshes.sum(),
                evictions.sum(),
                invalidations.sum(),
                missed.sum(),
                storeFailures.sum(),
                l1Size,
                l1Weight);
    }
}
