// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The threads of this JVM that wait for entries of a dict to change, by key. Safe for concurrent use. */
final class LockWaiters {

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Deque<Waiter>> byKey = new HashMap<>();

    /** A thread that waits. A wake-up that comes while it looks at Redis isn't lost: the next wait is over at once. */
    final class Waiter {

        private final String key;

        private final Semaphore wakeUps = new Semaphore(0);

        /** Guarded by the lock. */
        private boolean woken;

        Waiter(String key) {
            this.key = key;
        }

        /** Says that what this waiter learns from now on is newer than all wake-ups before. */
        void look() {
            lock.lock();
            try {
                woken = false;
                wakeUps.drainPermits();
            } finally {
                lock.unlock();
            }
        }

        void await(long nanos) throws InterruptedException {
            boolean inTime = wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS);
            assert inTime || nanos >= 0;
        }

        boolean othersWait() {
            lock.lock();
            try {
                Deque<Waiter> waiting = byKey.get(key);
                return waiting != null && waiting.size() > 1;
            } finally {
                lock.unlock();
            }
        }

        /** Ends the waiting; a wake-up that it had no use for goes to the next. */
        void leave(boolean acquired) {
            lock.lock();
            try {
                Deque<Waiter> waiting = byKey.get(key);
                if (waiting == null) {
                    return;
                }
                waiting.remove(this);
                if (waiting.isEmpty()) {
                    byKey.remove(key);
                } else if (!acquired) {
                    wakeOne(waiting);
                }
            } finally {
                lock.unlock();
            }
        }

        private void wake() {
            woken = true;
            wakeUps.release();
        }
    }

    /** Begins to wait; the waiter must {@link Waiter#leave}. */
    Waiter join(String key) {
        Waiter waiter = new Waiter(key);
        lock.lock();
        try {
            byKey.computeIfAbsent(key, k -> new ArrayDeque<>()).add(waiter);
        } finally {
            lock.unlock();
        }
        return waiter;
    }

    /** Wakes the one that has waited longest for a key. */
    void wake(String key) {
        lock.lock();
        try {
            Deque<Waiter> waiting = byKey.get(key);
            if (waiting != null) {
                wakeOne(waiting);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void wakeOne(Deque<Waiter> waiting) {
        for (Waiter waiter : waiting) {
            if (!waiter.woken) {
                waiter.wake();
                return;
            }
        }
    }

    /** Wakes all. */
    void wakeAll() {
        lock.lock();
        try {
            byKey.values().forEach(waiting -> waiting.forEach(Waiter::wake));
        } finally {
            lock.unlock();
        }
    }
}
