// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictValue;
import org.jspecify.annotations.Nullable;

/**
 * A key of a {@link HeapSharedDict} for who uses it again and again: it remembers where the key's entry is, for as long as
 * the stripe's version says that no entry has come or gone, and needs no hash, no search and no comparison then. All else
 * is as it is with the dict: each call is one operation of it. Safe for concurrent use; never blocks.
 */
public final class KnownKey {

    private final HeapTable table;

    private final HeapValues values;

    private final byte[] key;

    private final int hash;

    private final Stripe stripe;

    /** Read and written without a lock: it is true of its version, whoever has found it. */
    private @Nullable Found found;

    /** Where the entry is, as long as the stripe is at this version. */
    private record Found(long version, int slot, Slots.Page page) {}

    KnownKey(HeapTable table, HeapValues values, byte[] key, int hash) {
        this.table = table;
        this.values = values;
        this.key = key;
        this.hash = hash;
        this.stripe = table.stripe(hash);
    }

    /**
     * The live number under the key, as {@link HeapSharedDict#get(String)} reads it; NaN where {@link #get} has to be
     * asked, and nothing has happened: the value isn't a number, or it takes more to find out.
     */
    public double number() {
        Found known = found;
        if (known == null || table.isSweepDue()) {
            return Double.NaN;
        }
        int slot = known.slot;
        long[] places = known.page.places;
        long[] uses = known.page.uses;
        long place = Slots.place(places, slot);
        long kind = Slots.kind(places, slot);
        long number = Slots.number(uses, slot);
        if (Slots.type(kind) != Slots.NUMBER
                || number == Slots.HELD
                || !stripe.isAt(known.version)
                || stripe.isExpired(place, kind, table.clock)) {
            return Double.NaN;
        }
        stripe.touchNumber(uses, slot, Uses.HITS, Seats.current());
        return Double.longBitsToDouble(number);
    }

    /** As {@link HeapSharedDict#get(String)}. */
    public @Nullable DictValue get() {
        long now = table.sweep();
        Found known = known();
        DictValue value = known == null ? HeapValues.TORN : values.read(stripe, known.slot, known.version, now);
        return value == HeapValues.TORN ? values.get(key, 0, key.length, now) : value;
    }

    /**
     * Adds to the live number under the key, as {@link HeapSharedDict#incr(String, double)} does, and gives the sum; NaN where
     * the dict's method has to be called, and nothing has happened.
     */
    public double incr(double delta) {
        if (table.isSweepDue() || !table.listeners.isEmpty()) {
            return Double.NaN;
        }
        Found known = known();
        return known == null ? Double.NaN : values.sum(stripe, known.page, known.slot, known.version, delta);
    }

    private @Nullable Found known() {
        Found known = found;
        return known != null && stripe.isAt(known.version) ? known : search();
    }

    private @Nullable Found search() {
        long version = stripe.version();
        int slot = stripe.find(key, 0, key.length, hash);
        if (slot < 0 || !stripe.isAt(version)) {
            return null;
        }
        Found known = new Found(version, slot, stripe.slots.page(slot));
        found = known;
        return known;
    }
}
