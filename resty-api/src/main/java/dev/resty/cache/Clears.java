// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The clears that this cache made or heard of, counted, and the latest of them. What was put into the first level knows
 * how many there were, and a hit after others looks whether one of those concerns it: so a clear costs the same however
 * many objects there are. Who is further behind than the clears that are kept counts as cleared.
 */
final class Clears {

    /** How many are kept. */
    private static final int KEPT = 256;

    /** What a clear concerns. */
    enum Kind {
        ALL,
        PREFIX,
        TAG
    }

    /**
     * One clear.
     *
     * @param text the prefix or the tag
     */
    record Clear(Kind kind, String text) {

        boolean touches(String key, Set<String> tags) {
            return switch (kind) {
                case ALL -> true;
                case PREFIX -> key.startsWith(text);
                case TAG -> tags.contains(text);
            };
        }
    }

    private final AtomicReferenceArray<Clear> latest = new AtomicReferenceArray<>(KEPT);

    private final ReentrantLock lock = new ReentrantLock();

    private volatile int count;

    int count() {
        return count;
    }

    /** Notes a clear; gives how many there are with it. */
    int add(Clear clear) {
        lock.lock();
        try {
            int number = count;
            latest.set(number & KEPT - 1, clear);
            count = number + 1;
            return number + 1;
        } finally {
            lock.unlock();
        }
    }

    /** Whether one that came after the first {@code since} concerns a key with these tags. */
    boolean touchedSince(int since, String key, Set<String> tags) {
        int now = count;
        for (int i = since; i != now; i++) {
            if (now - i >= KEPT || latest.get(i & KEPT - 1).touches(key, tags)) {
                return true;
            }
        }
        // One that came meanwhile may have taken the place of one that was to be looked at.
        return now != since && count - since >= KEPT;
    }

    /** Whether one that came after the first {@code since} may concern a key whose tags nobody knows yet. */
    boolean mayTouchSince(int since, String key) {
        int now = count;
        for (int i = since; i != now; i++) {
            if (now - i >= KEPT) {
                return true;
            }
            Clear clear = latest.get(i & KEPT - 1);
            if (clear.kind() == Kind.TAG || clear.touches(key, Set.of())) {
                return true;
            }
        }
        return now != since && count - since >= KEPT;
    }
}
