// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the first level holds under a key. Times are readings of the cache's clock.
 *
 * <p>A hit reads {@link #checkAt} and {@link #cleared} and nothing else; both only ever move to where another look is
 * worth while, so that racing writes cost a look and never an answer.
 */
final class L1Object<V> {

    final String key;

    /** The answer, made once. */
    final CacheHit<V> hit;

    final Set<String> tags;

    /** When it is over. */
    final long until;

    /** Until when it may answer while the store is down. */
    final long keptUntil;

    /** What counts its hits. */
    final LongAdder hits;

    final int weight;

    /** When something is to be done about it: it is over, or to be refreshed. */
    volatile long checkAt;

    /** How many clears had been made when it was last seen to be touched by none. */
    volatile int cleared;

    /** Whether it was hit since the eviction last came by. */
    private boolean visited;

    /** Neighbours in the order of arrival; under the lock of {@link L1}. */
    @Nullable L1Object<V> newer;

    @Nullable L1Object<V> older;

    L1Object(
            String key,
            CacheHit<V> hit,
            Set<String> tags,
            int weight,
            LongAdder hits,
            long until,
            long keptUntil,
            long checkAt,
            int cleared) {
        this.key = key;
        this.hit = hit;
        this.tags = tags;
        this.weight = weight;
        this.hits = hits;
        this.until = until;
        this.keptUntil = keptUntil;
        this.checkAt = checkAt;
        this.cleared = cleared;
    }

    /** Notes a hit; writes once only, so that hits of several threads share the object's cache line. */
    void visit() {
        if (!visited) {
            visited = true;
        }
    }

    /** Whether it was hit since the last call of this. */
    boolean takeVisited() {
        boolean was = visited;
        visited = false;
        return was;
    }
}
