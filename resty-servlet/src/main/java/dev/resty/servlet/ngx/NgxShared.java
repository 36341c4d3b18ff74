// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictException;
import dev.resty.dict.DictValue;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.TtlResult;
import dev.resty.servlet.lua.ObjectTable;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.List;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * {@code ngx.shared}: dicts as objects whose methods come from one metatable. Beyond OpenResty, a dict may be in another
 * process ({@code store=redis}): where such a store does not answer, a method returns nil and why.
 */
final class NgxShared {

    static {
        DictCalls.register();
    }

    private NgxShared() {}

    static LuaTable table(NgxContext ngx) {
        LuaTable metatable = new ObjectTable.Methods();
        binding().addTo(metatable, ngx);
        metatable.set("__index", metatable);
        LuaTable shared = new Table();
        for (String name : ngx.services().resty().dictNames()) {
            shared.set(LuaText.of(name), object(ngx, ngx.services().resty().dict(name), metatable));
        }
        LuaTable later = new Table();
        later.set("__index", new NativeFunction.Fixed("__index") {
            @Override
            protected LuaValue of(LuaValue table, LuaValue name, LuaValue none) {
                SharedDict dict = name.isstring() ? ngx.services().resty().findDict(LuaText.view(name)) : null;
                if (dict == null) {
                    return NIL;
                }
                LuaTable object = object(ngx, dict, metatable);
                table.rawset(name, object);
                return object;
            }
        });
        shared.setmetatable(later);
        return shared;
    }

    private static DictObject object(NgxContext ngx, SharedDict dict, LuaTable metatable) {
        return new DictObject(dict.remote() ? new YieldingDict(ngx, dict) : dict, metatable);
    }

    static Binding binding() {
        Binding binding = Binding.table()
                .fn("get", "value, flags = dict:get(key)", Phases.ALL, "Reads a live value.", new DictGet())
                .fn(
                        "get_stale",
                        "value, flags, stale = dict:get_stale(key)",
                        Phases.ALL,
                        "Reads a value even where it has expired.",
                        failing(NgxShared::getStale))
                .fn(
                        "incr",
                        "newval, err, forcible? = dict:incr(key, value, init?, init_ttl?)",
                        Phases.ALL,
                        "Adds to a number.",
                        new DictIncr())
                .fn("delete", "dict:delete(key)", Phases.ALL, "Removes a value.", failing(NgxShared::delete))
                .fn(
                        "ttl",
                        "ttl, err = dict:ttl(key)",
                        Phases.ALL,
                        "The remaining life in seconds.",
                        failing(NgxShared::ttl))
                .fn(
                        "expire",
                        "success, err = dict:expire(key, exptime)",
                        Phases.ALL,
                        "Changes the remaining life.",
                        failing(NgxShared::expire))
                .fn(
                        "flush_all",
                        "dict:flush_all()",
                        Phases.ALL,
                        "Marks all values as expired.",
                        failing(NgxShared::flushAll));
        return withWhole(withLists(withStores(binding)));
    }

    /** What concerns the dict as a whole. */
    private static Binding withWhole(Binding binding) {
        return binding.fn(
                        "flush_expired",
                        "flushed = dict:flush_expired(max_count?)",
                        Phases.ALL,
                        "Removes expired values.",
                        failing(NgxShared::flushExpired))
                .fn(
                        "get_keys",
                        "keys = dict:get_keys(max_count?)",
                        Phases.ALL,
                        "The keys of live values.",
                        failing(NgxShared::getKeys))
                .fn(
                        "capacity",
                        "capacity_bytes = dict:capacity()",
                        Phases.ALL,
                        "The declared size in bytes.",
                        failing((ngx, args) -> LuaValue.valueOf(
                                (double) DictObject.dict(args.arg1()).capacity())))
                .fn(
                        "free_space",
                        "free_page_bytes = dict:free_space()",
                        Phases.ALL,
                        "Free bytes in whole pages.",
                        failing((ngx, args) -> LuaValue.valueOf(
                                (double) DictObject.dict(args.arg1()).freeSpace())));
    }

    private static Binding withStores(Binding binding) {
        return binding.fn(
                        "set",
                        "success, err, forcible = dict:set(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value; nil removes it.",
                        DictStore.set())
                .fn(
                        "safe_set",
                        "ok, err = dict:safe_set(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value without evicting others.",
                        DictStore.named(SharedDict::safeSet))
                .fn(
                        "add",
                        "success, err, forcible = dict:add(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value where there is none.",
                        DictStore.named(SharedDict::add))
                .fn(
                        "safe_add",
                        "ok, err = dict:safe_add(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value where there is none, without evicting others.",
                        DictStore.named(SharedDict::safeAdd))
                .fn(
                        "replace",
                        "success, err, forcible = dict:replace(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value where there is one.",
                        DictStore.named(SharedDict::replace));
    }

