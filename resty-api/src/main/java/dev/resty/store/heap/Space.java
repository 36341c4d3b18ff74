// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The bytes of a dict that are for entries. While most of them are free, stripes may keep a few that they gave back for
 * their next entries, which count as used here. Before anybody is told that there is no room, all of these are collected,
 * and none are kept again until most are free: so nobody sees a dict as full that isn't. Safe for concurrent use.
 */
final class Space {

    private static final int USED = 16;

    /** What {@link #seal} gives while stripes may have kept bytes. */
    private static final int OPEN = 0;

    private final long capacity;

    /** In the middle of a longer array: it is written often, and what lies beside it is not. */
    private final AtomicLongArray counts = new AtomicLongArray(2 * USED);

    /** Guards the change between keeping and not keeping. Who has a stripe's lock must not wait for it. */
    private final StripeLock sealing = new StripeLock();

    private int seals;

    private volatile int seal = OPEN;

    private volatile boolean keeping = true;

    Space(long capacity) {
        this.capacity = capacity;
    }

    /** With those that stripes keep. */
    long taken() {
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

    /** Whether a stripe may keep what it gives back. Under that stripe's lock. */
    boolean isKeeping() {
        return keeping || mayKeepAgain();
    }

    private boolean mayKeepAgain() {
        if (taken() > capacity / 2 || !sealing.tryLock()) {
            return false;
        }
        try {
            seal = OPEN;
            keeping = true;
            return true;
        } finally {
            sealing.unlock();
        }
    }

    /** To be handed to {@link #isSealed}, from before a {@link #reserve} that failed. */
    int seal() {
        return seal;
    }

    /** Whether no stripe has kept anything since {@link #seal} gave this. */
    boolean isSealed(int before) {
        return before != OPEN && seal == before;
    }

    /** Collects what stripes keep. To be called without any stripe's lock. */
    void seal(Stripe[] stripes) {
        sealing.lock();
        try {
            if (seal != OPEN) {
                return;
            }
            keeping = false;
            for (Stripe stripe : stripes) {
                stripe.lock();
                reserve(-stripe.takeKept());
                stripe.unlockUnchanged();
            }
            seals = Math.max(1, seals + 1);
            seal = seals;
        } finally {
            sealing.unlock();
        }
    }
}
