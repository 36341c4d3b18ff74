// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.TtlResult;
import dev.resty.servlet.lua.LuaText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.TwoArgFunction;

/** {@code ngx.shared}: dicts as objects whose methods come from one metatable. */
final class NgxShared {

    private static final double LONGEST_MILLIS = 1e13;

    private NgxShared() {}

    /** A way to store: the dict's set, add, replace and their safe forms. */
    private interface Store {

        StoreResult store(SharedDict dict, String key, @Nullable LuaScalar value, Duration exptime, int flags);
    }

    static LuaTable table(NgxContext ngx) {
        LuaTable metatable = new LuaTable();
        LuaTable methods = binding().build(ngx);
        metatable.set("__index", methods);
        LuaTable shared = new LuaTable();
        for (String name : ngx.services().resty().dictNames()) {
            shared.set(LuaText.of(name), object(ngx.services().resty().dict(name), metatable));
        }
        LuaTable later = new LuaTable();
        later.set("__index", new TwoArgFunction() {
            @Override
            public LuaValue call(LuaValue table, LuaValue name) {
                SharedDict dict = name.isstring() ? ngx.services().resty().findDict(LuaText.view(name)) : null;
                if (dict == null) {
                    return NIL;
                }
                LuaTable object = object(dict, metatable);
                table.rawset(name, object);
                return object;
            }
        });
        shared.setmetatable(later);
        return shared;
    }

    private static LuaTable object(SharedDict dict, LuaTable metatable) {
        LuaTable object = new LuaTable();
        object.set(1, new LuaUserdata(dict));
        object.setmetatable(metatable);
        return object;
    }

    static Binding binding() {
        Binding binding = Binding.table()
                .fn("get", "value, flags = dict:get(key)", Phases.ALL, "Reads a live value.", NgxShared::get)
                .fn(
                        "get_stale",
                        "value, flags, stale = dict:get_stale(key)",
                        Phases.ALL,
                        "Reads a value even where it has expired.",
                        NgxShared::getStale)
                .fn(
                        "incr",
                        "newval, err, forcible? = dict:incr(key, value, init?, init_ttl?)",
                        Phases.ALL,
                        "Adds to a number.",
                        NgxShared::incr)
                .fn("delete", "dict:delete(key)", Phases.ALL, "Removes a value.", NgxShared::delete)
                .fn("ttl", "ttl, err = dict:ttl(key)", Phases.ALL, "The remaining life in seconds.", NgxShared::ttl)
                .fn(
                        "expire",
                        "success, err = dict:expire(key, exptime)",
                        Phases.ALL,
                        "Changes the remaining life.",
                        NgxShared::expire)
                .fn("flush_all", "dict:flush_all()", Phases.ALL, "Marks all values as expired.", NgxShared::flushAll)
                .fn(
                        "flush_expired",
                        "flushed = dict:flush_expired(max_count?)",
                        Phases.ALL,
                        "Removes expired values.",
                        (ngx, args) -> LuaValue.valueOf(dict(args).flushExpired(limit(args, "flush_expired", 0))))
                .fn(
                        "get_keys",
                        "keys = dict:get_keys(max_count?)",
                        Phases.ALL,
                        "The keys of live values.",
                        NgxShared::getKeys)
                .fn(
                        "capacity",
                        "capacity_bytes = dict:capacity()",
                        Phases.ALL,
                        "The declared size in bytes.",
                        (ngx, args) -> LuaValue.valueOf((double) dict(args).capacity()))
                .fn(
                        "free_space",
                        "free_page_bytes = dict:free_space()",
                        Phases.ALL,
                        "Free bytes in whole pages.",
                        (ngx, args) -> LuaValue.valueOf((double) dict(args).freeSpace()));
        return withStores(binding);
    }

