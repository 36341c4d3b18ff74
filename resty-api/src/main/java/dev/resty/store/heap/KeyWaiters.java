// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for the entry of a key to go. A thread joins, looks at the entry once more, and parks; whoever
 * removes or changes an entry does so before it looks for those who wait. So either the one sees the change or the other
 * sees the waiter. Safe for concurrent use.
 */
final class KeyWaiters {

    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Deque<Waiter>> byKey = new HashMap<>();

    private volatile int count;

    /** A thread that waits. */
    static final class Waiter {

        private final Thread thread = Thread.currentThread();

        private volatile boolean woken;

        /** Waits to be woken, for so long at most. */
        void park(KeyWaiters waiters, long nanos) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (!woken && nanos > 0) {
                LockSupport.parkNanos(waiters, nanos);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }

        private void wake() {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    /** Whether nobody waits for any key. */
    boolean isEmpty() {
        return count == 0;
    }

    /** Says that this thread is going to wait for a key; it must {@link #leave}. */
    Waiter join(String key) {
        Waiter waiter = new Waiter();
        lock.lock();
        try {
            byKey.computeIfAbsent(key, k -> new ArrayDeque<>()).addLast(waiter);
            count++;
        } finally {
            lock.unlock();
        }
        return waiter;
    }

    /** Puts a waiter that was woken for nothing back in its place, before the others. */
    void rejoin(String key, Waiter waiter) {
        lock.lock();
        try {
            if (waiter.woken) {
                waiter.woken = false;
                byKey.computeIfAbsent(key, k -> new ArrayDeque<>()).addFirst(waiter);
                count++;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a wait; gives whether the thread had been woken, and nobody else for the same change. */
    boolean leave(String key, Waiter waiter) {
        lock.lock();
        try {
            if (waiter.woken) {
                return true;
            }
            Deque<Waiter> waiting = byKey.get(key);
            if (waiting != null && waiting.remove(waiter)) {
                count--;
                if (waiting.isEmpty()) {
                    byKey.remove(key);
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the one that has waited longest. */
    void wakeOne(String key) {
        if (count != 0) {
            lock.lock();
            try {
                Deque<Waiter> waiting = byKey.get(key);
                if (waiting != null) {
                    wakeFirst(waiting);
                    if (waiting.isEmpty()) {
                        byKey.remove(key);
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Wakes all who wait for a key: what it depends on has changed, but its entry is still there. */
    void wakeAll(String key) {
        if (count != 0) {
            lock.lock();
            try {
                wakeAll(byKey.remove(key));
            } finally {
                lock.unlock();
            }
        }
    }

    /** Wakes all who wait for any key. */
    void wakeAll() {
        if (count != 0) {
            lock.lock();
            try {
                byKey.values().forEach(this::wakeAll);
                byKey.clear();
            } finally {
                lock.unlock();
            }
        }
    }

    private void wakeAll(@Nullable Deque<Waiter> waiting) {
        while (waiting != null && !waiting.isEmpty()) {
            wakeFirst(waiting);
        }
    }

    private void wakeFirst(Deque<Waiter> waiting) {
        waiting.removeFirst().wake();
        count--;
    }
}
