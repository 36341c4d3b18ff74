// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The records of a stripe's entries, by number. A record is four words and a reference, in pages that never move, so that
 * growing copies nothing, links between entries are numbers that a garbage collector needn't follow, and an entry costs
 * 36 bytes beside what holds its key and value. Guarded by the stripe's lock.
 *
 * <pre>
 * word 0   hash 32                        | next of the chain 32
 * word 1   newer 32                       | older 32
 * word 2   last use 56                                    | era 8
 * word 3   expires 42          | key length 16 | owned 1 | flagged 1 | type 4
 * </pre>
 */
final class Slots {

    /** No entry. */
    static final int NONE = -1;

    static final int STRING = 0;

    static final int NUMBER = 1;

    static final int FALSE = 2;

    static final int TRUE = 3;

    /** A {@link Boxed} object. */
    static final int FROZEN = 4;

    /** A {@link Boxed} list. */
    static final int LIST = 5;

    private static final int PAGE_BITS = 8;

    private static final int PAGE = 1 << PAGE_BITS;

    private static final int WORDS_BITS = 2;

    private static final int ERA_BITS = 8;

    private static final int TYPE_MASK = 0xF;

    private static final int FLAGGED = 1 << 4;

    private static final int OWNED = 1 << 5;

    private static final int KEY_SHIFT = 6;

    private static final int EXPIRES_SHIFT = 22;

    private static final long LOW = 0xFFFF_FFFFL;

    private long[][] words = new long[1][];

    private @Nullable Object[][] contents = new Object[1][];

    private int limit;

    private int free = NONE;

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
        slot = limit++;
        int page = slot >>> PAGE_BITS;
        if (page == words.length) {
            words = Arrays.copyOf(words, 2 * page);
            contents = Arrays.copyOf(contents, 2 * page);
        }
        if ((slot & PAGE - 1) == 0) {
            words[page] = new long[PAGE << WORDS_BITS];
            contents[page] = new Object[PAGE];
        }
        return slot;
    }

    void give(int slot) {
        contents[slot >>> PAGE_BITS][slot & PAGE - 1] = null;
        next(slot, free);
        free = slot;
    }

    private long[] page(int slot) {
        return words[slot >>> PAGE_BITS];
    }

    private static int at(int slot) {
        return (slot & PAGE - 1) << WORDS_BITS;
    }

    /** What holds the key and the value: bytes, or a {@link Boxed}; null where the number is in no use. */
    @Nullable Object content(int slot) {
        return contents[slot >>> PAGE_BITS][slot & PAGE - 1];
    }

    void content(int slot, Object content) {
        contents[slot >>> PAGE_BITS][slot & PAGE - 1] = content;
    }

    int hash(int slot) {
        return (int) (page(slot)[at(slot)] >>> 32);
    }

    int next(int slot) {
        return (int) page(slot)[at(slot)];
    }

    void next(int slot, int next) {
        long[] page = page(slot);
        int at = at(slot);
        page[at] = page[at] & ~LOW | next & LOW;
    }

    void chain(int slot, int hash, int next) {
        page(slot)[at(slot)] = (long) hash << 32 | next & LOW;
    }

    int newer(int slot) {
        return (int) (page(slot)[at(slot) + 1] >>> 32);
    }

    int older(int slot) {
        return (int) page(slot)[at(slot) + 1];
    }

    void newer(int slot, int newer) {
        long[] page = page(slot);
        int at = at(slot) + 1;
        page[at] = (long) newer << 32 | page[at] & LOW;
    }

    void older(int slot, int older) {
        long[] page = page(slot);
        int at = at(slot) + 1;
        page[at] = page[at] & ~LOW | older & LOW;
    }

    void link(int slot, int newer, int older) {
        page(slot)[at(slot) + 1] = (long) newer << 32 | older & LOW;
    }

    /** The last use and the era as one word; comparing two of them compares the uses. */
    long use(int slot) {
        return page(slot)[at(slot) + 2];
    }

    /** The era that a word of {@link #use} has. */
    static int era(long use) {
        return (int) use & (1 << ERA_BITS) - 1;
    }

    /** The last use that a word of {@link #use} has. */
    static long stamp(long use) {
        return use >>> ERA_BITS;
    }

    int era(int slot) {
        return era(use(slot));
    }

    void stamp(int slot, long stamp) {
        long[] page = page(slot);
        int at = at(slot) + 2;
        page[at] = stamp << ERA_BITS | era(page[at]);
    }

    void era(int slot, int era) {
        long[] page = page(slot);
        int at = at(slot) + 2;
        page[at] = stamp(page[at]) << ERA_BITS | era;
    }

    long expires(int slot) {
        return page(slot)[at(slot) + 3] >>> EXPIRES_SHIFT;
    }

    void expires(int slot, long expires) {
        long[] page = page(slot);
        int at = at(slot) + 3;
        page[at] = expires << EXPIRES_SHIFT | page[at] & (1 << EXPIRES_SHIFT) - 1;
    }

    int keyLength(int slot) {
        return (int) page(slot)[at(slot) + 3] >>> KEY_SHIFT & 0xFFFF;
    }

    int type(int slot) {
        return (int) page(slot)[at(slot) + 3] & TYPE_MASK;
    }

    boolean flagged(int slot) {
        return (page(slot)[at(slot) + 3] & FLAGGED) != 0;
    }

    boolean owned(int slot) {
        return (page(slot)[at(slot) + 3] & OWNED) != 0;
    }

    void kind(int slot, long expires, int keyLength, int type, boolean flagged, boolean owned) {
        page(slot)[at(slot) + 3] = expires << EXPIRES_SHIFT
                | (long) keyLength << KEY_SHIFT
                | (owned ? OWNED : 0)
                | (flagged ? FLAGGED : 0)
                | type;
    }
}
