// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM knows of the clock of the Redis that has a dict: how far it is ahead of this JVM's monotonic one, learned
 * from the time in each answer to a write. An answer's time lies between sending and receiving; taking it for the moment
 * of receiving errs to one side only, so that a deadline sent to Redis is never later than the one meant. Safe for
 * concurrent use.
 */
final class ServerClock {

    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How far Redis is ahead at least, learned from an answer that took so long. */
    private record Sample(double aheadMicros, long roundTripNanos, long takenNanos) {}

    private volatile @Nullable Sample sample;

    /**
     * A reading of {@link System#nanoTime()} in microseconds of Redis's clock; one that is always over where nothing is
     * known of it, to which Redis answers with its time.
     */
    String deadline(long nanos) {
        Sample known = sample;
        return known == null ? "0" : Long.toString((long) (known.aheadMicros + nanos / 1e3));
    }

    /**
     * Learns from an answer.
     *
     * @param wrong whether the answer shows that what was known is wrong
     */
    void learn(double redisMicros, long sentNanos, long receivedNanos, boolean wrong) {
        long roundTrip = receivedNanos - sentNanos;
        Sample known = sample;
        if (wrong
                || known == null
                || roundTrip <= known.roundTripNanos
                || receivedNanos - known.takenNanos > MAX_AGE_NANOS) {
            sample = new Sample(redisMicros - receivedNanos / 1e3, roundTrip, receivedNanos);
        }
    }
}
