// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link HeapSharedDict} does with one entry that is there without taking its stripe's lock: reading it, putting a
 * value of the same kind in its place, and adding to its number. The entry is looked for as if nobody changed anything,
 * and the stripe's version tells whether that was so; else it is looked for again, a few times. Whoever changes an entry
 * holds it.
 */
final class HeapValues {

    /** A result of what is to be done under the stripe's lock. */
    static final IncrResult SLOW = IncrResult.failed("slow", false);

    /** In the place of a value that was changed while it was read. */
    static final DictValue TORN = new DictValue(LuaScalar.of(false), 0, true);

    private static final int TRIES = 4;

    private final HeapTable table;

    private final Stripe[] stripes;

    private final int shift;

    private final HotCounters hot = new HotCounters(this);

    HeapValues(HeapTable table) {
        this.table = table;
        this.stripes = table.stripes;
        this.shift = table.shift;
    }

    /** As the table's, without the wait for what the table has. */
    private Stripe stripe(int hash) {
        return stripes[hash >>> 1 >>> shift];
    }

    @Nullable DictValue get(String key, long now) {
        int hash = Stripe.hash(key.hashCode());
        Stripe stripe = stripe(hash);
        for (int i = 0; i < TRIES; i++) {
            long version = stripe.version();
            int slot = stripe.find(key, hash);
            if (slot >= 0) {
                DictValue value = read(stripe, slot, version, now);
                if (value != TORN) {
                    return value;
                }
            } else if (slot == Slots.NONE && stripe.isAt(version)) {
                return missing(key, now);
            }
            Thread.onSpinWait();
        }
        stripe.lock();
        try {
            int slot = stripe.find(key, hash);
            if (slot != Slots.NONE) {
                return read(stripe, slot);
            }
        } finally {
            stripe.unlockUnchanged();
        }
        return missing(key, now);
    }

    private @Nullable DictValue missing(String key, long now) {
        String bytes = DictKey.bytesOf(key);
        if (!bytes.equals(key)) {
            return get(bytes, now);
        }
        table.uses.count(Uses.MISSES);
        return null;
    }

    @Nullable DictValue get(byte[] key, int offset, int length, long now) {
        int hash = Stripe.hash(DictKey.hash(key, offset, length));
        Stripe stripe = stripe(hash);
        for (int i = 0; i < TRIES; i++) {
            long version = stripe.version();
            int slot = stripe.find(key, offset, length, hash);
            if (slot >= 0) {
                DictValue value = read(stripe, slot, version, now);
                if (value != TORN) {
                    return value;
                }
            } else if (slot == Slots.NONE && stripe.isAt(version)) {
                table.uses.count(Uses.MISSES);
                return null;
            }
            Thread.onSpinWait();
        }
        stripe.lock();
        try {
            int slot = stripe.find(key, offset, length, hash);
            if (slot != Slots.NONE) {
                return read(stripe, slot);
            }
        } finally {
            stripe.unlockUnchanged();
        }
        table.uses.count(Uses.MISSES);
        return null;
    }

    /** Reads the entry that was found at a version; {@link #TORN} where the stripe isn't at it any more. */
    @Nullable DictValue read(Stripe stripe, int slot, long version, long now) {
        Slots.Page page = stripe.slots.page(slot);
        long[] uses = page.uses;
        long place = Slots.place(page.places, slot);
        long kind = Slots.kind(page.places, slot);
        // In this order: a write puts the value in first, so nobody sees the end of one value and then an older value.
        Object content = Slots.content(page, slot);
        long number = Slots.type(kind) == Slots.NUMBER ? Slots.number(uses, slot) : 0;
        if (!stripe.isAt(version) || content == null || number == Slots.HELD) {
            return TORN;
        }
        boolean expired = stripe.isExpired(place, kind, now);
        stripe.touch(uses, slot, expired ? Uses.MISSES : Uses.HITS, Seats.current());
        return expired ? null : EntryValue.of(kind, content, number, false);
    }

    private @Nullable DictValue read(Stripe stripe, int slot) {
        boolean expired = stripe.isExpired(slot, table.clock);
        stripe.touch(slot, expired ? Uses.MISSES : Uses.HITS);
        return expired ? null : stripe.value(slot, false);
    }

