// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.SharedDict;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ConcurrencyLimiter} says to one who comes, and, where it is yes, the place that is held until this is
 * closed. Safe for concurrent use; any thread may close it.
 */
public final class Permit implements AutoCloseable {

    private final ConcurrencyLimiter limiter;

    /** Where the place is counted; null where none is. */
    private final @Nullable SharedDict where;

    private final String key;

    private final long since;

    private final long count;

    private final boolean fits;

    private final boolean storeDown;

    private final Duration delay;

    private static final long GIVEN_BACK = 0;

    private static final long RENEWING = -1;

    /** Given back during a renewal, which is going to see to it. */
    private static final long LEAVING = -2;

    /** The slot of the lease, or one of the states above. */
    private final AtomicLong slot = new AtomicLong(GIVEN_BACK);

    Permit(
            ConcurrencyLimiter limiter,
            @Nullable SharedDict where,
            String key,
            long since,
            long count,
            boolean fits,
            boolean storeDown) {
        this.limiter = limiter;
        this.where = where;
        this.key = key;
        this.since = since;
        this.count = count;
        this.fits = fits;
        this.storeDown = storeDown;
        delay = fits && !limiter.dryRun() ? limiter.delay(count) : Duration.ZERO;
    }

    Permit ends(long leaseSlot) {
        slot.set(where == null ? GIVEN_BACK : leaseSlot);
        return this;
    }

    /** Whether it may go on; always in a dry run. */
    public boolean allowed() {
        return fits || limiter.dryRun();
    }

    /** Whether the limit would have it refused: as {@link #allowed}, but for dry runs. */
    public boolean exceeded() {
        return !fits;
    }

    /** How long it is to wait before it goes on. */
    public Duration delay() {
        return delay;
    }

    /** How many there are with this one; 0 where the store didn't answer. */
    public long count() {
        return count;
    }

    /** How many more may come. */
    public long remaining() {
        return Math.max(limiter.most() - count, 0);
    }

    /** Whether the store didn't answer, and the limiter did as {@link StoreDown} has it. */
    public boolean storeDown() {
        return storeDown;
    }

    /**
     * Holds the place for the whole life of a permit from now on; where the store doesn't answer, for what it had left.
     *
     * @return false where it is not held: refused, closed, or ended already
     */
    public boolean renew() {
        long from = slot.get();
        if (where == null || from == GIVEN_BACK || from == LEAVING) {
            return false;
        }
        if (from == RENEWING || !slot.compareAndSet(from, RENEWING)) {
            return slot.get() != GIVEN_BACK;
        }
        long to = from;
        try {
            to = limiter.move(where, key, from, true);
        } finally {
            if (!slot.compareAndSet(RENEWING, to)) {
                slot.set(GIVEN_BACK);
                limiter.move(where, key, to, false);
            }
        }
        return slot.get() != GIVEN_BACK;
    }

    /**
     * Gives the place back and lets the limiter's delay follow how long it was held, the wait left out. Where the store
     * doesn't answer, the place comes back when the permit's life is over.
     */
    @Override
    public void close() {
        long millis = Math.max(limiter.now() - since - delay.toMillis(), 0);
        leave(Duration.ofMillis(millis));
    }

    /**
     * Gives the place back, as {@link #close}.
     *
     * @param latency how long the work took, half of which goes into the limiter's delay; null leaves that as it is
     */
    public void leave(@Nullable Duration latency) {
        long held = slot.getAndUpdate(lease -> lease == RENEWING ? LEAVING : lease == LEAVING ? LEAVING : GIVEN_BACK);
        if (where == null || held == GIVEN_BACK || held == LEAVING) {
            return;
        }
        if (held != RENEWING) {
            limiter.move(where, key, held, false);
        }
        if (latency != null) {
            limiter.held(latency);
        }
    }
}
