// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.PopResult;
import dev.resty.dict.StoreResult;
import dev.resty.store.ManualTicker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A shared dict as it could be told to somebody: a list of entries, the least recently used first. For one thread. */
final class DictModel {

    private static final class Item {

        final String key;

        @Nullable LuaScalar value;

        @Nullable Deque<LuaScalar> list;

        int flags;

        /** 0 where it has no end. */
        long expires;

        Item(String key) {
            this.key = key;
        }

        long size() {
            long size = HeapSharedDict.ENTRY_OVERHEAD + key.length();
            if (list != null) {
                return size
                        + list.stream()
                                .mapToLong(each -> HeapSharedDict.ELEMENT_OVERHEAD + lengthOf(each))
                                .sum();
            }
            return size + (value == null ? 0 : lengthOf(value));
        }
    }

    private final List<Item> items = new ArrayList<>();

    private final long capacity;

    private final ManualTicker ticker;

    DictModel(long capacity, ManualTicker ticker) {
        this.capacity = capacity;
        this.ticker = ticker;
    }

    private static long lengthOf(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes bytes) {
            return bytes.length();
        }
        return value instanceof LuaScalar.Num ? 8 : 1;
    }

    private long now() {
        return ticker.currentTimeMillis();
    }

    private boolean over(Item item) {
        return item.expires != 0 && item.expires <= now();
    }

    long free() {
        return capacity - items.stream().mapToLong(Item::size).sum();
    }

    private @Nullable Item find(String key) {
        return items.stream().filter(item -> item.key.equals(key)).findFirst().orElse(null);
    }

    private @Nullable Item use(String key) {
        Item item = find(key);
        if (item != null) {
            items.remove(item);
            items.add(item);
        }
        return item;
    }

    private void sweep() {
        for (int i = 0; i < 2 && !items.isEmpty() && over(items.get(0)); i++) {
            items.remove(0);
        }
    }

    private boolean evict() {
        if (items.isEmpty()) {
            return false;
        }
        items.remove(0);
        sweep();
        return true;
    }

    private long end(long ttl) {
        return ttl == 0 ? 0 : now() + ttl;
    }

    @Nullable DictValue get(String key) {
        sweep();
        Item item = use(key);
        return item == null || over(item) ? null : read(item, false);
    }

    @Nullable DictValue getStale(String key) {
        Item item = use(key);
        return item == null ? null : read(item, over(item));
    }

    private static DictValue read(Item item, boolean stale) {
        if (item.value == null) {
            throw new NotAScalarException();
        }
        return new DictValue(item.value, item.flags, stale);
    }

    StoreResult store(String key, LuaScalar value, long ttl, int flags, String how, boolean safe) {
        sweep();
        Item item = use(key);
        boolean live = item != null && !over(item);
        if (how.equals("add") && live) {
            return StoreResult.failed("exists");
        }
        if (how.equals("replace") && !live) {
            return StoreResult.failed("not found");
        }
        return write(item, key, value, ttl, flags, safe);
    }

    private StoreResult write(@Nullable Item former, String key, LuaScalar value, long ttl, int flags, boolean safe) {
        if (former != null) {
            items.remove(former);
        }
        Item fresh = new Item(key);
        fresh.value = value;
        fresh.flags = flags;
        fresh.expires = end(ttl);
        boolean forcible = false;
        for (int i = 0; !safe && i < 30 && fresh.size() > free() && evict(); i++) {
            forcible = true;
        }
        if (fresh.size() > free()) {
            return StoreResult.failed("no memory", forcible);
        }
        items.add(fresh);
        return StoreResult.done(forcible);
    }

    void delete(String key) {
        sweep();
        Item item = find(key);
        if (item != null) {
            items.remove(item);
        }
    }

    IncrResult incr(String key, double delta, @Nullable Double init, long ttl) {
        sweep();
        Item item = use(key);
        if (item != null && !over(item)) {
            if (!(item.value instanceof LuaScalar.Num number)) {
                return IncrResult.failed("not a number", false);
            }
            item.value = LuaScalar.of(number.value() + delta);
            return IncrResult.of(number.value() + delta);
        }
        if (init == null) {
            return IncrResult.failed("not found", false);
        }
        StoreResult stored = write(item, key, LuaScalar.of(init + delta), ttl, 0, false);
        return stored.stored()
                ? new IncrResult(init + delta, null, stored.forcible())
                : IncrResult.failed("no memory", stored.forcible());
    }

    @Nullable Long ttl(String key) {
        Item item = find(key);
        if (item == null) {
            return null;
        }
        return item.expires == 0 ? 0 : over(item) ? -1 : item.expires - now();
    }

    boolean expire(String key, long ttl) {
        Item item = find(key);
        if (item != null) {
            item.expires = end(ttl);
        }
        return item != null;
    }

    ListResult push(String key, LuaScalar value, boolean head) {
        sweep();
        Item item = use(key);
        if (item != null && over(item)) {
            items.remove(item);
            item = null;
        }
        if (item != null && item.list == null) {
            return ListResult.failed("value not a list");
        }
        long more = HeapSharedDict.ELEMENT_OVERHEAD + lengthOf(value);
        Item list = item == null ? new Item(key) : item;
        if (item == null) {
            list.list = new ArrayDeque<>();
            more += list.size();
        }
        if (more > free()) {
            return ListResult.failed("no memory");
        }
        if (item == null) {
            items.add(list);
        }
        Deque<LuaScalar> values = list.list;
        if (head) {
            values.addFirst(value);
        } else {
            values.addLast(value);
        }
        return ListResult.of(values.size());
    }

    PopResult pop(String key, boolean head) {
        sweep();
        Item item = use(key);
        if (item == null || over(item)) {
            return PopResult.of(null);
        }
        if (item.list == null) {
            return PopResult.failed("value not a list");
        }
        LuaScalar value = head ? item.list.removeFirst() : item.list.removeLast();
        if (item.list.isEmpty()) {
            items.remove(item);
        }
        return PopResult.of(value);
    }

    ListResult length(String key) {
        sweep();
        Item item = use(key);
        if (item == null || over(item)) {
            return ListResult.of(0);
        }
        return item.list == null ? ListResult.failed("value not a list") : ListResult.of(item.list.size());
    }

    void flushAll() {
        items.forEach(item -> item.expires = 1);
        evict();
    }

    int flushExpired(int max) {
        int flushed = 0;
        for (Item item : List.copyOf(items)) {
            if (over(item) && (max == 0 || flushed < max)) {
                items.remove(item);
                flushed++;
            }
        }
        return flushed;
    }

    List<String> keys(int max) {
        return items.stream()
                .filter(item -> !over(item))
                .limit(max == 0 ? Long.MAX_VALUE : max)
                .map(item -> item.key)
                .toList();
    }
}
