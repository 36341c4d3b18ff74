// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.StoreUnavailableException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps reads away from a store that did not answer lately, so that not each of them waits for its timeout. Once a second
 * one read goes through and finds out whether it is back.
 */
final class StoreGate {

    /** How long nobody asks after a failure, in nanoseconds. */
    static final long PAUSE = 1_000_000_000L;

    /** What was the matter, and when to ask again. */
    private record Outage(String message, long until) {}

    private final LongSupplier clock;

    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    StoreGate(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Lets a read through, or not.
     *
     * @throws StoreUnavailableException where the store did not answer lately
     */
    void enter() {
        Outage last = outage.get();
        if (last == null) {
            return;
        }
        long now = clock.getAsLong();
        boolean probes = now - last.until >= 0 && outage.compareAndSet(last, new Outage(last.message, now + PAUSE));
        if (!probes) {
            throw new StoreUnavailableException(last.message);
        }
    }

    void answered() {
        if (outage.get() != null) {
            outage.set(null);
        }
    }

    void failed(StoreUnavailableException e) {
        outage.set(new Outage(String.valueOf(e.getMessage()), clock.getAsLong() + PAUSE));
    }
}
