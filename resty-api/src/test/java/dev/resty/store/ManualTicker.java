// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves when a test says so. */
public final class ManualTicker implements Ticker {

    private static final long EPOCH_MILLIS = 1_700_000_000_000L;

    private final AtomicLong nanos;

    /** A clock at a reading like any. */
    public ManualTicker() {
        this(123_456_789);
    }

    /** A clock at this reading of {@link #nanoTime()}. */
    public ManualTicker(long start) {
        nanos = new AtomicLong(start);
    }

    /** Moves on. */
    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long currentTimeMillis() {
        return EPOCH_MILLIS + nanos.get() / 1_000_000;
    }
}
