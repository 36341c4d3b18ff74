// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The threads that wait for the entry of a key to go, by key. Guarded by the dict's lock. */
final class KeyWaiters {

    private static final class Waiting {

        final Condition change;

        int threads;

        Waiting(Condition change) {
            this.change = change;
        }
    }

    private final ReentrantLock lock;

    private final Map<String, Waiting> byKey = new HashMap<>();

    KeyWaiters(ReentrantLock lock) {
        this.lock = lock;
    }

    /** Says that this thread is going to wait for a key; it must {@link #leave}. */
    void join(String key) {
        byKey.computeIfAbsent(key, k -> new Waiting(lock.newCondition())).threads++;
    }

    /** Waits for the key's entry to change, giving the dict's lock away meanwhile. */
    void await(String key, long nanos) throws InterruptedException {
        Waiting waiting = byKey.get(key);
        if (waiting == null) {
            throw new IllegalStateException("not waiting for " + key);
        }
        long left = waiting.change.awaitNanos(nanos);
        assert left <= nanos;
    }

    void leave(String key) {
        Waiting waiting = byKey.get(key);
        if (waiting != null && --waiting.threads == 0) {
            byKey.remove(key);
        }
    }

    /** Wakes the one that has waited longest. */
    void wakeOne(String key) {
        if (!byKey.isEmpty()) {
            Waiting waiting = byKey.get(key);
            if (waiting != null) {
                waiting.change.signal();
            }
        }
    }

    /** Wakes all who wait for a key: what it depends on has changed, but its entry is still there. */
    void wakeAll(String key) {
        if (!byKey.isEmpty()) {
            Waiting waiting = byKey.get(key);
            if (waiting != null) {
                waiting.change.signalAll();
            }
        }
    }

    /** Wakes all who wait for any key. */
    void wakeAll() {
        byKey.values().forEach(waiting -> waiting.change.signalAll());
    }
}