    /** Puts a value in the place of one of the same kind; false where there is none. */
    boolean overwrite(String key, LuaScalar value, long expires, int flags) {
        int hash = Stripe.hash(key.hashCode());
        Stripe stripe = stripe(hash);
        for (int i = 0; i < TRIES; i++) {
            long version = stripe.version();
            int slot = stripe.find(key, hash);
            if (slot >= 0 && stripe.isAt(version)) {
                if (!isLike(stripe.slots.kind(slot), value, flags)) {
                    return false;
                }
                byte[] bytes = null;
                if (value instanceof LuaScalar.Bytes) {
                    bytes = EntryBytes.withKey(key, EntryBytes.room(value, flags, 0));
                    EntryBytes.fill(bytes, key.length(), value, flags, 0);
                }
                Boolean done = overwrite(stripe, slot, version, value, bytes, expires, flags);
                if (done != null) {
                    return done;
                }
            } else if (slot == Slots.NONE && stripe.isAt(version)) {
                return false;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** As {@link #overwrite(String, LuaScalar, long, int)}. */
    boolean overwrite(byte[] key, int offset, int length, LuaScalar value, long expires, int flags) {
        int hash = Stripe.hash(DictKey.hash(key, offset, length));
        Stripe stripe = stripe(hash);
        for (int i = 0; i < TRIES; i++) {
            long version = stripe.version();
            int slot = stripe.find(key, offset, length, hash);
            if (slot >= 0 && stripe.isAt(version)) {
                if (!isLike(stripe.slots.kind(slot), value, flags)) {
                    return false;
                }
                byte[] bytes = null;
                if (value instanceof LuaScalar.Bytes) {
                    bytes = new byte[length + EntryBytes.room(value, flags, 0)];
                    System.arraycopy(key, offset, bytes, 0, length);
                    EntryBytes.fill(bytes, length, value, flags, 0);
                }
                Boolean done = overwrite(stripe, slot, version, value, bytes, expires, flags);
                if (done != null) {
                    return done;
                }
            } else if (slot == Slots.NONE && stripe.isAt(version)) {
                return false;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Whether an entry of this kind stays one with this value; only its end may become another. */
    private static boolean isLike(long kind, LuaScalar value, int flags) {
        if (!Slots.isShared(kind) || Slots.flagged(kind) != (flags != 0)) {
            return false;
        }
        return Slots.type(kind) == Slots.STRING
                ? value instanceof LuaScalar.Bytes
                : flags == 0 && value instanceof LuaScalar.Num;
    }

    /** Null where the entry changed before it could be held. */
    private @Nullable Boolean overwrite(
            Stripe stripe, int slot, long version, LuaScalar value, byte @Nullable [] bytes, long expires, int flags) {
        // What is looked up after the exchange that holds an entry comes later than what was looked up before.
        Slots.Page page = stripe.slots.page(slot);
        long[] uses = page.uses;
        long kind = Slots.kind(page.places, slot);
        if (!isLike(kind, value, flags) || Slots.era(Slots.place(page.places, slot)) != table.order.era()) {
            return false;
        }
        int seat = Seats.current();
        long number = Slots.hold(uses, slot);
        if (!stripe.isAt(version) || Slots.kind(page.places, slot) != kind) {
            Slots.letGo(uses, slot, number);
            return null;
        }
        if (bytes != null && !Slots.exchange(page, slot, bytes, table.space)) {
            Slots.letGo(uses, slot, number);
            return false;
        }
        if (expires != Slots.expires(kind)) {
            Slots.kind(page.places, slot, Slots.withExpires(kind, expires));
            stripe.endChanged(slot);
        }
        stripe.touch(uses, slot, Uses.WRITES, seat);
        Slots.letGo(uses, slot, value instanceof LuaScalar.Num wanted ? EntryValue.bits(wanted.value()) : number);
        return true;
    }

    /** Adds to a live number; null where there is no entry, {@link #SLOW} where it takes the stripe's lock to find out. */
    @Nullable IncrResult add(String key, double delta) {
        int hash = Stripe.hash(key.hashCode());
        double sum = hot.add(key, hash, delta);
        if (!Double.isNaN(sum)) {
            return IncrResult.of(sum);
        }
        Stripe stripe = stripe(hash);
        for (int i = 0; i < TRIES; i++) {
            long version = stripe.version();
            int slot = stripe.find(key, hash);
            if (slot >= 0 && stripe.isAt(version)) {
                IncrResult result = add(stripe, slot, version, delta);
                if (result != SLOW) {
                    hot.found(key, hash, stripe, version, slot, result.value());
                    return result;
                }
            } else if (slot == Slots.NONE && stripe.isAt(version)) {
                return null;
            }
            Thread.onSpinWait();
        }
        return SLOW;
    }

    /** As {@link #add(String, double)}. */
    @Nullable IncrResult add(byte[] key, int offset, int length, double delta) {
        int hash = Stripe.hash(DictKey.hash(key, offset, length));
        Stripe stripe = stripe(hash);
        for (int i = 0; i < TRIES; i++) {
            long version = stripe.version();
            int slot = stripe.find(key, offset, length, hash);
            if (slot >= 0 && stripe.isAt(version)) {
                IncrResult result = add(stripe, slot, version, delta);
                if (result != SLOW) {
                    return result;
                }
            } else if (slot == Slots.NONE && stripe.isAt(version)) {
                return null;
            }
            Thread.onSpinWait();
        }
        return SLOW;
    }

    private IncrResult add(Stripe stripe, int slot, long version, double delta) {
        double sum = sum(stripe, stripe.slots.page(slot), slot, version, delta);
        return !Double.isNaN(sum) ? IncrResult.of(sum) : SLOW;
    }

    /** Adds to the live number that was found at a version, and gives the sum; NaN where it doesn't. */
    double sum(Stripe stripe, Slots.Page page, int slot, long version, double delta) {
        // What is looked up after the exchange that holds an entry comes later than what was looked up before.
        long[] places = page.places;
        long[] uses = page.uses;
        long kind = Slots.kind(places, slot);
        if (!Slots.isCounter(kind) || stripe.isExpired(Slots.place(places, slot), kind, table.clock)) {
            return Double.NaN;
        }
        int seat = Seats.current();
        long number = Slots.hold(uses, slot);
        double sum = Double.longBitsToDouble(number) + delta;
        if (!stripe.isAt(version) || Slots.kind(places, slot) != kind || Double.isNaN(sum)) {
            Slots.letGo(uses, slot, number);
            return Double.NaN;
        }
        stripe.touchNumber(uses, slot, Uses.WRITES, seat);
        Slots.letGo(uses, slot, EntryValue.bits(sum));
        return sum;
    }
}
