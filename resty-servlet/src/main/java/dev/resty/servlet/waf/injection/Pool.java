// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scratch space that searches borrow, so that they needn't allocate. Bounded: what finds no room on its return is left to the
 * garbage collector. Safe for concurrent use, never blocks.
 */
final class Pool<T> {

    private static final int PLACES = places();

    private static final int PROBES = 4;

    /** Neighbours in use by different threads are kept out of one cache line. */
    private static final int STRIDE = 16;

    private final AtomicReferenceArray<@Nullable T> places = new AtomicReferenceArray<>(PLACES * STRIDE);

    private final Supplier<T> maker;

    Pool(Supplier<T> maker) {
        this.maker = maker;
    }

    private static int places() {
        int wanted = 2 * Runtime.getRuntime().availableProcessors();
        return Math.max(PROBES, Math.min(64, Integer.highestOneBit(wanted - 1) << 1));
    }

    /** One that nobody else has; a new one where none is free near the thread's place. */
    T take() {
        int home = home();
        for (int probe = 0; probe < PROBES; probe++) {
            int place = place(home + probe);
            if (places.getPlain(place) != null) {
                T found = places.getAndSet(place, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return maker.get();
    }

    /** Gives one back; the caller no longer uses it. */
    void giveBack(T one) {
        int home = home();
        for (int probe = 0; probe < PROBES; probe++) {
            int place = place(home + probe);
            if (places.getPlain(place) == null && places.weakCompareAndSetVolatile(place, null, one)) {
                return;
            }
        }
    }

    private static int home() {
        return (int) Thread.currentThread().getId();
    }

    private static int place(int number) {
        return (number & PLACES - 1) * STRIDE;
    }
}
