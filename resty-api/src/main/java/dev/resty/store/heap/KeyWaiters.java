// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
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
        if (count == 0) {
            return;
        }
        List<Waiter> woken = new ArrayList<>(1);
        lock.lock();
        try {
            Deque<Waiter> waiting = byKey.get(key);
            if (waiting != null) {
                take(waiting, woken);
                if (waiting.isEmpty()) {
                    byKey.remove(key);
                }
            }
        } finally {
            lock.unlock();
        }
        unpark(woken);
    }

    /** Wakes all who wait for a key: what it depends on has changed, but its entry is still there. */
    void wakeAll(String key) {
        if (count == 0) {
            return;
        }
        List<Waiter> woken = new ArrayList<>();
        lock.lock();
        try {
            takeAll(byKey.remove(key), woken);
        } finally {
            lock.unlock();
        }
        unpark(woken);
    }

    /** Wakes all who wait for any key. */
    void wakeAll() {
        if (count == 0) {
            return;
        }
        List<Waiter> woken = new ArrayList<>();
        lock.lock();
        try {
            byKey.values().forEach(waiting -> takeAll(waiting, woken));
            byKey.clear();
        } finally {
            lock.unlock();
        }
        unpark(woken);
    }

    private void takeAll(@Nullable Deque<Waiter> waiting, List<Waiter> woken) {
        while (waiting != null && !waiting.isEmpty()) {
            take(waiting, woken);
        }
    }

    private void take(Deque<Waiter> waiting, List<Waiter> woken) {
        Waiter waiter = waiting.removeFirst();
        waiter.woken = true;
        woken.add(waiter);
        count--;
    }

    /** Outside the lock: a thread that is woken under it would have to wait for it at once. */
    private static void unpark(List<Waiter> woken) {
        for (Waiter waiter : woken) {
            LockSupport.unpark(waiter.thread);
        }
    }
}
