// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.StoreUnavailableException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a dict's store answers. After a failure it is left alone for a while, so that not every request waits for its
 * timeout; then one request asks it again. Safe for concurrent use.
 */
final class Outage {

    /** How long a store that failed is left alone. */
    static final long PAUSE_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final String dict;

    private final StoreDown policy;

    private final LongSupplier epochMillis;

    /** When to ask again; 0 while the store answers. */
    private final AtomicLong askAt = new AtomicLong();

    Outage(String dict, StoreDown policy, LongSupplier epochMillis) {
        this.dict = dict;
        this.policy = policy;
        this.epochMillis = epochMillis;
    }

    /** Whether the store is to be asked now. */
    boolean ask() {
        long at = askAt.get();
        if (at == 0) {
            return true;
        }
        long now = epochMillis.getAsLong();
        // A clock that was set back must not make the pause longer.
        return (now >= at || at - now > PAUSE_MILLIS) && askAt.compareAndSet(at, now + PAUSE_MILLIS);
    }

    void answered() {
        if (askAt.get() != 0 && askAt.getAndSet(0) != 0) {
            LOG.info("limiter over dict \"{}\": the store answers again", dict);
        }
    }

    void failed(StoreUnavailableException e) {
        if (askAt.getAndSet(epochMillis.getAsLong() + PAUSE_MILLIS) == 0) {
            LOG.warn("limiter over dict \"{}\": {}; until it answers: {}", dict, e.getMessage(), policy);
        }
    }
}
