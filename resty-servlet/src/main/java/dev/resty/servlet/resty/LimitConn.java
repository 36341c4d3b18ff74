// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.SharedDict;
import dev.resty.dict.UpdateResult;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.ngx.DictArguments;
import dev.resty.servlet.ngx.DictObject;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.limit.conn}: so many at the same time. Differs from OpenResty: {@code incoming} is one atomic
 * step, so who is refused isn't counted even for a moment.
 *
 * @see <a href="https://github.com/openresty/lua-resty-limit-traffic">lua-resty-limit-traffic</a>
 */
final class LimitConn {

    private static final LuaString MAX = LuaValue.valueOf("max");
    private static final LuaString BURST = LuaValue.valueOf("burst");
    private static final LuaString UNIT_DELAY = LuaValue.valueOf("unit_delay");
    private static final LuaString COMMITTED = LuaValue.valueOf("committed");

    private final Worker worker;
    private final LuaTable metatable;

    private LimitConn(Worker worker, LuaTable methods) {
        this.worker = worker;
        this.metatable = LibraryTable.metatable(methods);
    }

    /** The module's table for a worker. */
    static LuaTable module(Worker worker) {
        LuaTable methods = new Table();
        LimitConn module = new LimitConn(worker, methods);
        return LibraryTable.into(methods)
                .fn(
                        "new",
                        "lim, err = limit_conn.new(dict_name, max, burst, default_conn_delay)",
                        "A limiter of concurrency.",
                        module::create)
                .fn("incoming", "delay, err = lim:incoming(key, commit)", "One comes.", LimitConn::incoming)
                .fn("is_committed", "lim:is_committed()", "Whether the last one is counted.", LimitConn::isCommitted)
                .fn("leaving", "conn, err = lim:leaving(key, latency?)", "One leaves.", LimitConn::leaving)
                .fn("uncommit", "conn, err = lim:uncommit(key)", "One didn't come after all.", LimitConn::uncommit)
                .fn("set_conn", "lim:set_conn(max)", "Changes how many.", args -> set(args, MAX))
                .fn("set_burst", "lim:set_burst(burst)", "Changes how many may wait.", args -> set(args, BURST))
                .value("_VERSION", LimiterTable.VERSION)
                .build();
    }

    private Varargs create(Varargs args) {
        LuaValue dict = LimiterTable.dict(worker, args.arg1());
        if (!dict.toboolean()) {
            return LimiterTable.noDict();
        }
        LimiterTable.require(LimiterTable.compared(args, 2) > 0);
        LimiterTable.require(LimiterTable.compared(args, 3) >= 0);
        LimiterTable.require(LimiterTable.compared(args, 4) > 0);
        LuaTable limiter = LimiterTable.of(dict, metatable);
        limiter.rawset(MAX, args.arg(2));
        limiter.rawset(BURST, args.arg(3));
        limiter.rawset(UNIT_DELAY, args.arg(4));
        return limiter;
    }

    private static Varargs set(Varargs args, LuaString field) {
        LimiterTable.self(args).set(field, args.arg(2));
        return LuaValue.NONE;
    }

    private static Varargs incoming(Varargs args) {
        LuaTable limiter = LimiterTable.self(args);
        SharedDict dict = DictObject.dict(LimiterTable.dict(args));
        limiter.set(COMMITTED, LuaValue.FALSE);
        double max = LimiterTable.number(limiter, MAX);
        double most = max + LimiterTable.number(limiter, BURST);
        LuaValue key = args.arg(2);
        String name = DictArguments.key(key);
        String keyError = DictArguments.keyError(key, name);
        double conn;
        try {
            if (!args.arg(3).toboolean()) {
                conn = (keyError == null ? count(dict, name) : 0) + 1;
            } else if (keyError != null) {
                return Arguments.failure(keyError);
            } else {
                Coming coming = new Coming(most);
                UpdateResult result = dict.update(name, coming);
                String error = coming.error != null ? coming.error : result.error();
                if (error != null) {
                    return Arguments.failure(error.equals(LimiterTable.LIST) ? Coming.NOT_A_NUMBER : error);
                }
                conn = coming.count;
            }
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
        if (conn > most) {
            return Arguments.failure(LimiterTable.REJECTED);
        }
        limiter.set(COMMITTED, LuaValue.valueOf(args.arg(3).toboolean()));
        double delay = conn > max ? LimiterTable.number(limiter, UNIT_DELAY) * Math.floor((conn - 1) / max) : 0;
        return LuaValue.varargsOf(LuaValue.valueOf(delay), LuaValue.valueOf(conn));
    }

    private static double count(SharedDict dict, String key) {
        DictValue found;
        try {
            found = dict.get(key);
        } catch (NotAScalarException e) {
            // To upstream a list is no value.
            return 0;
        }
        if (found == null) {
            return 0;
        }
        LuaValue value = DictArguments.lua(found.value());
        LuaValue number = value.tonumber();
        if (number.isnil()) {
            throw new LuaError("attempt to perform arithmetic on a " + value.typename() + " value");
        }
        return number.todouble();
    }

    /** One more, where there is room. */
    private static final class Coming implements DictUpdate {

        static final String NOT_A_NUMBER = "not a number";

        private final double most;

        double count;

        /** Why what the key holds can't be counted up. */
        @Nullable String error;

        Coming(double most) {
            this.most = most;
        }

        @Override
        public @Nullable DictEntry apply(@Nullable DictEntry current) {
            error = null;
            double before = 0;
            if (current != null) {
                if (!(current.value() instanceof LuaScalar.Num number)) {
                    error = NOT_A_NUMBER;
                    return current;
                }
                before = number.value();
            }
            count = before + 1;
            if (count > most) {
                return current;
            }
            LuaScalar value = LuaScalar.of(count);
            return current == null ? DictEntry.of(value) : current.withValue(value);
        }
    }

    private static Varargs isCommitted(Varargs args) {
        return LimiterTable.self(args).get(COMMITTED);
    }

    private static Varargs leaving(Varargs args) {
        LuaTable limiter = LimiterTable.self(args);
        Varargs left = uncommit(args);
        LuaValue latency = args.arg(3);
        if (left.arg1().toboolean() && latency.toboolean()) {
            double unit = LimiterTable.number(limiter, UNIT_DELAY);
            limiter.set(UNIT_DELAY, LuaValue.valueOf((LimiterTable.operand(args, 3, "req_latency") + unit) / 2));
        }
        return left;
    }

    private static Varargs uncommit(Varargs args) {
        LuaValue key = args.arg(2);
        LimiterTable.require(key.toboolean());
        return added(DictObject.dict(LimiterTable.dict(args)), key, -1);
    }

    /** {@code dict:incr(key, delta)}. */
    static Varargs added(SharedDict dict, LuaValue key, double delta) {
        String name = DictArguments.key(key);
        String error = DictArguments.keyError(key, name);
        if (error != null) {
            return Arguments.failure(error);
        }
        try {
            IncrResult result = dict.incr(name, delta);
            return result.error() == null ? LuaValue.valueOf(result.value()) : Arguments.failure(result.error());
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
    }
}
