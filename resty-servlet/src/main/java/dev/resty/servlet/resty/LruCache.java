// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.store.Ticker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.lrucache} and {@code resty.lrucache.pureffi}: a cache of Lua values in one worker that drops
 * strictly the least recently used one.
 *
 * @see <a href="https://github.com/openresty/lua-resty-lrucache">lua-resty-lrucache</a>
 */
final class LruCache {

    private static final double FLAGS_RANGE = 1L << 32;

    private final Ticker ticker;
    private final LuaTable metatable;

    private LruCache(Ticker ticker, LuaTable methods) {
        this.ticker = ticker;
        this.metatable = LibraryTable.metatable(methods);
    }

    /** The module's table for a worker. */
    static LuaTable module(Ticker ticker) {
        LuaTable methods = LibraryTable.of()
                .fn(
                        "get",
                        "value, stale, flags = cache:get(key)",
                        "Reads, stale values as a second result.",
                        LruCache::get)
                .fn("set", "cache:set(key, value, ttl?, flags?)", "Stores for ttl seconds or for good.", LruCache::set)
                .fn("delete", "removed = cache:delete(key)", "Removes a key.", LruCache::delete)
                .fn("count", "items = cache:count()", "How many there are, expired ones included.", LruCache::count)
                .fn("capacity", "items = cache:capacity()", "How many there can be.", LruCache::capacity)
                .fn(
                        "get_keys",
                        "keys = cache:get_keys(max?, res?)",
                        "Keys, most recently used first.",
                        LruCache::getKeys)
                .fn("flush_all", "cache:flush_all()", "Removes everything.", LruCache::flushAll)
                .value("_VERSION", "0.15")
                .build();
        LruCache module = new LruCache(ticker, methods);
        return LibraryTable.of()
                .fn("new", "cache, err = lrucache.new(max_items, load_factor?)", "A cache of its own.", module::create)
                .inherit(methods)
                .build();
    }

    private Varargs create(Varargs args) {
        double size = Arguments.number(args, 1, "new");
        if (size < 1) {
            return Arguments.failure("size too small");
        }
        Cache cache = new Cache(ticker, (int) size);
        cache.setmetatable(metatable);
        return cache;
    }

    private static Varargs get(Varargs args) {
        Cache cache = Cache.of(args, "get");
        Item item = cache.items.get(args.arg(2));
        if (item == null || item.value.isnil()) {
            return LuaValue.NIL;
        }
        LuaValue flags = LuaValue.valueOf((double) item.flags);
        if (item.expires >= 0 && item.expires < cache.now()) {
            return LuaValue.varargsOf(LuaValue.NIL, item.value, flags);
        }
        return LuaValue.varargsOf(item.value, LuaValue.NIL, flags);
    }

    private static Varargs set(Varargs args) {
        Cache cache = Cache.of(args, "set");
        LuaValue key = args.arg(2);
        if (key.isnil()) {
            throw new LuaError("table index is nil");
        }
        Item item = new Item();
        item.value = args.arg(3);
        LuaValue ttl = args.arg(4);
        if (ttl.toboolean()) {
            item.expires = cache.now() + (long) (Arguments.number(args, 4, "set") * 1000);
        }
        LuaValue flags = args.arg(5);
        if (flags.type() == LuaValue.TNUMBER && flags.todouble() >= 0) {
            item.flags = (long) (flags.todouble() % FLAGS_RANGE);
        }
        cache.items.put(key, item);
        return LuaValue.NONE;
    }

    private static Varargs delete(Varargs args) {
        return LuaValue.valueOf(Cache.of(args, "delete").items.remove(args.arg(2)) != null);
    }

    private static Varargs count(Varargs args) {
        return LuaValue.valueOf(Cache.of(args, "count").items.size());
    }

    private static Varargs capacity(Varargs args) {
        return LuaValue.valueOf(Cache.of(args, "capacity").capacity);
    }

    private static Varargs getKeys(Varargs args) {
        Cache cache = Cache.of(args, "get_keys");
        List<LuaValue> keys = new ArrayList<>(cache.items.keySet());
        int max = args.arg(2).toboolean() ? (int) Arguments.number(args, 2, "get_keys") : 0;
        int count = max == 0 ? keys.size() : Math.min(max, keys.size());
        LuaTable result = args.arg(3).toboolean() ? args.checktable(3) : new LuaTable(count, 0);
        for (int i = 1; i <= count; i++) {
            result.set(i, keys.get(keys.size() - i));
        }
        result.set(count + 1, LuaValue.NIL);
        return result;
    }

    private static Varargs flushAll(Varargs args) {
        Cache.of(args, "flush_all").items.clear();
        return LuaValue.NONE;
    }

    private static final class Item {

        LuaValue value = LuaValue.NIL;
        long expires = -1;
        long flags;
    }

    /** A cache as Lua sees it: a table, with the items beside it. */
    private static final class Cache extends LuaTable {

        private final Ticker ticker;
        final int capacity;
        final Map<LuaValue, Item> items = new LinkedHashMap<>(16, 0.75f, true) {

            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<LuaValue, Item> eldest) {
                return size() > capacity;
            }
        };

        Cache(Ticker ticker, int capacity) {
            this.ticker = ticker;
            this.capacity = capacity;
        }

        static Cache of(Varargs args, String function) {
            if (args.arg1() instanceof Cache cache) {
                return cache;
            }
            throw Arguments.expected("lrucache", args, 1, function);
        }

        long now() {
            return ticker.currentTimeMillis();
        }
    }
}
