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

    final Uses uses = new Uses();

    final Space space;

    final DictClock clock;

    final Listeners listeners = new Listeners();

    final KeyWaiters waiters = new KeyWaiters();

    private final ReentrantLock flushing = new ReentrantLock();

    /** By so much, after one, a hash gives the number of its stripe. */
    final int shift;

    private volatile long flushedAt = DictClock.PAST;

    private volatile long flushes;

    /** Written under the order's lock. */
    private volatile int removals;

    HeapTable(long capacity, Ticker ticker) {
        int bits = stripeBits(capacity);
        shift = Integer.SIZE - 1 - bits;
        space = new Space(HeapSharedDict.room(capacity));
        order = new UseOrder(1 << bits, uses);
        stripes = order.stripes();
        clock = new DictClock(ticker);
    }

    private static int stripeBits(long capacity) {
        long most = Math.min(MOST_STRIPES, 4L * Runtime.getRuntime().availableProcessors());
        long stripes = Math.max(1, Math.min(most, capacity / STRIPE_BYTES));
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(stripes);
    }

    /** The stripe that has keys of this {@link Stripe#hash}. */
    Stripe stripe(int hash) {
        return stripes[hash >>> 1 >>> shift];
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

    /**
     * Removes up to two expired entries at the old end. To be called without any stripe's lock.
     *
     * @return the time, for the rest of the operation
     */
    long sweep() {
        long now = clock.now();
        if (order.isDue(now)) {
            for (int i = 0; i < SWEEP && removeExpired(); i++) {
                // each removes one
            }
        }
        return now;
    }

    /** As {@link #sweep}, for who may not need the time. */
    void sweepDue() {
        if (isSweepDue()) {
            sweep();
        }
    }

    /** Whether {@link #sweep} would find something to do. */
    boolean isSweepDue() {
        return order.mayBeDue() && order.isDue(clock.now());
    }

    /** How many least recently used entries have gone, for {@link #evictOldest}. */
    int removals() {
        return removals;
    }

    /** Removes the least recently used entry where it has expired; leaves that to whoever is about to remove one. */
    private boolean removeExpired() {
        if (!order.tryLock()) {
            return false;
        }
        Removal removal;
        try {
            removal = removeOldest(true, null, Slots.NONE);
        } finally {
            order.unlock();
        }
        return removed(removal);
    }

    /** What came of the wish for room. */
    enum Eviction {
        /** The least recently used entry is gone. */
        DONE,
        /** Others have removed one meanwhile: there may be room, and the next one may be what they stored. */
        BY_OTHERS,
        /** There was none. */
        NOTHING
    }

    /**
     * Removes the least recently used entry, and up to two expired ones after it, unless others have removed one since the
     * caller found no room. To be called without any stripe's lock.
     *
     * @param keeping the stripe of an entry that is not to go
     * @param kept that entry
     * @param since {@link #removals} before the caller looked for room
     */
    Eviction evictOldest(@Nullable Stripe keeping, int kept, int since) {
        Removal removal;
        order.lock();
        try {
            if (removals != since) {
                return Eviction.BY_OTHERS;
            }
            removal = removeOldest(false, keeping, kept);
        } finally {
            order.unlock();
        }
        if (!removed(removal)) {
            return Eviction.NOTHING;
        }
        sweep();
        return Eviction.DONE;
    }

    /**
     * What became of the least recently used entry.
     *
     * @param key its key where anybody wants to know
     */
    private record Removal(
            boolean done, boolean expired, @Nullable String key) {

        static final Removal NONE = new Removal(false, false, null);

        static final Removal EXPIRED = new Removal(true, true, null);

        static final Removal EVICTED = new Removal(true, false, null);
    }

    /** Under the order's lock. */
    private Removal removeOldest(boolean ifExpired, @Nullable Stripe keeping, int kept) {
        while (order.find()) {
            Stripe stripe = order.stripe();
            int slot = order.slot();
            stripe.lock();
            try {
                stripe.hold(slot);
                if (!order.isCurrent()) {
                    continue;
                }
                boolean expired = stripe.isExpired(slot, clock);
                if (ifExpired && !expired || stripe == keeping && slot == kept) {
                    return Removal.NONE;
                }
                String key = discard(stripe, slot, expired);
                removals = removals + 1;
                return key != null ? new Removal(true, expired, key) : expired ? Removal.EXPIRED : Removal.EVICTED;
            } finally {
                stripe.unlock();
            }
        }
        return Removal.NONE;
    }

    /** Tells of a removal, outside all locks. */
    private boolean removed(Removal removal) {
        if (removal.key() != null) {
            discarded(removal.key(), removal.expired());
        }
        return removal.done();
    }

    /**
     * Removes an entry that nobody asked to remove. Under the stripe's lock, holding the entry; {@link #discarded} is to
     * follow outside.
     *
     * @return its key where anybody wants to know
     */
    @Nullable String discard(Stripe stripe, int slot, boolean expired) {
        uses.count(expired ? Uses.EXPIRATIONS : Uses.EVICTIONS);
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
        for (Stripe stripe : stripes) {
            stripe.lock();
            entries += stripe.size();
            stripe.unlockUnchanged();
        }
        return new DictStats(
                entries,
                used(),
                uses.sum(Uses.HITS),
                uses.sum(Uses.MISSES),
                uses.sum(Uses.WRITES),
                uses.sum(Uses.REFUSED),
                uses.sum(Uses.EVICTIONS),
                uses.sum(Uses.EXPIRATIONS));
    }

    /** What all entries count, expired ones included, in bytes. */
    long used() {
        long kept = 0;
        for (Stripe stripe : stripes) {
            kept += stripe.kept();
        }
        return Math.max(0, space.taken() - kept);
    }

    /**
     * A number that grows with each change of an entry, and sometimes with none. Changes that aren't done yet may grow it
     * only later, never before somebody who holds the entry sees them.
     */
    long changes() {
        long changes = flushes + uses.sum(Uses.WRITES);
        for (Stripe stripe : stripes) {
            changes += stripe.version() & ~1;
        }
        return changes;
    }

    /** Marks all entries as expired and removes up to three of the least recently used. */
    void flush() {
        flushing.lock();
        try {
            flushedAt = clock.now();
            order.nextEra();
            flushes = flushes + 1;
            if (order.era() % ERAS_TO_KEEP == 0) {
                forgetEras();
            }
        } finally {
            flushing.unlock();
        }
        for (int i = 0; i <= SWEEP && removeExpired(); i++) {
            // each removes one; what was written meanwhile is live and stays
        }
        waiters.wakeAll();
        listeners.deliver(Event.FLUSHED, "");
    }

    private void forgetEras() {
        int era = order.era();
        new DictWalk(this).forEach((stripe, slot) -> {
            stripe.hold(slot);
            if (stripe.slots.era(slot) != era) {
                stripe.expires(slot, DictClock.PAST);
            }
        });
    }
}