    private static Binding withStores(Binding binding) {
        return binding.fn(
                        "set",
                        "success, err, forcible = dict:set(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value; nil removes it.",
                        (ngx, args) -> store(args, SharedDict::set))
                .fn(
                        "safe_set",
                        "ok, err = dict:safe_set(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value without evicting others.",
                        (ngx, args) -> store(args, SharedDict::safeSet))
                .fn(
                        "add",
                        "success, err, forcible = dict:add(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value where there is none.",
                        (ngx, args) -> store(args, SharedDict::add))
                .fn(
                        "safe_add",
                        "ok, err = dict:safe_add(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value where there is none, without evicting others.",
                        (ngx, args) -> store(args, SharedDict::safeAdd))
                .fn(
                        "replace",
                        "success, err, forcible = dict:replace(key, value, exptime?, flags?)",
                        Phases.ALL,
                        "Stores a value where there is one.",
                        (ngx, args) -> store(args, SharedDict::replace));
    }

    private static SharedDict dict(Varargs args) {
        LuaValue object = args.arg1();
        LuaValue zone = object.istable() ? object.checktable().rawget(1) : LuaValue.NIL;
        if (!zone.isuserdata(SharedDict.class)) {
            throw new LuaError("bad \"zone\" argument");
        }
        return (SharedDict) zone.touserdata();
    }

    /** The key as a view of bytes; empty where there is none. */
    private static String key(LuaValue key) {
        return key.isnil() ? "" : LuaText.view(LuaArgs.tostring(key));
    }

    private static @Nullable String keyError(LuaValue key, String text) {
        return key.isnil() ? "nil key" : DictKey.error(text);
    }

    private static Varargs store(Varargs args, Store how) {
        SharedDict dict = dict(args);
        LuaValue exptime = args.arg(4);
        if (exptime.toboolean() && exptime.type() != LuaValue.TNUMBER) {
            throw new LuaError("attempt to compare " + exptime.typename() + " with number");
        }
        if (exptime.toboolean() && exptime.todouble() < 0) {
            throw new LuaError("bad \"exptime\" argument");
        }
        LuaValue flags = args.arg(5);
        if (flags.toboolean() && flags.type() != LuaValue.TNUMBER) {
            throw new LuaError("cannot convert '" + flags.typename() + "' to 'int'");
        }
        String key = key(args.arg(2));
        String error = keyError(args.arg(2), key);
        LuaValue value = args.arg(3);
        if (error == null && !value.isnil() && scalar(value) == null) {
            error = "bad value type";
        }
        if (error != null) {
            return Arguments.failure(error);
        }
        return result(how.store(
                dict, key, scalar(value), duration(exptime), flags.toboolean() ? (int) (long) flags.todouble() : 0));
    }

    private static Varargs result(StoreResult result) {
        String error = result.error();
        return LuaValue.varargsOf(
                LuaValue.valueOf(result.stored()),
                error == null ? LuaValue.NIL : LuaText.of(error),
                LuaValue.valueOf(result.forcible()));
    }

    /** What can be stored of a value; null for nil and for what can't. */
    private static @Nullable LuaScalar scalar(LuaValue value) {
        return switch (value.type()) {
            case LuaValue.TSTRING -> LuaScalar.wrap(LuaText.copy(value.strvalue()));
            case LuaValue.TNUMBER -> LuaScalar.of(value.todouble());
            case LuaValue.TBOOLEAN -> LuaScalar.of(value.toboolean());
            default -> null;
        };
    }

