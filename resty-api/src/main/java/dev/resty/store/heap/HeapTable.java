// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictListener.Event;
import dev.resty.dict.DictStats;
import dev.resty.dict.LuaScalar;
import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of a {@link HeapSharedDict} stand on: the entries in their stripes, their common order of use, the
 * space they take, and the two ways in which old ones go. Takes at most one stripe's lock at a time. Safe for concurrent
 * use.
 */
final class HeapTable {

    /** How many expired entries at the old end an operation removes in passing. */
    private static final int SWEEP = 2;

    private static final int MOST_STRIPES = 64;

    /** A dict gets a stripe for so many bytes at least. */
    private static final long STRIPE_BYTES = 64 * 1024;

    private static final int BOOLEAN_SIZE = 1;

    /** Eras are counted in eight bits; long before one comes again, entries of former ones get an end of their own. */
    private static final int ERAS_TO_KEEP = 64;

    final Stripe[] stripes;

    final UseOrder order;

    final Space space;

    final DictClock clock;

    final Listeners listeners = new Listeners();

    final KeyWaiters waiters = new KeyWaiters();

    private final ReentrantLock flushing = new ReentrantLock();

    private final int shift;

    private volatile long flushedAt = DictClock.PAST;

    HeapTable(long capacity, Ticker ticker) {
        int bits = stripeBits(capacity);
        stripes = new Stripe[1 << bits];
        shift = bits == 0 ? 0 : Integer.SIZE - bits;
        order = new UseOrder(stripes);
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(order);
        }
        space = new Space(capacity);
        clock = new DictClock(ticker);
    }

    private static int stripeBits(long capacity) {
        long most = Math.min(MOST_STRIPES, 4L * Runtime.getRuntime().availableProcessors());
        long stripes = Math.max(1, Math.min(most, capacity / STRIPE_BYTES));
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(stripes);
    }

    /** The stripe that has keys of this {@link Stripe#hash}. */
    Stripe stripe(int hash) {
        return stripes[stripes.length == 1 ? 0 : hash >>> shift];
    }

    /** What an entry with this value counts. */
    static long sizeOf(int keyLength, LuaScalar value) {
        long length;
        if (value instanceof LuaScalar.Frozen frozen) {
            length = frozen.size();
        } else {
            length = value instanceof LuaScalar.Bool ? BOOLEAN_SIZE : EntryBytes.lengthOf(value);
        }
        return HeapSharedDict.ENTRY_OVERHEAD + keyLength + length;
    }

    /** Removes up to two expired entries at the old end. To be called without any stripe's lock. */
    void sweep() {
        if (order.isDue(clock)) {
            for (int i = 0; i < SWEEP && removeOldest(true, null, Slots.NONE); i++) {
                // each removes one
            }
        }
    }

    /**
     * Removes the least recently used entry, and up to two expired ones after it. To be called without any stripe's lock.
     *
     * @param keeping the stripe of an entry that is not to go
     * @param kept that entry
     * @return whether there was one
     */
    boolean evictOldest(@Nullable Stripe keeping, int kept) {
        if (!removeOldest(false, keeping, kept)) {
            return false;
        }
        sweep();
        return true;
    }

    private boolean removeOldest(boolean ifExpired, @Nullable Stripe keeping, int kept) {
        while (true) {
            Stripe stripe = order.oldest();
            if (stripe == null) {
                return false;
            }
            String key;
            boolean expired;
            stripe.lock();
            try {
                int slot = stripe.oldest();
                if (slot == Slots.NONE) {
                    continue;
                }
                expired = stripe.isExpired(slot, clock);
                if (ifExpired && !expired || stripe == keeping && slot == kept) {
                    return false;
                }
                key = discard(stripe, slot, expired);
            } finally {
                stripe.unlock();
            }
            discarded(key, expired);
            return true;
        }
    }

    /**
     * Removes an entry that nobody asked to remove. Under the stripe's lock; {@link #discarded} is to follow outside.
     *
     * @return its key where anybody wants to know
     */
    @Nullable String discard(Stripe stripe, int slot, boolean expired) {
        if (expired) {
            stripe.counts.expirations++;
        } else {
            stripe.counts.evictions++;
        }
        return remove(stripe, slot);
    }

    /**
     * Removes an entry. Under the stripe's lock.
     *
     * @return its key where anybody wants to know
     */
    @Nullable String remove(Stripe stripe, int slot) {
        String key = hasNoAudience() ? null : stripe.key(slot);
        space.reserve(-stripe.remove(slot));
        return key;
    }

    /** Tells of an entry that went without being asked to. Outside all locks. */
    void discarded(@Nullable String key, boolean expired) {
        removed(key, expired ? Event.EXPIRED : Event.EVICTED);
    }

    /** Tells of an entry that is gone. Outside all locks. */
    void removed(@Nullable String key, Event event) {
        if (key != null) {
            waiters.wakeOne(key);
            listeners.deliver(event, key);
        }
    }

    /** Tells of an entry that was written. Outside all locks. */
    void written(String key) {
        waiters.wakeAll(key);
        listeners.deliver(Event.STORED, key);
    }

    /** Whether nobody would hear of anything. */
    boolean hasNoAudience() {
        return listeners.isEmpty() && waiters.isEmpty();
    }

    /** What is left of an entry's life, as {@link DictClock#remaining} has it. Under the stripe's lock. */
    Duration remaining(Stripe stripe, int slot) {
        boolean flushed = stripe.slots.era(slot) != order.era();
        return clock.remaining(flushed ? flushedAt : stripe.slots.expires(slot));
    }

    DictStats stats() {
        long entries = 0;
        long[] sums = new long[6];
        for (Stripe stripe : stripes) {
            stripe.lock();
            try {
                entries += stripe.size();
                stripe.counts.addTo(sums);
            } finally {
                stripe.unlock();
            }
        }
        return new DictStats(entries, space.used(), sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    /** Marks all entries as expired and removes up to three of the least recently used. */
    void flush() {
        flushing.lock();
        try {
            flushedAt = clock.now();
            order.nextEra();
            if (order.era() % ERAS_TO_KEEP == 0) {
                forgetEras();
            }
        } finally {
            flushing.unlock();
        }
        for (int i = 0; i <= SWEEP && removeOldest(true, null, Slots.NONE); i++) {
            // each removes one; what was written meanwhile is live and stays
        }
        waiters.wakeAll();
        listeners.deliver(Event.FLUSHED, "");
    }

    private void forgetEras() {
        int era = order.era();
        new DictWalk(this).forEach((stripe, slot) -> {
            if (stripe.slots.era(slot) != era) {
                stripe.expires(slot, DictClock.PAST);
            }
        });
    }
}
