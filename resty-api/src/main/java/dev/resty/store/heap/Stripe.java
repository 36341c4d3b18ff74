// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A part of a dict's entries: those whose keys' hashes begin with the same bits, by key. Methods are to be called under
 * its lock unless they say that they needn't; giving the lock back lets go of the entry that was held under it.
 *
 * <p>Keys are found by {@link String#hashCode}, which a string remembers. Whoever may choose keys can choose many that
 * have the same, so a stripe that sees such a chain grow goes over to a hash that nobody can foresee.
 */
final class Stripe extends StripeLock {

    private static final int FIRST_HEADS = 16;

    /** More tell no entries apart, by the bits of a hash that records have. */
    private static final int MOST_HEADS = 1 << 24;

    /** The most bytes that are kept: three locks' or so. */
    private static final int MOST_KEPT = 256;

    /** A longer chain than chance makes. */
    private static final int LONGEST_CHAIN = 48;

    private static final VarHandle OLDEST_OF_ALL;

    static {
        try {
            OLDEST_OF_ALL = MethodHandles.lookup().findVarHandle(Stripe.class, "oldestOfAll", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Slots slots = new Slots();

    private final UseOrder order;

    private final Uses uses;

    private int[] heads = newHeads(FIRST_HEADS);

    private int size;

    /** The entry that is held under the lock, and its number. */
    private int held = Slots.NONE;

    private long heldNumber;

    /** That of when the lock was taken: what was live then mustn't be written as if it had survived a flush since. */
    private int era;

    /** So many bytes of the dict's that a lock gave back are for the next one here: see {@link Space}. */
    private int kept;

    /** The last owner of a lock. */
    private long lastOwner;

    /** What the secret hash starts with; 0 where {@link String#hashCode} is good enough. */
    private long seed;

    /** The entry here that is the least recently used of all stripes, as far as {@link UseOrder} knows. */
    private volatile int oldestOfAll = Slots.NONE;

    Stripe(UseOrder order, Uses uses) {
        this.order = order;
        this.uses = uses;
    }

    private static int[] newHeads(int length) {
        int[] heads = new int[length];
        Arrays.fill(heads, Slots.NONE);
        return heads;
    }

    /** Spreads a {@link String#hashCode}. */
    static int hash(int code) {
        int hash = code * 0x9E37_79B9;
        return hash ^ hash >>> 15;
    }

    @Override
    void lock() {
        super.lock();
        era = order.era();
    }

    @Override
    void lockQuietly() {
        super.lockQuietly();
        era = order.era();
    }

    @Override
    void unlockQuietly() {
        if (held != Slots.NONE) {
            letGo();
        }
        super.unlockQuietly();
    }

    @Override
    void unlock() {
        if (held != Slots.NONE) {
            letGo();
        }
        super.unlock();
    }

    int size() {
        return size;
    }

    /** The entry of a key. Without the lock the answer counts only where the stripe is at the same version afterwards. */
    int find(String key, int hash) {
        int[] chains = heads;
        int wanted = seed == 0 ? hash : secretHash(EntryBytes.withKey(key, 0), 0, key.length());
        return slots.find(chains[wanted & chains.length - 1], wanted, key);
    }

    /** As {@link #find(String, int)}. */
    int find(byte[] key, int offset, int length, int hash) {
        int[] chains = heads;
        int wanted = seed == 0 ? hash : secretHash(key, offset, length);
        return slots.find(chains[wanted & chains.length - 1], wanted, key, offset, length);
    }

    /** The entry of a key where it is the lock of this owner. */
    int findLock(String key, int hash, long owner) {
        if (seed == 0) {
            // A stripe names each owner once, so the keys needn't be compared.
            return slots.findLock(heads[hash & heads.length - 1], hash, owner);
        }
        int slot = find(key, hash);
        return slot != Slots.NONE && owner(slot) == owner ? slot : Slots.NONE;
    }

    /** What holds the key and the value of an entry that is there. */
    Object content(int slot) {
        Object content = slots.content(slot);
        if (content == null) {
            throw new IllegalStateException("no entry");
        }
        return content;
    }

    /** An array that starts with the entry's key. */
    byte[] keyBytes(int slot) {
        return EntryValue.keyBytes(content(slot));
    }

    String key(int slot) {
        return EntryBytes.key(keyBytes(slot), slots.keyLength(slot));
    }

    boolean isExpired(int slot, DictClock clock) {
        return slots.era(slot) != era || isOver(slots.kind(slot), clock.now());
    }

    /** Whether an entry with these words has expired. Needs no lock. */
    boolean isExpired(long place, long kind, long now) {
        return Slots.era(place) != order.era() || isOver(kind, now);
    }

    /** Whether an entry with these words has expired, for who hasn't asked for the time yet. Needs no lock. */
    boolean isExpired(long place, long kind, DictClock clock) {
        return Slots.era(place) != order.era() || Slots.expires(kind) != DictClock.NEVER && isOver(kind, clock.now());
    }

    private static boolean isOver(long kind, long now) {
        long expires = Slots.expires(kind);
        return expires != DictClock.NEVER && expires <= now;
    }

    boolean isList(int slot) {
        return Slots.type(slots.kind(slot)) == Slots.LIST;
    }

    boolean isNumber(int slot) {
        return Slots.type(slots.kind(slot)) == Slots.NUMBER;
    }

    /** Adds to the number that the held entry is. */
    double add(int slot, double delta) {
        hold(slot);
        double sum = Double.longBitsToDouble(heldNumber) + delta;
        heldNumber = EntryValue.bits(sum);
        return sum;
    }

    ValueList list(int slot) {
        return EntryValue.list(content(slot));
    }

    /** The bits of an entry's number. */
    long number(int slot) {
        return slot == held ? heldNumber : slots.numberAtRest(slot);
    }

    /** The value of an entry that is no list. */
    DictValue value(int slot, boolean stale) {
        return EntryValue.of(slots.kind(slot), content(slot), number(slot), stale);
    }

    LuaScalar scalar(int slot) {
        return EntryValue.scalar(slots.kind(slot), content(slot), number(slot));
    }

    int flags(int slot) {
        return EntryValue.flags(slots.kind(slot), content(slot));
    }

    /** The owner of the lock that an entry is; 0 where it is none. */
    long owner(int slot) {
        return EntryValue.owner(slots.kind(slot), content(slot));
    }

    /** Names the owner of a lock: greater than all that this stripe's keys have had. */
    long nextOwner() {
        return ++lastOwner;
    }

    /** What an entry counts against the capacity. */
    long sizeOf(int slot) {
        return EntryValue.size(slots.kind(slot), content(slot));
    }

    /**
     * Keeps those from changing an entry who do so without the lock, until the lock is given back or another entry is
     * held.
     */
    void hold(int slot) {
        if (held == slot) {
            return;
        }
        if (held != Slots.NONE) {
            letGo();
        }
        heldNumber = slots.hold(slot);
        held = slot;
    }

    private void letGo() {
        slots.letGo(held, heldNumber);
        held = Slots.NONE;
    }

    /** Adds an entry of a new key, without a value yet, as the most recently used. */
    int insert(String key, int hash) {
        return insert(key, hash, Uses.OTHERS);
    }

    /** Adds an entry of a new key as the most recently used, and counts the write. */
    void insert(String key, int hash, LuaScalar value, long expires, int flags, long owner) {
        if (value instanceof LuaScalar.Frozen) {
            write(insert(key, hash, Uses.WRITES), value, expires, flags, owner);
            return;
        }
        // One array, made before the record, rather than one for the key and another with the value.
        byte[] bytes = EntryBytes.withKey(key, EntryBytes.room(value, flags, owner));
        EntryBytes.fill(bytes, key.length(), value, flags, owner);
        int type = EntryValue.typeOf(value);
        long kind = Slots.kind(expires, key.length(), type, flags != 0, owner != 0);
        int slot = insert(bytes, key.length(), hash, kind, Uses.WRITES);
        if (type == Slots.NUMBER) {
            hold(slot);
            heldNumber = EntryValue.bits(value);
        }
    }

    private int insert(String key, int hash, int what) {
        int length = key.length();
        long kind = Slots.kind(DictClock.NEVER, length, Slots.FALSE, false, false);
        return insert(EntryBytes.withKey(key, 0), length, hash, kind, what);
    }

    private int insert(byte[] key, int keyLength, int hash, long kind, int what) {
        if (size == heads.length && size < MOST_HEADS) {
            rehash(2 * heads.length, false);
        }
        int code = seed == 0 ? hash : secretHash(key, 0, keyLength);
        int slot = slots.take();
        slots.content(slot, key);
        slots.kind(slot, kind);
        chain(slot, code);
        size++;
        slots.use(slot, uses.next(what));
        order.inserted(Slots.expires(kind));
        return slot;
    }

    /** Gives an entry another value; it is of the present era then. */
    void write(int slot, LuaScalar value, long expires, int flags, long owner) {
        hold(slot);
        int keyLength = slots.keyLength(slot);
        byte[] key = keyBytes(slot);
        if (value instanceof LuaScalar.Frozen) {
            slots.content(slot, new Boxed(Arrays.copyOf(key, keyLength), value, flags, owner));
        } else {
            byte[] bytes = EntryBytes.withKey(key, keyLength, EntryBytes.room(value, flags, owner));
            EntryBytes.fill(bytes, keyLength, value, flags, owner);
            slots.content(slot, bytes);
        }
        kind(slot, expires, value, flags, owner);
    }

    private void kind(int slot, long expires, LuaScalar value, int flags, long owner) {
        int type = EntryValue.typeOf(value);
        if (type == Slots.NUMBER) {
            hold(slot);
            heldNumber = EntryValue.bits(value);
        }
        slots.kind(slot, Slots.kind(expires, slots.keyLength(slot), type, flags != 0, owner != 0));
        changed(slot);
    }

    /** Makes an entry an empty list without an end. */
    ValueList writeList(int slot) {
        hold(slot);
        ValueList list = new ValueList();
        int keyLength = slots.keyLength(slot);
        slots.content(slot, new Boxed(Arrays.copyOf(keyBytes(slot), keyLength), list, 0, 0));
        slots.kind(slot, Slots.kind(DictClock.NEVER, keyLength, Slots.LIST, false, false));
        changed(slot);
        return list;
    }

    /** Gives an entry another end; it is of the present era then. */
    void expires(int slot, long expires) {
        hold(slot);
        slots.kind(slot, Slots.withExpires(slots.kind(slot), expires));
        changed(slot);
    }

    private void changed(int slot) {
        slots.era(slot, era);
        endChanged(slot);
    }

    /** Hears that an entry expires at another time. Needs no lock. */
    void endChanged(int slot) {
        if (slot == oldestOfAll || order.isLost()) {
            order.oldestChanged();
        }
    }

    /** Hears which entry here is the least recently used of all stripes; {@link Slots#NONE} where it is elsewhere. */
    void oldestOfAll(int slot) {
        if (oldestOfAll != slot) {
            OLDEST_OF_ALL.setRelease(this, slot);
        }
    }

    private void oldestChanged(int slot) {
        if (slot == oldestOfAll) {
            order.oldestChanged();
        }
    }

    /** Makes an entry the most recently used of all, and counts what it was used for. Needs no lock. */
    void touch(int slot, int what) {
        slots.use(slot, uses.next(what));
        oldestChanged(slot);
    }

    /** As {@link #touch(int, int)}, for {@link Slots#uses(int)} and the seat of the current thread. */
    void touch(long[] words, int slot, int what, int seat) {
        Slots.use(words, slot, uses.next(what, seat));
        oldestChanged(slot);
    }

    /**
     * As {@link #touch(long[], int, int, int)}, for a number, beside which its last use was fetched: nothing is written where
     * that was the last use of all.
     */
    void touchNumber(long[] words, int slot, int what, int seat) {
        long last = Slots.use(words, slot);
        long next = uses.next(what, seat, last);
        if (next != last) {
            Slots.use(words, slot, next);
            oldestChanged(slot);
        }
    }

    /** Holds an entry that is going to be changed, perhaps, and makes it the most recently used of all. */
    void claim(int slot) {
        hold(slot);
        touch(slot, Uses.OTHERS);
    }

    /** Takes an entry out; gives what it counted. */
    long remove(int slot) {
        if (Slots.isShared(slots.kind(slot))) {
            hold(slot);
        }
        long bytes = sizeOf(slot);
        unchain(slot);
        slots.give(slot);
        size--;
        oldestChanged(slot);
        return bytes;
    }

    /** What is kept for the next lock, in bytes. Without the lock the answer may be of another moment. */
    int kept() {
        return kept;
    }

    /** Gives up what is kept; gives how much that was. */
    int takeKept() {
        int bytes = kept;
        kept = 0;
        return bytes;
    }

    /** Takes so many bytes of the dict's; false where there aren't as many. */
    boolean reserve(long bytes, Space space) {
        if (kept < bytes) {
            return space.reserve(bytes);
        }
        kept -= (int) bytes;
        return true;
    }

    /** Gives bytes back, or keeps them. */
    void giveBack(long bytes, Space space) {
        if (kept + bytes <= MOST_KEPT && space.isKeeping()) {
            kept += (int) bytes;
        } else {
            space.reserve(-bytes);
        }
    }

    private void chain(int slot, int hash) {
        int head = hash & heads.length - 1;
        int next = heads[head];
        slots.chain(slot, era, hash, next);
        heads[head] = slot;
        if (seed == 0 && next != Slots.NONE) {
            int length = 0;
            for (int i = slot; i != Slots.NONE; i = slots.next(i)) {
                length++;
            }
            if (length > LONGEST_CHAIN) {
                seed = new SecureRandom().nextLong() | 1;
                rehash(heads.length, true);
            }
        }
    }

    private void unchain(int slot) {
        int head = slots.hash(slot) & heads.length - 1;
        int next = slots.next(slot);
        if (heads[head] == slot) {
            heads[head] = next;
            return;
        }
        int before = heads[head];
        while (slots.next(before) != slot) {
            before = slots.next(before);
        }
        slots.next(before, next);
    }

    private void rehash(int length, boolean secretly) {
        int[] former = heads;
        int[] chains = newHeads(length);
        for (int first : former) {
            int slot = first;
            while (slot != Slots.NONE) {
                int next = slots.next(slot);
                int hash = secretly ? secretHash(keyBytes(slot), 0, slots.keyLength(slot)) : slots.hash(slot);
                int head = hash & length - 1;
                slots.chain(slot, slots.era(slot), hash, chains[head]);
                chains[head] = slot;
                slot = next;
            }
        }
        heads = chains;
    }

    private int secretHash(byte[] key, int offset, int length) {
        long hash = seed;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ key[i]) * 0x9E37_79B9_7F4A_7C15L + seed;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 32);
    }
}
