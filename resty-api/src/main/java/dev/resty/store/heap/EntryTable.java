// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.LuaScalar;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one dict by key and by last use, and the bytes they count. Knows nothing of time. Guarded by the dict's lock.
 */
final class EntryTable {

    private static final int NUMBER_SIZE = 8;

    private final Map<String, Entry> index = new HashMap<>();

    private final LruQueue queue = new LruQueue();

    private final long capacity;

    private final Consumer<String> onRemoval;

    private long used;

    /**
     * An empty table.
     *
     * @param onRemoval hears of every key whose entry goes
     */
    EntryTable(long capacity, Consumer<String> onRemoval) {
        this.capacity = capacity;
        this.onRemoval = onRemoval;
    }

    long capacity() {
        return capacity;
    }

    long free() {
        return capacity - used;
    }

    /** What an entry of this key and value counts. */
    static long sizeOf(String key, LuaScalar value) {
        return sizeOf(key) + lengthOf(value);
    }

    /** What an entry counts beside its value. */
    static long sizeOf(String key) {
        return HeapSharedDict.ENTRY_OVERHEAD + key.length();
    }

    /** What a value of a list counts. */
    static long sizeOf(LuaScalar element) {
        return HeapSharedDict.ELEMENT_OVERHEAD + lengthOf(element);
    }

    private static long lengthOf(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes bytes) {
            return bytes.length();
        }
        if (value instanceof LuaScalar.Frozen frozen) {
            return frozen.size();
        }
        return value instanceof LuaScalar.Bool ? 1 : NUMBER_SIZE;
    }

    int count() {
        return index.size();
    }

    /** Looks an entry up, expired or not. */
    @Nullable Entry find(String key) {
        Entry entry = index.get(key);
        if (entry == null) {
            // Keys of the index are views of bytes, so only a miss can be due to a char from 256 on.
            String bytes = DictKey.bytesOf(key);
            if (!bytes.equals(key)) {
                entry = index.get(bytes);
            }
        }
        return entry;
    }

    void touch(Entry entry) {
        queue.touch(entry);
    }

    /** Adds an entry, for which there is room. */
    void insert(Entry entry, long size) {
        entry.size = size;
        used += size;
        index.put(entry.key, entry);
        queue.addNewest(entry);
    }

    void resize(Entry entry, long size) {
        used += size - entry.size;
        entry.size = size;
    }

    void remove(Entry entry) {
        index.remove(entry.key);
        queue.remove(entry);
        used -= entry.size;
        onRemoval.accept(entry.key);
    }

    @Nullable Entry oldest() {
        return queue.oldest();
    }

    /** The entry used next after this one; null after the newest. */
    @Nullable Entry newerThan(Entry entry) {
        return queue.newerThan(entry);
    }
}
