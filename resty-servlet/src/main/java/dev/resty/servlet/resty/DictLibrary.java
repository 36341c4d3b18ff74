// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.Resty;
import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.DictStats;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.ngx.DictArguments;
import dev.resty.servlet.ngx.DictObject;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.dict}: what shared dicts can do beyond OpenResty. Dicts opened at run time, compare-and-set,
 * updates by a function, traversal that blocks nobody, and counts.
 */
final class DictLibrary {

    private final Worker worker;
    private final Resty resty;

    private DictLibrary(Worker worker, Resty resty) {
        this.worker = worker;
        this.resty = resty;
    }

    /** The module's table for a worker. */
    static LuaTable module(Worker worker, Resty resty) {
        DictLibrary module = new DictLibrary(worker, resty);
        return LibraryTable.of()
                .fn(
                        "open",
                        "dict, err = resty_dict.open(name, size)",
                        "A dict in the heap that is made where there is none of that name.",
                        module::open)
                .fn("names", "names = resty_dict.names()", "The names of all dicts.", module::names)
                .fn(
                        "cas",
                        "ok, err, forcible = resty_dict.cas(dict, key, old, new, exptime?, flags?)",
                        "Stores a value where the present one is another given one; nil is none.",
                        DictLibrary::cas)
                .fn(
                        "update",
                        "value, err = resty_dict.update(dict, key, fn, exptime?)",
                        "Stores what a function makes of the present value; it may be called more than once.",
                        module::update)
                .fn(
                        "each",
                        "for key, value, flags, ttl in resty_dict.each(dict)",
                        "Goes through all live values that are no lists.",
                        DictLibrary::each)
                .fn("stats", "stats, err = resty_dict.stats(dict)", "Counts of a dict, as a table.", DictLibrary::stats)
                .build();
    }

    private Varargs open(Varargs args) {
        String name = LuaText.view(Arguments.string(args, 1, "open"));
        SharedDict present = resty.findDict(name);
        if (present == null) {
            try {
                resty.openDict(name, LuaText.view(Arguments.string(args, 2, "open")));
            } catch (IllegalArgumentException e) {
                return Arguments.failure(String.valueOf(e.getMessage()));
            }
        }
        return worker.globals().get("ngx").get("shared").get(LuaText.of(name));
    }

    private Varargs names(Varargs args) {
        LuaTable names = new Table();
        for (String name : resty.dictNames()) {
            names.rawset(names.rawlen() + 1, LuaText.of(name));
        }
        return names;
    }

    private static Varargs cas(Varargs args) {
        SharedDict dict = DictObject.dict(args.arg1());
        String key = DictArguments.key(args.arg(2));
        String error = DictArguments.keyError(args.arg(2), key);
        LuaScalar expected = DictArguments.scalar(args.arg(3));
        LuaScalar value = DictArguments.scalar(args.arg(4));
        if (error == null && (unsuitable(args.arg(3), expected, dict) || unsuitable(args.arg(4), value, dict))) {
            error = "bad value type";
        }
        if (error != null) {
            return Arguments.failure(error);
        }
        try {
            StoreResult result = dict.compareAndSet(
                    key, expected, value, DictArguments.exptime(args.arg(5)), DictArguments.flags(args.arg(6)));
            String failed = result.error();
            return LuaValue.varargsOf(
                    LuaValue.valueOf(result.stored()),
                    failed == null ? LuaValue.NIL : LuaText.of(failed),
                    LuaValue.valueOf(result.forcible()));
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
    }

    private static boolean unsuitable(LuaValue value, @Nullable LuaScalar scalar, SharedDict dict) {
        return scalar == null ? !value.isnil() : scalar instanceof LuaScalar.Frozen && dict.remote();
    }

    /** Without a lock while the function runs, which may do whatever scripts do: it runs again where it came too late. */
    private Varargs update(Varargs args) {
        SharedDict dict = DictObject.dict(args.arg1());
        String key = DictArguments.key(args.arg(2));
        String error = DictArguments.keyError(args.arg(2), key);
        if (error != null) {
            return Arguments.failure(error);
        }
        LuaValue function = args.arg(3);
        if (!function.isfunction()) {
            throw Arguments.expected("function", args, 3, "update");
        }
        Duration exptime = DictArguments.exptime(args.arg(4));
        try {
            while (true) {
                DictValue present = dict.get(key);
                LuaScalar before = present == null ? null : present.value();
                LuaValue next = function.call(before == null ? LuaValue.NIL : DictArguments.lua(before));
                LuaScalar after = DictArguments.scalar(next);
                if (unsuitable(next, after, dict)) {
                    return Arguments.failure("bad value type");
                }
                StoreResult result =
                        dict.compareAndSet(key, before, after, exptime, present == null ? 0 : present.flags());
                if (result.stored()) {
                    return next;
                }
                if (!"changed".equals(result.error())) {
                    return Arguments.failure(String.valueOf(result.error()));
                }
                worker.checkBudget();
            }
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
    }

    private static Varargs each(Varargs args) {
        Iterator<Map.Entry<String, DictEntry>> entries =
                DictObject.dict(args.arg1()).entries().iterator();
        return NativeFunction.of("each", state -> {
            try {
                return entries.hasNext() ? entry(entries.next()) : LuaValue.NIL;
            } catch (DictException e) {
                throw new LuaError(String.valueOf(e.getMessage()));
            }
        });
    }

    private static Varargs entry(Map.Entry<String, DictEntry> entry) {
        DictEntry found = entry.getValue();
        return LuaValue.varargsOf(new LuaValue[] {
            LuaText.of(entry.getKey()),
            DictArguments.lua(found.value()),
            LuaValue.valueOf(found.flags()),
            LuaValue.valueOf(found.ttl().toMillis() / 1000.0)
        });
    }

    private static Varargs stats(Varargs args) {
        SharedDict dict = DictObject.dict(args.arg1());
        DictStats stats;
        try {
            stats = dict.stats();
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
        LuaTable table = new Table(0, 8);
        count(table, "entries", stats.entries());
        count(table, "used_bytes", stats.usedBytes());
        count(table, "hits", stats.hits());
        count(table, "misses", stats.misses());
        count(table, "writes", stats.writes());
        count(table, "refused", stats.refused());
        count(table, "evictions", stats.evictions());
        count(table, "expirations", stats.expirations());
        return table;
    }

    private static void count(LuaTable table, String name, long count) {
        table.set(name, LuaValue.valueOf((double) count));
    }
}
