// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The first level: objects by key, limited in number and in weight.
 *
 * <p>Eviction is SIEVE: objects stand in the order of their arrival, a hand moves from the oldest to the newest, passes
 * over those that were hit since it last came by, and takes the first that was not. A hit therefore only sets a flag: no
 * lock, no queue, no buffer. Whoever is over the time that it may be kept goes at once when the hand comes by.
 */
final class L1<V> {

    private final ConcurrentHashMap<String, L1Object<V>> table = new ConcurrentHashMap<>();

    private final long maxSize;

    private final long maxWeight;

    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable L1Object<V> newest;

    private @Nullable L1Object<V> oldest;

    private @Nullable L1Object<V> hand;

    private long size;

    private long weight;

    L1(long maxSize, long maxWeight) {
        this.maxSize = maxSize;
        this.maxWeight = maxWeight;
    }

    /** The object of a key, whether or not its time is over. */
    @Nullable L1Object<V> get(String key) {
        return table.get(key);
    }

    /**
     * Puts an object in the place of any before, unless it weighs more than all may together.
     *
     * @param now the clock
     * @return what was dropped to make room, the object itself included where there is none for it
     */
    List<L1Object<V>> put(L1Object<V> object, long now) {
        lock.lock();
        try {
            L1Object<V> before = table.get(object.key);
            if (before != null) {
                drop(before);
            }
            if (object.weight > maxWeight || maxSize == 0) {
                return List.of(object);
            }
            table.put(object.key, object);
            link(object);
            return size > maxSize || weight > maxWeight ? evict(object, now) : List.of();
        } finally {
            lock.unlock();
        }
    }

    /** Removes the object of a key. */
    void remove(String key) {
        L1Object<V> object = table.get(key);
        if (object != null) {
            remove(object);
        }
    }

    /** Removes an object, unless another has taken its place. */
    void remove(L1Object<V> object) {
        lock.lock();
        try {
            if (table.get(object.key) == object) {
                drop(object);
            }
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            table.clear();
            newest = null;
            oldest = null;
            hand = null;
            size = 0;
            weight = 0;
        } finally {
            lock.unlock();
        }
    }

    long size() {
        return table.mappingCount();
    }

    long weight() {
        lock.lock();
        try {
            return weight;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what the hand comes to until the rest fits; never the one that just came. */
    private List<L1Object<V>> evict(L1Object<V> arrived, long now) {
        List<L1Object<V>> evicted = new ArrayList<>(1);
        // Hits go on meanwhile and may mark again what was passed: after two rounds marks count no more.
        long passes = 2 * size;
        while (size > maxSize || weight > maxWeight) {
            L1Object<V> candidate = hand == null ? oldest : hand;
            if (candidate == null) {
                break;
            }
            hand = candidate.newer;
            if (candidate != arrived && (now - candidate.keptUntil >= 0 || !candidate.takeVisited() || passes-- <= 0)) {
                drop(candidate);
                evicted.add(candidate);
            }
        }
        return evicted;
    }

    private void link(L1Object<V> object) {
        L1Object<V> head = newest;
        object.older = head;
        if (head == null) {
            oldest = object;
        } else {
            head.newer = object;
        }
        newest = object;
        size++;
        weight += object.weight;
    }

    private void drop(L1Object<V> object) {
        table.remove(object.key, object);
        L1Object<V> newer = object.newer;
        L1Object<V> older = object.older;
        if (hand == object) {
            hand = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        object.newer = null;
        object.older = null;
        size--;
        weight -= object.weight;
    }
}
