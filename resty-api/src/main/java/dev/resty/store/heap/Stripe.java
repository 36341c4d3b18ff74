// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A part of a dict's entries: those whose keys' hashes end in the same bits, by key and by last use. All methods but
 * {@link #hash}, {@link #oldestUse} and {@link #oldestExpires} are to be called under its lock.
 *
 * <p>Keys are found by {@link String#hashCode}, which a string remembers. Whoever may choose keys can choose many that
 * have the same, so a stripe that sees such a chain grow goes over to a hash that nobody can foresee.
 */
final class Stripe extends StripeLock {

    private static final int FIRST_HEADS = 16;

    /** A longer chain than chance makes. */
    private static final int LONGEST_CHAIN = 48;

    private static final VarHandle OLDEST_USE;

    private static final VarHandle OLDEST_EXPIRES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OLDEST_USE = lookup.findVarHandle(Stripe.class, "oldestUse", long.class);
            OLDEST_EXPIRES = lookup.findVarHandle(Stripe.class, "oldestExpires", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Slots slots = new Slots();

    final StripeCounts counts = new StripeCounts();

    private final UseOrder order;

    private int[] heads = newHeads(FIRST_HEADS);

    private int size;

    private int newest = Slots.NONE;

    private int oldest = Slots.NONE;

    /** What the secret hash starts with; 0 where {@link String#hashCode} is good enough. */
    private long seed;

    @SuppressWarnings("FieldMayBeFinal") // by OLDEST_USE
    private volatile long oldestUse = Long.MAX_VALUE;

    @SuppressWarnings("unused") // by OLDEST_EXPIRES
    private volatile long oldestExpires;

    Stripe(UseOrder order) {
        this.order = order;
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

    /** The last use and the era of the oldest entry; the greatest number where there is none. */
    long oldestUse() {
        return oldestUse;
    }

    /** When the oldest entry expires. */
    long oldestExpires() {
        return oldestExpires;
    }

    int size() {
        return size;
    }

    int oldest() {
        return oldest;
    }

    int find(String key, int hash) {
        int length = key.length();
        int wanted = seed == 0 ? hash : secretHash(EntryBytes.withKey(key, 0), 0, length);
        for (int slot = heads[wanted & heads.length - 1]; slot != Slots.NONE; slot = slots.next(slot)) {
            if (slots.hash(slot) == wanted
                    && slots.keyLength(slot) == length
                    && EntryBytes.isKey(keyBytes(slot), key)) {
                return slot;
            }
        }
        return Slots.NONE;
    }

    int find(byte[] key, int offset, int length, int hash) {
        int wanted = seed == 0 ? hash : secretHash(key, offset, length);
        for (int slot = heads[wanted & heads.length - 1]; slot != Slots.NONE; slot = slots.next(slot)) {
            if (slots.hash(slot) == wanted
                    && slots.keyLength(slot) == length
                    && EntryBytes.isKey(keyBytes(slot), key, offset, length)) {
                return slot;
            }
        }
        return Slots.NONE;
    }

    /** An array that starts with the entry's key. */
    byte[] keyBytes(int slot) {
        Object content = slots.content(slot);
        return content instanceof byte[] bytes ? bytes : boxed(slot).key();
    }

    String key(int slot) {
        return EntryBytes.key(keyBytes(slot), slots.keyLength(slot));
    }

    private Boxed boxed(int slot) {
        if (slots.content(slot) instanceof Boxed boxed) {
            return boxed;
        }
        throw new IllegalStateException("no boxed value");
    }

    private byte[] bytes(int slot) {
        if (slots.content(slot) instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("no bytes");
    }

    boolean isExpired(int slot, DictClock clock) {
        if (slots.era(slot) != order.era()) {
            return true;
        }
        long expires = slots.expires(slot);
        return expires != DictClock.NEVER && expires <= clock.now();
    }

    boolean isList(int slot) {
        return slots.type(slot) == Slots.LIST;
    }

    boolean isNumber(int slot) {
        return slots.type(slot) == Slots.NUMBER;
    }

    ValueList list(int slot) {
        if (boxed(slot).value() instanceof ValueList list) {
            return list;
        }
        throw new IllegalStateException("no list");
    }

    double add(int slot, double delta) {
        byte[] bytes = bytes(slot);
        int at = slots.keyLength(slot);
        double sum = EntryBytes.number(bytes, at) + delta;
        EntryBytes.number(bytes, at, sum);
        return sum;
    }

    /** The value of an entry that is no list. */
    DictValue value(int slot, boolean stale) {
        return new DictValue(scalar(slot), flags(slot), stale);
    }

    LuaScalar scalar(int slot) {
        int at = slots.keyLength(slot);
        switch (slots.type(slot)) {
            case Slots.STRING:
                return LuaScalar.wrap(bytes(slot), at, stringLength(slot));
            case Slots.NUMBER:
                return LuaScalar.of(EntryBytes.number(bytes(slot), at));
            case Slots.FROZEN:
                return (LuaScalar) boxed(slot).value();
            default:
                return LuaScalar.of(slots.type(slot) == Slots.TRUE);
        }
    }

    private int stringLength(int slot) {
        return bytes(slot).length
                - slots.keyLength(slot)
                - (slots.flagged(slot) ? EntryBytes.FLAGS_SIZE : 0)
                - (slots.owned(slot) ? EntryBytes.OWNER_SIZE : 0);
    }

    int flags(int slot) {
        if (!slots.flagged(slot)) {
            return 0;
        }
        Object content = slots.content(slot);
        if (content instanceof byte[] bytes) {
            return EntryBytes.flags(
                    bytes, bytes.length - EntryBytes.FLAGS_SIZE - (slots.owned(slot) ? EntryBytes.OWNER_SIZE : 0));
        }
        return boxed(slot).flags();
    }

    /** The owner of the lock that an entry is; 0 where it is none. */
    long owner(int slot) {
        if (!slots.owned(slot)) {
            return 0;
        }
        return slots.content(slot) instanceof byte[] bytes
                ? EntryBytes.owner(bytes)
                : boxed(slot).owner();
    }

    /** What an entry counts against the capacity. */
    long sizeOf(int slot) {
        long value;
        switch (slots.type(slot)) {
            case Slots.STRING -> value = stringLength(slot);
            case Slots.NUMBER -> value = Double.BYTES;
            case Slots.FROZEN -> value = ((LuaScalar.Frozen) boxed(slot).value()).size();
            case Slots.LIST -> value = list(slot).size();
            default -> value = 1;
        }
        return HeapSharedDict.ENTRY_OVERHEAD + slots.keyLength(slot) + value;
    }

    /** Adds an entry of a new key, without a value yet, as the most recently used. */
    int insert(String key, int hash) {
        return insert(EntryBytes.withKey(key, 0), key.length(), hash);
    }

    /** Adds an entry of a new key as the most recently used. */
    void insert(String key, int hash, LuaScalar value, long expires, int flags, long owner) {
        if (value instanceof LuaScalar.Frozen) {
            write(insert(key, hash), value, expires, flags, owner);
            return;
        }
        // One array, made before the record, rather than one for the key and another with the value.
        byte[] bytes = EntryBytes.withKey(key, EntryBytes.room(value, flags, owner));
        int slot = insert(bytes, key.length(), hash);
        EntryBytes.fill(bytes, key.length(), value, flags, owner);
        kind(slot, expires, typeOf(value), flags != 0, owner != 0);
    }

    private int insert(byte[] key, int keyLength, int hash) {
        if (size == heads.length) {
            rehash(2 * heads.length, false);
        }
        int code = seed == 0 ? hash : secretHash(key, 0, keyLength);
        int slot = slots.take();
        slots.content(slot, key);
        slots.kind(slot, DictClock.NEVER, keyLength, Slots.FALSE, false, false);
        chain(slot, code);
        size++;
        slots.stamp(slot, order.next());
        slots.era(slot, order.era());
        append(slot);
        if (oldest == slot) {
            oldestChanged();
        }
        return slot;
    }

    /** Gives an entry another value; it is of the present era then. */
    void write(int slot, LuaScalar value, long expires, int flags, long owner) {
        int keyLength = slots.keyLength(slot);
        byte[] key = keyBytes(slot);
        if (value instanceof LuaScalar.Frozen) {
            slots.content(slot, new Boxed(Arrays.copyOf(key, keyLength), value, flags, owner));
        } else {
            byte[] bytes = EntryBytes.withKey(key, keyLength, EntryBytes.room(value, flags, owner));
            EntryBytes.fill(bytes, keyLength, value, flags, owner);
            slots.content(slot, bytes);
        }
        kind(slot, expires, typeOf(value), flags != 0, owner != 0);
    }

    /** Makes an entry an empty list without an end. */
    ValueList writeList(int slot) {
        ValueList list = new ValueList();
        slots.content(slot, new Boxed(Arrays.copyOf(keyBytes(slot), slots.keyLength(slot)), list, 0, 0));
        kind(slot, DictClock.NEVER, Slots.LIST, false, false);
        return list;
    }

    private void kind(int slot, long expires, int type, boolean flagged, boolean owned) {
        slots.kind(slot, expires, slots.keyLength(slot), type, flagged, owned);
        slots.era(slot, order.era());
        if (slot == oldest) {
            oldestChanged();
        }
    }

    private static int typeOf(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes) {
            return Slots.STRING;
        }
        if (value instanceof LuaScalar.Num) {
            return Slots.NUMBER;
        }
        if (value instanceof LuaScalar.Bool bool) {
            return bool.value() ? Slots.TRUE : Slots.FALSE;
        }
        return Slots.FROZEN;
    }

    /** Gives an entry another end; it is of the present era then. */
    void expires(int slot, long expires) {
        slots.expires(slot, expires);
        slots.era(slot, order.era());
        if (slot == oldest) {
            oldestChanged();
        }
    }

    /** Makes an entry the most recently used of all. */
    void touch(int slot) {
        if (Slots.stamp(slots.use(slot)) == order.last()) {
            return;
        }
        slots.stamp(slot, order.next());
        boolean wasOldest = slot == oldest;
        if (slot != newest) {
            detach(slot);
            append(slot);
        }
        if (wasOldest) {
            oldestChanged();
        }
    }

    /** Takes an entry out; gives what it counted. */
    long remove(int slot) {
        long bytes = sizeOf(slot);
        boolean wasOldest = slot == oldest;
        unchain(slot);
        detach(slot);
        slots.give(slot);
        size--;
        if (wasOldest) {
            oldestChanged();
        }
        return bytes;
    }

    private void oldestChanged() {
        OLDEST_EXPIRES.setRelease(this, oldest == Slots.NONE ? DictClock.NEVER : slots.expires(oldest));
        OLDEST_USE.setRelease(this, oldest == Slots.NONE ? Long.MAX_VALUE : slots.use(oldest));
        order.oldestChanged(this);
    }

    private void append(int slot) {
        slots.link(slot, Slots.NONE, newest);
        if (newest == Slots.NONE) {
            oldest = slot;
        } else {
            slots.newer(newest, slot);
        }
        newest = slot;
    }

    private void detach(int slot) {
        int newer = slots.newer(slot);
        int older = slots.older(slot);
        if (newer == Slots.NONE) {
            newest = older;
        } else {
            slots.older(newer, older);
        }
        if (older == Slots.NONE) {
            oldest = newer;
        } else {
            slots.newer(older, newer);
        }
    }

    private void chain(int slot, int hash) {
        int head = hash & heads.length - 1;
        slots.chain(slot, hash, heads[head]);
        heads[head] = slot;
        if (seed == 0) {
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
        heads = newHeads(length);
        for (int first : former) {
            int slot = first;
            while (slot != Slots.NONE) {
                int next = slots.next(slot);
                int hash = secretly ? secretHash(keyBytes(slot), 0, slots.keyLength(slot)) : slots.hash(slot);
                int head = hash & length - 1;
                slots.chain(slot, hash, heads[head]);
                heads[head] = slot;
                slot = next;
            }
        }
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
