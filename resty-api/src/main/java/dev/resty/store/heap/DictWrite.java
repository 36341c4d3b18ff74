// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictListener.Event;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.StoreResult;
import org.jspecify.annotations.Nullable;

/**
 * One write of a whole value. Where there is no room it evicts without holding its own stripe's lock, and decides anew
 * after that; the former entry stays readable until the new one takes its place.
 */
final class DictWrite {

    static final String NO_MEMORY = "no memory";

    static final String NOT_FOUND = "not found";

    static final String EXISTS = "exists";

    static final String CHANGED = "changed";

    private static final int MAX_EVICTIONS = 30;

    /** On what a write depends. */
    enum When {
        ALWAYS,
        ABSENT,
        PRESENT,
        /** Only where the live value equals an expected one. */
        EQUAL
    }

    private final HeapTable table;

    private final String key;

    private final int hash;

    private final Stripe stripe;

    private final @Nullable LuaScalar value;

    private final long life;

    private final int flags;

    private final When when;

    private final boolean safe;

    private @Nullable LuaScalar expected;

    /** Whether the flags and the end have to be the expected ones too. */
    private boolean whole;

    private int expectedFlags;

    private long expectedExpires;

    private boolean owned;

    private long owner;

    private int evictions;

    /** The table's, from before the last look for room. */
    private int removals;

    /** The entry of the key, while room is made for another value. */
    private int kept = Slots.NONE;

    /** Whether there may be room that stripes keep. */
    private boolean unsure;

    private boolean nothingToEvict;

    private boolean removed;

    /**
     * A write.
     *
     * @param key a view of bytes that can be a key
     * @param value null removes the entry
     */
    DictWrite(HeapTable table, String key, @Nullable LuaScalar value, long life, int flags, When when, boolean safe) {
        this.table = table;
        this.key = key;
        this.hash = Stripe.hash(key.hashCode());
        this.stripe = table.stripe(hash);
        this.value = value;
        this.life = life;
        this.flags = flags;
        this.when = when;
        this.safe = safe;
    }

    /** This write, only where the live value equals this one, or where there is none and this is null. */
    DictWrite expecting(@Nullable LuaScalar live) {
        expected = live;
        return this;
    }

    /** This write, only where the live entry has this value, these flags and this end. */
    DictWrite expecting(LuaScalar live, int liveFlags, long liveExpires) {
        expected = live;
        expectedFlags = liveFlags;
        expectedExpires = liveExpires;
        whole = true;
        return this;
    }

    /** This write as a lock of a new {@link #owner}. */
    DictWrite owned() {
        owned = true;
        return this;
    }

    /** The owner of the lock that was written: greater than that of every earlier lock of the dict's key; else 0. */
    long owner() {
        return owner;
    }

    StoreResult run() {
        while (true) {
            StoreResult result = attempt();
            if (result != null) {
                if (removed) {
                    table.removed(key, Event.DELETED);
                } else if (result.stored() && value != null) {
                    table.written(key);
                }
                return result;
            }
            if (unsure) {
                table.space.seal(table.stripes);
            } else {
                switch (table.evictOldest(stripe, kept, removals)) {
                    case DONE -> evictions++;
                    case NOTHING -> nothingToEvict = true;
                    case BY_OTHERS -> {
                        // there may be room now
                    }
                }
            }
        }
    }

    /** The result, or null where room has to be made first. */
    private @Nullable StoreResult attempt() {
        int seal = table.space.seal();
        removals = table.removals();
        stripe.lock();
        try {
            int slot = stripe.find(key, hash);
            boolean live = false;
            if (slot != Slots.NONE) {
                stripe.claim(slot);
                live = !stripe.isExpired(slot, table.clock);
            }
            String refusal = refusal(slot, live);
            if (refusal != null) {
                return StoreResult.failed(refusal, evictions > 0);
            }
            if (value == null) {
                remove(slot);
                return StoreResult.done();
            }
            long size = HeapTable.sizeOf(key.length(), value);
            if (table.space.reserve(slot == Slots.NONE ? size : size - stripe.sizeOf(slot))) {
                write(slot, live, value);
                return StoreResult.done(evictions > 0);
            }
            unsure = !table.space.isSealed(seal);
            if (!unsure && (safe || nothingToEvict || evictions == MAX_EVICTIONS)) {
                return noMemory(slot);
            }
            kept = slot;
            return null;
        } finally {
            stripe.unlock();
        }
    }

    private @Nullable String refusal(int slot, boolean live) {
        switch (when) {
            case ABSENT:
                return live ? EXISTS : null;
            case PRESENT:
                return live ? null : NOT_FOUND;
            case EQUAL:
                return isExpected(slot, live) ? null : CHANGED;
            default:
                return null;
        }
    }

    private boolean isExpected(int slot, boolean live) {
        if (!live) {
            return expected == null;
        }
        return !stripe.isList(slot)
                && stripe.scalar(slot).equals(expected)
                && (!whole || stripe.flags(slot) == expectedFlags && stripe.slots.expires(slot) == expectedExpires);
    }

    private void write(int slot, boolean live, LuaScalar value) {
        if (owned) {
            owner = stripe.nextOwner();
        }
        long expires = table.clock.expiry(life);
        if (slot == Slots.NONE) {
            stripe.insert(key, hash, value, expires, flags, owner);
        } else {
            stripe.write(slot, value, expires, flags, owned || !live ? owner : stripe.owner(slot));
            table.uses.count(Uses.WRITES);
        }
    }

    private StoreResult noMemory(int slot) {
        table.uses.count(Uses.REFUSED);
        remove(slot);
        return StoreResult.failed(NO_MEMORY, evictions > 0);
    }

    private void remove(int slot) {
        if (slot != Slots.NONE) {
            table.space.reserve(-stripe.remove(slot));
            removed = true;
        }
    }
}