    private static Binding withLists(Binding binding) {
        return binding.fn(
                        "lpush",
                        "length, err = dict:lpush(key, value)",
                        Phases.ALL,
                        "Puts a string or number at the head of a list.",
                        failing(DictLists.push("lpush", SharedDict::lpush)))
                .fn(
                        "rpush",
                        "length, err = dict:rpush(key, value)",
                        Phases.ALL,
                        "Puts a string or number at the tail of a list.",
                        failing(DictLists.push("rpush", SharedDict::rpush)))
                .fn(
                        "lpop",
                        "val, err = dict:lpop(key)",
                        Phases.ALL,
                        "Takes the value at the head of a list.",
                        failing(DictLists.pop("lpop", SharedDict::lpop)))
                .fn(
                        "rpop",
                        "val, err = dict:rpop(key)",
                        Phases.ALL,
                        "Takes the value at the tail of a list.",
                        failing(DictLists.pop("rpop", SharedDict::rpop)))
                .fn("llen", "len, err = dict:llen(key)", Phases.ALL, "A list's length.", failing(DictLists::llen));
    }

    /** A method whose failure in the store is nil and the message. */
    private static NgxFunction failing(NgxFunction method) {
        return (ngx, args) -> {
            try {
                return method.call(ngx, args);
            } catch (DictException e) {
                return DictArguments.failure(e);
            }
        };
    }

    private static Varargs delete(NgxContext ngx, Varargs args) {
        SharedDict dict = DictObject.dict(args.arg1());
        String key = DictArguments.key(args.arg(2));
        String error = DictArguments.keyError(args.arg(2), key);
        return error == null ? DictStore.result(dict.delete(key)) : Arguments.failure(error);
    }

    private static Varargs getStale(NgxContext ngx, Varargs args) {
        SharedDict dict = DictObject.dict(args.arg1());
        String key = DictArguments.key(args.arg(2));
        String error = DictArguments.keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        DictValue found = dict.getStale(key);
        if (found == null) {
            return LuaValue.NIL;
        }
        return LuaValue.varargsOf(
                DictArguments.lua(found.value()),
                found.flags() == 0 ? LuaValue.NIL : LuaValue.valueOf(found.flags()),
                LuaValue.valueOf(found.stale()));
    }

    private static Varargs ttl(NgxContext ngx, Varargs args) {
        SharedDict dict = DictObject.dict(args.arg1());
        String key = DictArguments.key(args.arg(2));
        String error = DictArguments.keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        TtlResult ttl = dict.ttl(key);
        return ttl.error() == null ? LuaValue.valueOf(ttl.ttl().toMillis() / 1000.0) : Arguments.failure(ttl.error());
    }

    private static Varargs expire(NgxContext ngx, Varargs args) {
        SharedDict dict = DictObject.dict(args.arg1());
        LuaValue exptime = args.arg(3);
        if (!exptime.toboolean()) {
            throw new LuaError("bad \"exptime\" argument");
        }
        String key = DictArguments.key(args.arg(2));
        String error = DictArguments.keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        if (exptime.tonumber().isnil()) {
            throw new LuaError("attempt to perform arithmetic on local 'exptime' (a " + exptime.typename() + " value)");
        }
        // To OpenResty a negative time is none, so the entry never expires.
        StoreResult result = dict.expire(key, DictArguments.duration(exptime.todouble()));
        return result.error() == null ? LuaValue.TRUE : Arguments.failure(result.error());
    }

    private static Varargs flushAll(NgxContext ngx, Varargs args) {
        DictObject.dict(args.arg1()).flushAll();
        return LuaValue.NONE;
    }

    private static Varargs flushExpired(NgxContext ngx, Varargs args) {
        SharedDict dict = counted(args, "flush_expired");
        return LuaValue.valueOf(dict.flushExpired(limit(args, "flush_expired", 0)));
    }

    /** The dict of a method that OpenResty has in C, which counts its arguments. */
    private static SharedDict counted(Varargs args, String method) {
        if (args.narg() != 1 && args.narg() != 2) {
            throw new LuaError("expecting 1 or 2 argument(s), but saw " + args.narg());
        }
        LuaValue object = args.arg1();
        if (!object.istable()) {
            throw Arguments.expected("table", args, 1, method);
        }
        if (!DictObject.isDict(object)) {
            throw new LuaError("bad user data for the ngx_shm_zone_t pointer");
        }
        return DictObject.dict(object);
    }

    private static int limit(Varargs args, String method, int absent) {
        if (args.narg() == 1) {
            return absent;
        }
        LuaValue number = args.arg(2).tonumber();
        if (number.isnil()) {
            // Counted as for a call with a colon, which is how methods are called.
            throw Arguments.bad(1, method, "number expected, got " + args.arg(2).typename());
        }
        return Math.max(0, (int) number.todouble());
    }

    private static Varargs getKeys(NgxContext ngx, Varargs args) {
        SharedDict dict = counted(args, "get_keys");
        List<String> keys = dict.getKeys(limit(args, "get_keys", SharedDict.DEFAULT_KEYS));
        LuaTable table = new Table(keys.size(), 0);
        for (int i = 0; i < keys.size(); i++) {
            table.rawset(i + 1, LuaText.of(keys.get(i)));
        }
        return table;
    }
}
