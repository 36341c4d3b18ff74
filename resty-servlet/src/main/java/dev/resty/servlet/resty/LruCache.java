// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.ObjectTable;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.store.Ticker;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
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
    private static final int FIRST_BUCKETS = 16;
    private static final double LEAST_LOAD = 0.1;

    private final Worker worker;
    private final Ticker ticker;
    private final LuaTable metatable;

    private LruCache(Worker worker, Ticker ticker, LuaTable methods) {
        this.worker = worker;
        this.ticker = ticker;
        this.metatable = LibraryTable.metatable(methods);
    }

    /** The module {@code resty.lrucache} for a worker. */
    static LuaTable module(Worker worker, Ticker ticker) {
        return module(worker, ticker, false);
    }

    /** The module {@code resty.lrucache.pureffi} for a worker: it takes a load factor and says how many buckets it has. */
    static LuaTable pureffi(Worker worker, Ticker ticker) {
        return module(worker, ticker, true);
    }

    private static LuaTable module(Worker worker, Ticker ticker, boolean loaded) {
        LuaTable methods = LibraryTable.into(new ObjectTable.Methods())
                .fn("get", "value, stale, flags = cache:get(key)", "Reads, stale values as a second result.", new Get())
                .fn("set", "cache:set(key, value, ttl?, flags?)", "Stores for ttl seconds or for good.", new Set())
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
        LruCache module = new LruCache(worker, ticker, methods);
        return LibraryTable.of()
                .fn(
                        "new",
                        "cache, err = lrucache.new(max_items, load_factor?)",
                        "A cache of its own.",
                        loaded ? module::createLoaded : module::create)
                .inherit(methods)
                .build();
    }

    private Varargs create(Varargs args) {
        return create(args, FIRST_BUCKETS);
    }

    private Varargs createLoaded(Varargs args) {
        double load = args.arg(2).toboolean() ? Arguments.number(args, 2, "new") : 0.5;
        double least = Arguments.number(args, 1, "new") / Math.max(LEAST_LOAD, Math.min(load, 1));
        int buckets = 2;
        while (buckets < least && buckets < 1 << 30) {
            buckets *= 2;
        }
        Varargs made = create(args, buckets);
        if (made instanceof Cache cache) {
            cache.rawset("bucket_sz", LuaValue.valueOf(buckets));
        }
        return made;
    }

    private Varargs create(Varargs args, int buckets) {
        double size = Arguments.number(args, 1, "new");
        if (size < 1) {
            return Arguments.failure("size too small");
        }
        Cache cache = new Cache(worker, ticker, new LruItems((int) size, buckets));
        cache.setmetatable(metatable);
        return cache;
    }

    private static Varargs delete(Varargs args) {
        return LuaValue.valueOf(Cache.of(args, "delete").items.remove(args.arg(2)));
    }

    private static Varargs count(Varargs args) {
        return LuaValue.valueOf(Cache.of(args, "count").items.size());
    }

    private static Varargs capacity(Varargs args) {
        return LuaValue.valueOf(Cache.of(args, "capacity").items.capacity());
    }

    private static Varargs getKeys(Varargs args) {
        LruItems items = Cache.of(args, "get_keys").items;
        int max = args.arg(2).toboolean() ? (int) Arguments.number(args, 2, "get_keys") : 0;
        int count = max == 0 ? items.size() : Math.min(max, items.size());
        LuaTable result = args.arg(3).toboolean() ? args.checktable(3) : new Table(count, 0);
        int filled = 0;
        for (LruItems.Item item = items.latest(); item != null && filled < count; item = items.before(item)) {
            result.set(++filled, item.key);
        }
        result.set(filled + 1, LuaValue.NIL);
        return result;
    }

    private static Varargs flushAll(Varargs args) {
        Cache.of(args, "flush_all").items.clear();
        return LuaValue.NONE;
    }

    /** The method {@code get}; called for one result it makes no object. */
    private static final class Get extends NativeFunction {

        Get() {
            super("get");
        }

        @Override
        public boolean isNamedByCaller() {
            return false;
        }

        @Override
        protected LuaValue first2(LuaValue self, LuaValue key) {
            if (self instanceof Cache cache) {
                LruItems.Item item = cache.items.get(key);
                return item == null || cache.expired(item) ? NIL : item.value;
            }
            return all(varargsOf(self, key)).arg1();
        }

        @Override
        protected Varargs all(Varargs args) {
            Cache cache = Cache.of(args, "get");
            LruItems.Item item = cache.items.get(args.arg(2));
            if (item == null || item.value.isnil()) {
                return NIL;
            }
            LuaValue flags = valueOf((double) item.flags);
            return cache.expired(item) ? varargsOf(NIL, item.value, flags) : varargsOf(item.value, NIL, flags);
        }
    }

    /** The method {@code set}. */
    private static final class Set extends NativeFunction {

        Set() {
            super("set");
        }

        @Override
        public boolean isNamedByCaller() {
            return false;
        }

        @Override
        protected LuaValue first3(LuaValue self, LuaValue key, LuaValue value) {
            if (self instanceof Cache cache && !key.isnil()) {
                cache.items.put(key, value, LruItems.FOR_GOOD, 0);
                return NONE;
            }
            return all(varargsOf(self, key, value)).arg1();
        }

        @Override
        protected Varargs all(Varargs args) {
            Cache cache = Cache.of(args, "set");
            LuaValue key = args.arg(2);
            if (key.isnil()) {
                throw new LuaError("table index is nil");
            }
            LuaValue ttl = args.arg(4);
            long expires = ttl.toboolean()
                    ? cache.now() + (long) (Arguments.number(args, 4, "set") * 1000)
                    : LruItems.FOR_GOOD;
            LuaValue given = args.arg(5);
            long flags = given.type() == TNUMBER && given.todouble() >= 0 ? (long) (given.todouble() % FLAGS_RANGE) : 0;
            cache.items.put(key, args.arg(3), expires, flags);
            return NONE;
        }
    }

    /** A cache as Lua sees it: a table, with the items beside it. */
    static final class Cache extends ObjectTable {

        private final Worker worker;
        private final Ticker ticker;
        private final LruItems items;

        Cache(Worker worker, Ticker ticker, LruItems items) {
            this.worker = worker;
            this.ticker = ticker;
            this.items = items;
        }

        static Cache of(Varargs args, String function) {
            if (args.arg1() instanceof Cache cache) {
                return cache;
            }
            throw Arguments.expected("lrucache", args, 1, function);
        }

        /** A live item, as {@code get} finds it; null where there is none. */
        LruItems.@Nullable Item live(LuaString key) {
            LruItems.Item item = items.get(key);
            return item == null || item.hit == null && item.value.isnil() || expired(item) ? null : item;
        }

        private boolean expired(LruItems.Item item) {
            return item.expires != LruItems.FOR_GOOD && item.expires < now();
        }

        private long now() {
            return worker.timeOfTurn(ticker);
        }
    }
}