    private static LuaValue lua(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes bytes) {
            return LuaString.valueUsing(bytes.array());
        }
        if (value instanceof LuaScalar.Num number) {
            return LuaValue.valueOf(number.value());
        }
        return LuaValue.valueOf(value == LuaScalar.Bool.TRUE);
    }

    /** Seconds, cut off to milliseconds as OpenResty does. */
    private static Duration duration(LuaValue seconds) {
        if (!seconds.toboolean()) {
            return Duration.ZERO;
        }
        double millis = seconds.todouble() * 1000;
        return Duration.ofMillis((long) Math.max(-LONGEST_MILLIS, Math.min(LONGEST_MILLIS, millis)));
    }

    private static Varargs delete(NgxContext ngx, Varargs args) {
        SharedDict dict = dict(args);
        String key = key(args.arg(2));
        String error = keyError(args.arg(2), key);
        return error == null ? result(dict.delete(key)) : Arguments.failure(error);
    }

    private static Varargs get(NgxContext ngx, Varargs args) {
        SharedDict dict = dict(args);
        String key = key(args.arg(2));
        String error = keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        DictValue found = dict.get(key);
        if (found == null) {
            return LuaValue.NIL;
        }
        return found.flags() == 0
                ? lua(found.value())
                : LuaValue.varargsOf(lua(found.value()), LuaValue.valueOf(found.flags()));
    }

    private static Varargs getStale(NgxContext ngx, Varargs args) {
        SharedDict dict = dict(args);
        String key = key(args.arg(2));
        String error = keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        DictValue found = dict.getStale(key);
        if (found == null) {
            return LuaValue.NIL;
        }
        return LuaValue.varargsOf(
                lua(found.value()),
                found.flags() == 0 ? LuaValue.NIL : LuaValue.valueOf(found.flags()),
                LuaValue.valueOf(found.stale()));
    }

    private static Varargs incr(NgxContext ngx, Varargs args) {
        SharedDict dict = dict(args);
        String key = key(args.arg(2));
        String error = keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        LuaValue delta = args.arg(3).tonumber();
        if (delta.isnil()) {
            throw new LuaError("cannot convert 'nil' to 'double'");
        }
        LuaValue init = args.arg(4).toboolean() ? numeric(args.arg(4), "init") : LuaValue.NIL;
        LuaValue ttl = args.arg(5).isnil() ? LuaValue.NIL : numeric(args.arg(5), "init_ttl");
        if (!ttl.isnil() && ttl.todouble() < 0) {
            throw new LuaError("bad \"init_ttl\" argument");
        }
        if (!ttl.isnil() && init.isnil()) {
            throw new LuaError("must provide \"init\" when providing \"init_ttl\"");
        }
        IncrResult result = init.isnil()
                ? dict.incr(key, delta.todouble())
                : dict.incr(key, delta.todouble(), init.todouble(), duration(ttl));
        if (result.error() != null) {
            if (init.isnil() && result.error().equals("not found")) {
                ngx.run().script().missedIncr = key;
            }
            return Arguments.failure(result.error());
        }
        LuaValue value = LuaValue.valueOf(result.value());
        return init.isnil() ? value : LuaValue.varargsOf(value, LuaValue.NIL, LuaValue.valueOf(result.forcible()));
    }

    private static LuaValue numeric(LuaValue value, String name) {
        LuaValue number = value.tonumber();
        if (number.isnil()) {
            throw new LuaError("bad " + name + " arg: number expected, got " + value.typename());
        }
        return number;
    }

    private static Varargs ttl(NgxContext ngx, Varargs args) {
        SharedDict dict = dict(args);
        String key = key(args.arg(2));
        String error = keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        TtlResult ttl = dict.ttl(key);
        return ttl.error() == null ? LuaValue.valueOf(ttl.ttl().toMillis() / 1000.0) : Arguments.failure(ttl.error());
    }

    private static Varargs expire(NgxContext ngx, Varargs args) {
        SharedDict dict = dict(args);
        LuaValue exptime = args.arg(3);
        if (!exptime.toboolean()) {
            throw new LuaError("bad \"exptime\" argument");
        }
        String key = key(args.arg(2));
        String error = keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        if (exptime.tonumber().isnil()) {
            throw new LuaError("attempt to perform arithmetic on local 'exptime' (a " + exptime.typename() + " value)");
        }
        StoreResult result = dict.expire(key, duration(exptime.tonumber()));
        return result.error() == null ? LuaValue.TRUE : Arguments.failure(result.error());
    }

    private static Varargs flushAll(NgxContext ngx, Varargs args) {
        dict(args).flushAll();
        return LuaValue.NONE;
    }

    private static int limit(Varargs args, String method, int absent) {
        if (args.narg() != 1 && args.narg() != 2) {
            throw new LuaError("expecting 1 or 2 argument(s), but saw " + args.narg());
        }
        return args.narg() == 1 ? absent : Math.max(0, (int) LuaArgs.number(args, 2, method));
    }

    private static Varargs getKeys(NgxContext ngx, Varargs args) {
        int max = limit(args, "get_keys", SharedDict.DEFAULT_KEYS);
        List<String> keys = dict(args).getKeys(max);
        LuaTable table = new LuaTable(keys.size(), 0);
        for (int i = 0; i < keys.size(); i++) {
            table.rawset(i + 1, LuaText.of(keys.get(i)));
        }
        return table;
    }
}
