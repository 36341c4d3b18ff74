// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.dict.DictException;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.SharedDict;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.ngx.DictArguments;
import dev.resty.servlet.ngx.DictObject;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.limit.count}: so many in a window that begins with the first.
 *
 * @see <a href="https://github.com/openresty/lua-resty-limit-traffic">lua-resty-limit-traffic</a>
 */
final class LimitCount {

    private static final LuaString LIMIT = LuaValue.valueOf("limit");
    private static final LuaString WINDOW = LuaValue.valueOf("window");

    private final Worker worker;
    private final LuaTable metatable;

    private LimitCount(Worker worker, LuaTable methods) {
        this.worker = worker;
        this.metatable = LibraryTable.metatable(methods);
    }

    /** The module's table for a worker. */
    static LuaTable module(Worker worker) {
        LuaTable methods = new Table();
        LimitCount module = new LimitCount(worker, methods);
        return LibraryTable.into(methods)
                .fn("new", "lim, err = limit_count.new(dict_name, count, window)", "A limiter.", module::create)
                .fn("incoming", "delay, err = lim:incoming(key, commit)", "A request comes.", LimitCount::incoming)
                .fn("uncommit", "remaining, err = lim:uncommit(key)", "It didn't after all.", LimitCount::uncommit)
                .value("_VERSION", LimiterTable.VERSION)
                .build();
    }

    private Varargs create(Varargs args) {
        LuaValue dict = LimiterTable.dict(worker, args.arg1());
        if (!dict.toboolean()) {
            return LimiterTable.noDict();
        }
        LimiterTable.require(LimiterTable.compared(args, 2) > 0);
        LimiterTable.require(LimiterTable.compared(args, 3) > 0);
        LuaTable limiter = LimiterTable.of(dict, metatable);
        limiter.rawset(LIMIT, args.arg(2));
        limiter.rawset(WINDOW, args.arg(3));
        return limiter;
    }

    private static Varargs incoming(Varargs args) {
        LuaTable limiter = LimiterTable.self(args);
        SharedDict dict = DictObject.dict(LimiterTable.dict(args));
        double limit = LimiterTable.number(limiter, LIMIT);
        LuaValue key = args.arg(2);
        String name = DictArguments.key(key);
        String keyError = DictArguments.keyError(key, name);
        double remaining;
        try {
            if (!args.arg(3).toboolean()) {
                remaining = (keyError == null ? left(dict, name, limit) : limit) - 1;
            } else if (keyError != null) {
                return Arguments.failure(keyError);
            } else {
                IncrResult result = dict.incr(name, -1, limit, DictArguments.exptime(limiter.get(WINDOW)));
                if (result.error() != null) {
                    return Arguments.failure(result.error());
                }
                remaining = result.value();
            }
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
        return remaining < 0
                ? Arguments.failure(LimiterTable.REJECTED)
                : LuaValue.varargsOf(LuaValue.ZERO, LuaValue.valueOf(remaining));
    }

    private static double left(SharedDict dict, String key, double limit) {
        DictValue found;
        try {
            found = dict.get(key);
        } catch (NotAScalarException e) {
            // To upstream a list is no value.
            return limit;
        }
        LuaValue value = found == null ? LuaValue.NIL : DictArguments.lua(found.value());
        if (!value.toboolean()) {
            return limit;
        }
        LuaValue number = value.tonumber();
        if (number.isnil()) {
            throw LimiterTable.arithmetic("local 'limit'", value);
        }
        return number.todouble();
    }

    private static Varargs uncommit(Varargs args) {
        LuaTable limiter = LimiterTable.self(args);
        LuaValue key = args.arg(2);
        LimiterTable.require(key.toboolean());
        Varargs added = LimitConn.added(DictObject.dict(LimiterTable.dict(args)), key, 1);
        return added.arg(2).isstring() && added.arg(2).tojstring().equals("not found") ? limiter.get(LIMIT) : added;
    }
}
