// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The items of a {@link LruCache}: a hash table whose entries are also a list in the order of use. It doesn't expire
 * anything by itself. For one thread at a time.
 */
final class LruItems {

    /** An item's {@link Item#expires} where it doesn't. */
    static final long FOR_GOOD = Long.MAX_VALUE;

    private static final int LARGEST_FIRST_SIZE = 1 << 16;

    private final int capacity;
    private @Nullable Item[] buckets;
    private int size;

    /** Stands between the latest, which is after it, and the oldest, which is before it. */
    private final Item ends = new Item(LuaValue.NIL, 0);

    /**
     * None yet.
     *
     * @param buckets how large the hash table is to be at first, a power of two; it grows with what it holds
     */
    LruItems(int capacity, int buckets) {
        this.capacity = capacity;
        this.buckets = new @Nullable Item[Math.min(buckets, LARGEST_FIRST_SIZE)];
        clear();
    }

    /** A key and what is stored under it. */
    static final class Item {

        final LuaValue key;
        private final int hash;

        LuaValue value = LuaValue.NIL;

        /** Milliseconds since the epoch. */
        long expires = FOR_GOOD;

        long flags;

        /** What {@code resty.mlcache} returns for the value; made by it when first asked for. */
        @Nullable Varargs hit;

        private @Nullable Item chained;
        private Item newer = this;
        private Item older = this;

        Item(LuaValue key, int hash) {
            this.key = key;
            this.hash = hash;
        }

        private void unlink() {
            newer.older = older;
            older.newer = newer;
        }
    }

    int size() {
        return size;
    }

    int capacity() {
        return capacity;
    }

    /** The item of a key, which becomes the latest; null where there is none. */
    @Nullable Item get(LuaValue key) {
        Item item = find(key);
        if (item != null) {
            use(item);
        }
        return item;
    }

    /** Stores a value under a key, which becomes the latest; the oldest goes where there would be too many. */
    void put(LuaValue key, LuaValue value, long expires, long flags) {
        Item item = find(key);
        if (item == null) {
            item = add(key);
        } else {
            use(item);
        }
        item.value = value;
        item.expires = expires;
        item.flags = flags;
        item.hit = null;
    }

    /** Removes a key; returns whether it was there. */
    boolean remove(LuaValue key) {
        Item item = find(key);
        if (item == null) {
            return false;
        }
        remove(item);
        return true;
    }

    /** Removes everything. */
    void clear() {
        Arrays.fill(buckets, null);
        size = 0;
        ends.newer = ends;
        ends.older = ends;
    }

    /** The item used last; null where there is none. */
    @Nullable Item latest() {
        return before(ends);
    }

    /** The item that was used last before another one; null where that is the oldest. */
    @Nullable Item before(Item item) {
        Item older = item.older;
        return isEnds(older) ? null : older;
    }

    @SuppressWarnings("ReferenceEquality")
    private boolean isEnds(Item item) {
        return item == ends;
    }

    @SuppressWarnings("ReferenceEquality")
    private void use(Item item) {
        if (ends.older != item) {
            item.unlink();
            link(item);
        }
    }

    private void link(Item item) {
        item.newer = ends;
        item.older = ends.older;
        ends.older.newer = item;
        ends.older = item;
    }

    private Item add(LuaValue key) {
        if (size >= capacity) {
            remove(ends.newer);
        } else if (size >= buckets.length / 2) {
            grow();
        }
        Item item = new Item(key, hash(key));
        int bucket = item.hash & buckets.length - 1;
        item.chained = buckets[bucket];
        buckets[bucket] = item;
        size++;
        link(item);
        return item;
    }

    @SuppressWarnings("ReferenceEquality")
    private void remove(Item item) {
        int bucket = item.hash & buckets.length - 1;
        Item at = buckets[bucket];
        if (at == item) {
            buckets[bucket] = item.chained;
        } else {
            while (at != null && at.chained != item) {
                at = at.chained;
            }
            if (at != null) {
                at.chained = item.chained;
            }
        }
        size--;
        item.unlink();
    }

    private void grow() {
        @Nullable Item[] larger = new @Nullable Item[buckets.length * 2];
        for (Item first : buckets) {
            for (Item item = first; item != null; ) {
                Item next = item.chained;
                int bucket = item.hash & larger.length - 1;
                item.chained = larger[bucket];
                larger[bucket] = item;
                item = next;
            }
        }
        buckets = larger;
    }

    private static int hash(LuaValue key) {
        int hash = key.hashCode();
        return hash ^ hash >>> 16;
    }

    private @Nullable Item find(LuaValue key) {
        int hash = hash(key);
        Item item = buckets[hash & buckets.length - 1];
        while (item != null && !(item.hash == hash && same(item.key, key))) {
            item = item.chained;
        }
        return item;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean same(LuaValue one, LuaValue other) {
        if (one == other) {
            return true;
        }
        return one instanceof LuaString text ? text.raweq(other) : one.equals(other);
    }
}
