// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.SharedDict;
import dev.resty.dict.UpdateResult;
import dev.resty.limit.ReqRecord;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.ngx.DictArguments;
import dev.resty.servlet.ngx.DictObject;
import dev.resty.store.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.limit.req}: a leaky bucket with a burst, on the records of {@link ReqRecord}.
 *
 * <p>Differs from OpenResty: {@code incoming} and {@code uncommit} are each one atomic step, so requests at the same time
 * are all counted; time that goes back counts as none; and in a dict of another process, records expire when they have not
 * mattered for a minute.
 *
 * @see <a href="https://github.com/openresty/lua-resty-limit-traffic">lua-resty-limit-traffic</a>
 */
final class LimitReq {

    private static final LuaString RATE = LuaValue.valueOf("rate");
    private static final LuaString BURST = LuaValue.valueOf("burst");
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Worker worker;
    private final Ticker ticker;
    private final LuaTable metatable;

    private LimitReq(Worker worker, Ticker ticker, LuaTable methods) {
        this.worker = worker;
        this.ticker = ticker;
        this.metatable = LibraryTable.metatable(methods);
    }

    /** The module's table for a worker. */
    static LuaTable module(Worker worker, Ticker ticker) {
        LuaTable methods = new Table();
        LimitReq module = new LimitReq(worker, ticker, methods);
        return LibraryTable.into(methods)
                .fn("new", "lim, err = limit_req.new(dict_name, rate, burst)", "A limiter of rates.", module::create)
                .fn("incoming", "delay, err = lim:incoming(key, commit)", "A request comes.", module::incoming)
                .fn("uncommit", "ok, err = lim:uncommit(key)", "It didn't come after all.", LimitReq::uncommit)
                .fn("set_rate", "lim:set_rate(rate)", "Changes requests per second.", args -> set(args, RATE, "rate"))
                .fn(
                        "set_burst",
                        "lim:set_burst(burst)",
                        "Changes how many may wait.",
                        args -> set(args, BURST, "burst"))
                .value("_VERSION", LimiterTable.VERSION)
                .build();
    }

    private Varargs create(Varargs args) {
        LuaValue dict = LimiterTable.dict(worker, args.arg1());
        if (!dict.toboolean()) {
            return LimiterTable.noDict();
        }
        double rate = LimiterTable.compared(args, 2);
        LimiterTable.require(rate > 0);
        double burst = LimiterTable.compared(args, 3);
        LimiterTable.require(burst >= 0);
        LuaTable limiter = LimiterTable.of(dict, metatable);
        limiter.rawset(RATE, LuaValue.valueOf(rate * ReqRecord.UNIT));
        limiter.rawset(BURST, LuaValue.valueOf(burst * ReqRecord.UNIT));
        return limiter;
    }

    private static Varargs set(Varargs args, LuaString field, String name) {
        LimiterTable.self(args).set(field, LuaValue.valueOf(LimiterTable.operand(args, 2, name) * ReqRecord.UNIT));
        return LuaValue.NONE;
    }

    private Varargs incoming(Varargs args) {
        LuaTable limiter = LimiterTable.self(args);
        SharedDict dict = DictObject.dict(LimiterTable.dict(args));
        double rate = LimiterTable.number(limiter, RATE);
        String key = DictArguments.key(args.arg(2));
        Coming coming = new Coming(
                rate / ReqRecord.UNIT, LimiterTable.number(limiter, BURST), now(), dict.remote() ? SLACK : null);
        try {
            // Upstream finds nothing under a key that can't be, and doesn't look whether it was stored.
            if (DictArguments.keyError(args.arg(2), key) == null) {
                if (args.arg(3).toboolean()) {
                    commit(dict, key, coming);
                } else {
                    coming.see(scalar(dict, key));
                }
            }
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
        return coming.rejected
                ? Arguments.failure(LimiterTable.REJECTED)
                : LuaValue.varargsOf(
                        LuaValue.valueOf(coming.excess / rate), LuaValue.valueOf(coming.excess / ReqRecord.UNIT));
    }

    private long now() {
        return worker.timeOfTurn(ticker);
    }

    private static void commit(SharedDict dict, String key, Coming coming) {
        UpdateResult result = dict.update(key, coming);
        if (LimiterTable.LIST.equals(result.error())) {
            DictEntry entry = coming.apply(null);
            if (entry != null) {
                dict.set(key, entry.value(), entry.ttl());
            }
        }
    }

    private static @Nullable LuaScalar scalar(SharedDict dict, String key) {
        try {
            DictValue found = dict.get(key);
            return found == null ? null : found.value();
        } catch (NotAScalarException e) {
            // To upstream a list is no value.
            return null;
        }
    }

    /** One request as an update. */
    private static final class Coming implements DictUpdate {

        private final double rate;
        private final double burst;
        private final long now;
        private final @Nullable Duration slack;

        double excess;
        boolean rejected;

        Coming(double rate, double burst, long now, @Nullable Duration slack) {
            this.rate = rate;
            this.burst = burst;
            this.now = now;
            this.slack = slack;
        }

        @Override
        public @Nullable DictEntry apply(@Nullable DictEntry current) {
            ReqRecord before = see(current == null ? null : current.value());
            if (rejected) {
                return current;
            }
            ReqRecord after = new ReqRecord((long) excess, before == null ? now : Math.max(now, before.last()));
            return slack == null
                    ? DictEntry.of(after.scalar())
                    : DictEntry.of(after.scalar(), slack.plusMillis((long) (excess / rate)));
        }

        /** Looks at the present record. */
        @Nullable ReqRecord see(@Nullable LuaScalar value) {
            ReqRecord before = value == null ? null : ReqRecord.of(value);
            excess = before == null ? 0 : before.excess(rate, now, 1);
            rejected = before != null && excess > burst;
            return before;
        }
    }

    private static Varargs uncommit(Varargs args) {
        LuaValue name = args.arg(2);
        LimiterTable.require(name.toboolean());
        SharedDict dict = DictObject.dict(LimiterTable.dict(args));
        String key = DictArguments.key(name);
        if (DictArguments.keyError(name, key) != null) {
            return Arguments.failure("not found");
        }
        boolean[] found = {false};
        try {
            dict.update(key, current -> {
                found[0] = current != null;
                return current == null
                        ? null
                        : current.withValue(
                                ReqRecord.of(current.value()).without(1).scalar());
            });
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
        return found[0] ? LuaValue.TRUE : Arguments.failure("not found");
    }
}
