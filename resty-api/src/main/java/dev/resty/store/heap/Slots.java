// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The records of a stripe's entries, by number. A record is four words and a reference, in pages that never move, so that
 * growing copies nothing, links between entries are numbers that a garbage collector needn't follow, and an entry costs
 * 36 bytes beside what holds its key and value.
 *
 * <pre>
 * place 0  era 8 | hash 24        | next of the chain 32
 * place 1  expires 42             | key length 16 | owned 1 | flagged 1 | type 4
 * use 0    last use
 * use 1    number, or that somebody holds the entry; of another entry than a number only the latter counts
 * </pre>
 *
 * <p>What every use writes lies apart from what finding an entry reads: a memory line that one processor writes has to be
 * fetched by the others, and a write, unlike a read, needn't wait for it.
 *
 * <p>Who finds entries and takes or gives records has the stripe's lock. Who changes the value or the end of an entry
 * {@link #hold holds} it, with or without that lock. Reading needs neither, but what was read may be of different moments
 * then, and of an entry that is gone: all numbers that were ever in a chain can be asked about.
 */
final class Slots {

    /** No entry. */
    static final int NONE = -1;

    /** What a search gives that lost its way. */
    static final int LOST = -2;

    static final int STRING = 0;

    static final int NUMBER = 1;

    static final int FALSE = 2;

    static final int TRUE = 3;

    /** A {@link Boxed} object. */
    static final int FROZEN = 4;

    /** A {@link Boxed} list. */
    static final int LIST = 5;

    /** The last use of a record that is in no use; greater than all others. */
    static final long UNUSED = Long.MAX_VALUE;

    /** In the place of the number while somebody holds the entry: a NaN that no calculation gives. */
    static final long HELD = 0x7FF8_5245_5354_5921L;

    private static final int PAGE_BITS = 8;

    private static final int PAGE = 1 << PAGE_BITS;

    /** Steps that no chain has, so a search that makes them is lost. */
    private static final int LONGEST_SEARCH = 256;

    private static final byte[] NO_BYTES = {};

    private static final long[] NO_USES = noUses();

    private static final int HASH_BITS = 24;

    private static final int HASH_MASK = (1 << HASH_BITS) - 1;

    private static final int ERA_SHIFT = 56;

    private static final int TYPE_MASK = 0xF;

    private static final int FLAGGED = 1 << 4;

    private static final int OWNED = 1 << 5;

    private static final int KEY_SHIFT = 6;

    private static final int EXPIRES_SHIFT = 22;

    private static final long LOW = 0xFFFF_FFFFL;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Records that follow each other; which of their words are whose, {@link #at} knows. */
    static final class Page {

        final long[] places = new long[2 * PAGE];

        final long[] uses = NO_USES.clone();

        final @Nullable Object[] contents = new Object[PAGE];
    }

    private @Nullable Page[] pages = new Page[1];

    private int limit;

    private int free = NONE;

    private static long[] noUses() {
        long[] uses = new long[2 * PAGE];
        for (int i = 0; i < uses.length; i += 2) {
            uses[i] = UNUSED;
        }
        return uses;
    }

    /** Past all numbers that are or were in use. */
    int limit() {
        return limit;
    }

    /** A number that is in no use; its record has remains of a former entry. */
    int take() {
        int slot = free;
        if (slot != NONE) {
            free = next(slot);
            return slot;
        }
        slot = limit;
        int page = slot >>> PAGE_BITS;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, 2 * page);
        }
        if ((slot & PAGE - 1) == 0) {
            pages[page] = new Page();
        }
        limit = slot + 1;
        return slot;
    }

    /** Takes a record out of use. */
    void give(int slot) {
        page(slot).contents[slot & PAGE - 1] = null;
        use(slot, UNUSED);
        next(slot, free);
        free = slot;
    }

    /**
     * Searches a chain for a key. Without the stripe's lock the chain can become another one on the way, or no chain at
     * all.
     *
     * @return the entry, {@link #NONE} or {@link #LOST}
     */
    int find(int first, int hash, String key) {
        @Nullable Page[] known = pages;
        int length = key.length();
        int slot = first;
        for (int steps = 0; slot != NONE; steps++) {
            Page page = slot >>> PAGE_BITS < known.length ? known[slot >>> PAGE_BITS] : null;
            if (page == null || steps == LONGEST_SEARCH) {
                return LOST;
            }
            int at = at(slot);
            long place = page.places[at];
            if (isHash(place, hash) && keyLength(page.places[at + 1]) == length) {
                byte[] bytes = keyBytes(page.contents[slot & PAGE - 1]);
                if (bytes.length >= length && EntryBytes.isKey(bytes, key)) {
                    return slot;
                }
            }
            slot = next(place);
        }
        return NONE;
    }

    /** As {@link #find(int, int, String)}. */
    int find(int first, int hash, byte[] key, int offset, int length) {
        @Nullable Page[] known = pages;
        int slot = first;
        for (int steps = 0; slot != NONE; steps++) {
            Page page = slot >>> PAGE_BITS < known.length ? known[slot >>> PAGE_BITS] : null;
            if (page == null || steps == LONGEST_SEARCH) {
                return LOST;
            }
            int at = at(slot);
            long place = page.places[at];
            if (isHash(place, hash) && keyLength(page.places[at + 1]) == length) {
                byte[] bytes = keyBytes(page.contents[slot & PAGE - 1]);
                if (bytes.length >= length && EntryBytes.isKey(bytes, key, offset, length)) {
                    return slot;
                }
            }
            slot = next(place);
        }
        return NONE;
    }

    /** The entry in a chain that is the lock of an owner; {@link #NONE} where there is none. Under the stripe's lock. */
    int findLock(int first, int hash, long owner) {
        for (int slot = first; slot != NONE; slot = next(slot)) {
            Object content = content(slot);
            if (content != null && isHash(place(slot), hash) && EntryValue.owner(kind(slot), content) == owner) {
                return slot;
            }
        }
        return NONE;
    }

    private static byte[] keyBytes(@Nullable Object content) {
        if (content instanceof byte[] bytes) {
            return bytes;
        }
        return content == null ? NO_BYTES : EntryValue.keyBytes(content);
    }

    /** The records among which an entry's is. */
    Page page(int slot) {
        Page page = pages[slot >>> PAGE_BITS];
        if (page == null) {
            throw new IllegalStateException("no record " + slot);
        }
        return page;
    }

    private static int at(int slot) {
        return (slot & PAGE - 1) << 1;
    }

    /** What holds the key and the value: bytes, or a {@link Boxed}; null where the number is in no use. */
    @Nullable Object content(int slot) {
        return page(slot).contents[slot & PAGE - 1];
    }

    void content(int slot, Object content) {
        // Whoever sees the array has to see what is in it.
        VarHandle.releaseFence();
        page(slot).contents[slot & PAGE - 1] = content;
    }

    /** The first word of a record, for {@link #isHash}, {@link #era} and {@link #next}. */
    long place(int slot) {
        return page(slot).places[at(slot)];
    }

    static boolean isHash(long place, int hash) {
        return ((int) (place >>> 32) ^ hash) << 32 - HASH_BITS == 0;
    }

    static int era(long place) {
        return (int) (place >>> ERA_SHIFT);
    }

    static int next(long place) {
        return (int) place;
    }

    /** As much of the hash as a record has. */
    int hash(int slot) {
        return (int) (place(slot) >>> 32) & HASH_MASK;
    }

    int next(int slot) {
        return (int) place(slot);
    }

    void next(int slot, int next) {
        long[] page = page(slot).places;
        int at = at(slot);
        page[at] = page[at] & ~LOW | next & LOW;
    }

    void chain(int slot, int era, int hash, int next) {
        page(slot).places[at(slot)] = (long) era << ERA_SHIFT | (long) (hash & HASH_MASK) << 32 | next & LOW;
    }

    void era(int slot, int era) {
        long[] page = page(slot).places;
        int at = at(slot);
        page[at] = (long) era << ERA_SHIFT | page[at] << Long.SIZE - ERA_SHIFT >>> Long.SIZE - ERA_SHIFT;
    }

    /** The last use. */
    long use(int slot) {
        return use(page(slot).uses, slot);
    }

    /** As {@link #use(int)}. */
    static long use(long[] uses, int slot) {
        return (long) LONGS.getOpaque(uses, at(slot));
    }

    void use(int slot, long use) {
        LONGS.setOpaque(page(slot).uses, at(slot), use);
    }

    /** The bits of a number's value, or {@link #HELD}. */
    long number(int slot) {
        return number(page(slot).uses, slot);
    }

    /** The bits of a number's value, as they are when nobody holds the entry. */
    long numberAtRest(int slot) {
        long number = number(slot);
        for (int looks = 0; number == HELD; number = number(slot)) {
            looks = StripeLock.pause(this, looks);
        }
        return number;
    }

    /** Keeps all others from changing an entry; gives the number that is to be handed back, or another, on {@link #letGo}. */
    long hold(int slot) {
        return hold(uses(slot), slot);
    }

    void letGo(int slot, long number) {
        letGo(uses(slot), slot, number);
    }

    /**
     * The words of an entry's uses among those of others, for the methods that take them: nothing that is looked up after
     * an entry was held comes as soon as what was looked up before.
     */
    long[] uses(int slot) {
        return page(slot).uses;
    }

    /** As {@link #uses(int)}, for the words that finding an entry reads. */
    long[] places(int slot) {
        return page(slot).places;
    }

    /** As {@link #hold(int)}. */
    static long hold(long[] uses, int slot) {
        int at = at(slot) + 1;
        long number = (long) LONGS.getAndSet(uses, at, HELD);
        for (int looks = 0; number == HELD; number = (long) LONGS.getAndSet(uses, at, HELD)) {
            looks = StripeLock.pause(uses, looks);
        }
        return number;
    }

    /** As {@link #letGo(int, long)}. */
    static void letGo(long[] uses, int slot, long number) {
        LONGS.setRelease(uses, at(slot) + 1, number);
    }

    /** As {@link #number(int)}. */
    static long number(long[] uses, int slot) {
        return (long) LONGS.getAcquire(uses, at(slot) + 1);
    }

    /** As {@link #content(int)}. */
    static @Nullable Object content(Page page, int slot) {
        return page.contents[slot & PAGE - 1];
    }

    /** Puts bytes in the place of others, where there is room for them. */
    static boolean exchange(Page page, int slot, byte[] bytes, Space space) {
        Object former = page.contents[slot & PAGE - 1];
        if (!(former instanceof byte[] known) || !space.reserve(bytes.length - known.length)) {
            return false;
        }
        // Whoever sees the array has to see what is in it.
        VarHandle.releaseFence();
        page.contents[slot & PAGE - 1] = bytes;
        return true;
    }

    /** As {@link #use(int, long)}. */
    static void use(long[] uses, int slot, long use) {
        LONGS.setOpaque(uses, at(slot), use);
    }

    /** As {@link #kind(int)}. */
    static long kind(long[] places, int slot) {
        return (long) LONGS.getAcquire(places, at(slot) + 1);
    }

    /** As {@link #kind(int, long)}. */
    static void kind(long[] places, int slot, long kind) {
        LONGS.setRelease(places, at(slot) + 1, kind);
    }

    /** As {@link #place(int)}. */
    static long place(long[] places, int slot) {
        return places[at(slot)];
    }

    /** The second word of a record, which says what kind of entry it is. */
    long kind(int slot) {
        return (long) LONGS.getAcquire(page(slot).places, at(slot) + 1);
    }

    void kind(int slot, long kind) {
        kind(page(slot).places, slot, kind);
    }

    static long kind(long expires, int keyLength, int type, boolean flagged, boolean owned) {
        return expires << EXPIRES_SHIFT
                | (long) keyLength << KEY_SHIFT
                | (owned ? OWNED : 0)
                | (flagged ? FLAGGED : 0)
                | type;
    }

    static long withExpires(long kind, long expires) {
        return expires << EXPIRES_SHIFT | kind & (1 << EXPIRES_SHIFT) - 1;
    }

    static long expires(long kind) {
        return kind >>> EXPIRES_SHIFT;
    }

    static int keyLength(long kind) {
        return (int) kind >>> KEY_SHIFT & 0xFFFF;
    }

    static int type(long kind) {
        return (int) kind & TYPE_MASK;
    }

    static boolean flagged(long kind) {
        return (kind & FLAGGED) != 0;
    }

    static boolean owned(long kind) {
        return (kind & OWNED) != 0;
    }

    /** Whether an entry of this kind can be changed by those who have not the stripe's lock. */
    static boolean isShared(long kind) {
        return type(kind) <= NUMBER && !owned(kind);
    }

    /** Whether an entry of this kind is a number, and no lock's. */
    static boolean isCounter(long kind) {
        return type(kind) == NUMBER && !owned(kind);
    }

    long expires(int slot) {
        return expires(kind(slot));
    }

    int keyLength(int slot) {
        return keyLength(kind(slot));
    }

    int era(int slot) {
        return era(place(slot));
    }
}
