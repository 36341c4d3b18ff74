// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.concurrent.atomic.AtomicLongArray;

/** The bytes of a dict. Safe for concurrent use. */
final class Space {

    private static final int USED = 16;

    private final long capacity;

    /** In the middle of a longer array: it is written often, and what lies beside it is not. */
    private final AtomicLongArray counts = new AtomicLongArray(2 * USED);

    Space(long capacity) {
        this.capacity = capacity;
    }

    long capacity() {
        return capacity;
    }

    long used() {
        return counts.get(USED);
    }

    /** Takes so many bytes, or gives them back where negative; false, and nothing taken, where there aren't as many. */
    boolean reserve(long bytes) {
        if (bytes == 0) {
            return true;
        }
        if (bytes < 0) {
            counts.addAndGet(USED, bytes);
            return true;
        }
        long before = counts.get(USED);
        while (before + bytes <= capacity) {
            if (counts.compareAndSet(USED, before, before + bytes)) {
                return true;
            }
            before = counts.get(USED);
        }
        return false;
    }
}
