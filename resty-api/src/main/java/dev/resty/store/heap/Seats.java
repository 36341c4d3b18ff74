// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.lang.ref.WeakReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives each living thread a small number of its own, as long as there are enough, so that what it counts can lie where
 * nobody else writes. A number comes free when its thread has ended.
 */
final class Seats {

    /** How many there are; also what a thread gets that finds none. */
    static final int COUNT = 256;

    private static final int PROBES = 8;

    /** How often, of so many times, a thread without a seat asks whether anybody has died. */
    private static final int PATIENCE = 64;

    /** The ids of the threads. Only a thread itself writes its id, under the lock, so it needs no other look at it. */
    private static final long[] SITTING = new long[COUNT];

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static final @Nullable WeakReference<Thread>[] THREADS = new WeakReference[COUNT];

    private static final ReentrantLock TAKING = new ReentrantLock();

    private static int asked;

    private Seats() {}

    /** The current thread's seat; {@link #COUNT} where it has none. */
    static int current() {
        Thread thread = Thread.currentThread();
        long id = thread.getId();
        int first = (int) (id * 0x9E37_79B9_7F4A_7C15L >>> 56);
        return SITTING[first] == id ? first : search(thread, id, first);
    }

    private static int search(Thread thread, long id, int first) {
        boolean free = false;
        for (int i = 0; i < PROBES; i++) {
            int seat = first + i & COUNT - 1;
            if (SITTING[seat] == id) {
                return seat;
            }
            free |= SITTING[seat] == 0;
        }
        return free || (++asked & PATIENCE - 1) == 0 ? take(thread, id, first) : COUNT;
    }

    private static int take(Thread thread, long id, int first) {
        if (!TAKING.tryLock()) {
            return COUNT;
        }
        try {
            for (int i = 0; i < PROBES; i++) {
                int seat = first + i & COUNT - 1;
                if (isFree(seat)) {
                    THREADS[seat] = new WeakReference<>(thread);
                    SITTING[seat] = id;
                    return seat;
                }
            }
            return COUNT;
        } finally {
            TAKING.unlock();
        }
    }

    private static boolean isFree(int seat) {
        WeakReference<Thread> sitting = THREADS[seat];
        if (sitting == null) {
            return true;
        }
        Thread thread = sitting.get();
        // isAlive also makes what the dead thread has written visible to the next one.
        return thread == null || !thread.isAlive();
    }
}
