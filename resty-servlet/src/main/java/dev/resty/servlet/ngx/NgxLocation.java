// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Headers;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.Subrequest;
import dev.resty.servlet.http.Subrequests;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * {@code ngx.location}: subrequests to locations of the same server, answered in memory.
 *
 * <p>Differs from OpenResty: those of one {@code capture_multi} run at the same time on threads of their own, so which of
 * them runs its code first is open; SecLang rules look at the client's request, not at subrequests; and the application
 * answers one by {@code RequestDispatcher.forward}, synchronously, one after the other.
 */
final class NgxLocation {

    private static final Set<Phase> PHASES = EnumSet.of(Phase.REWRITE, Phase.ACCESS, Phase.CONTENT);

    private NgxLocation() {}

    static Binding binding() {
        return Binding.table()
                .inC()
                .fn(
                        "capture",
                        "res = ngx.location.capture(uri, options?)",
                        PHASES,
                        "Asks a location of the same server.",
                        NgxLocation::capture)
                .fn(
                        "capture_multi",
                        "res1, res2, ... = ngx.location.capture_multi({ {uri, options?}, ... })",
                        PHASES,
                        "Asks several at the same time.",
                        NgxLocation::captureMulti);
    }

    private static Varargs capture(NgxContext ngx, Varargs args) {
        if (args.narg() != 1 && args.narg() != 2) {
            throw new LuaError("expecting one or two arguments");
        }
        LuaTable query = new Table(2, 0);
        query.rawset(1, args.arg1());
        query.rawset(2, args.arg(2));
        LuaTable queries = new Table(1, 0);
        queries.rawset(1, query);
        return run(ngx, queries, "capture");
    }

    private static Varargs captureMulti(NgxContext ngx, Varargs args) {
        if (args.narg() != 1) {
            throw new LuaError("only one argument is expected, but got " + args.narg());
        }
        if (!args.arg1().istable()) {
            throw Arguments.expected("table", args, 1, "capture_multi");
        }
        return run(ngx, args.checktable(1), "capture_multi");
    }

    private static Varargs run(NgxContext ngx, LuaTable queries, String function) {
        int count = queries.rawlen();
        if (count == 0) {
            throw new LuaError("at least one subrequest should be specified");
        }
        HttpExchange parent = ngx.exchange();
        Subrequests runner = parent.subrequests();
        if (runner == null) {
            throw new LuaError("no ctx found");
        }
        List<HttpExchange> begun = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                begun.add(begin(ngx, parent, queries.rawget(i + 1), i, function));
            }
        } catch (LuaError e) {
            begun.forEach(HttpExchange::close);
            throw e;
        }
        await(ngx, runner, begun);
        LuaValue[] results = new LuaValue[count];
        for (int i = 0; i < count; i++) {
            results[i] = result(begun.get(i));
        }
        return LuaValue.varargsOf(results);
    }

    private static HttpExchange begin(NgxContext ngx, HttpExchange parent, LuaValue query, int index, String function) {
        if (query.isnil()) {
            throw new LuaError("only array-like tables are allowed");
        }
        if (!query.istable()) {
            throw new LuaError("the query argument " + index + " is not a table, but a " + query.typename());
        }
        LuaTable asked = query.checktable();
        int count = asked.rawlen();
        if (count != 1 && count != 2) {
            throw new LuaError("query argument " + index + " expecting one or two arguments");
        }
        CaptureOptions options = count == 2 ? CaptureOptions.of(ngx, asked.rawget(2), index) : CaptureOptions.NONE;
        LuaValue uri = asked.rawget(1);
        if (uri.type() != LuaValue.TSTRING && uri.type() != LuaValue.TNUMBER) {
            throw Arguments.bad(3, function, "string expected, got " + uri.typename());
        }
        String target = LuaText.view(LuaText.bytes(uri));
        InternalUri parsed = InternalUri.find(ngx, target);
        if (parsed == null) {
            throw new LuaError("unsafe uri in argument #1: " + target);
        }
        if (!parent.mayNest()) {
            ngx.logError("lua subrequests cycle while processing \"" + parsed.path() + "\"");
            throw new LuaError("failed to issue subrequest: -1");
        }
        Subrequest subrequest = options.subrequest(parsed.path(), parsed.args());
        if (subrequest == null) {
            ngx.logError("unsupported HTTP method: " + options.method());
            throw new LuaError("failed to adjust the subrequest: -1");
        }
        try {
            HttpExchange exchange = subrequest.begin(parent);
            if (options.ctx() != null) {
                ScriptState.of(exchange).ctx(options.ctx());
            }
            return exchange;
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            ngx.logError(message);
            throw new LuaError(
                    "failed to adjust the subrequest: " + (message.endsWith("not changeable") ? "500" : "-1"));
        }
    }

    /** Has them answered, the first on this thread, with the worker given up. */
    private static void await(NgxContext ngx, Subrequests runner, List<HttpExchange> begun) {
        ScriptState script = ngx.run().script();
        CountDownLatch others = new CountDownLatch(begun.size() - 1);
        script.capturing++;
        try {
            Waiting.forSubrequests(ngx, () -> {
                for (HttpExchange subrequest : begun.subList(1, begun.size())) {
                    ngx.worker().start(() -> {
                        try {
                            runner.run(subrequest);
                        } finally {
                            others.countDown();
                        }
                    });
                }
                runner.run(begun.get(0));
                awaitUninterruptibly(others);
            });
        } finally {
            script.capturing--;
        }
    }

    private static void awaitUninterruptibly(CountDownLatch others) {
        boolean interrupted = false;
        while (others.getCount() > 0) {
            try {
                others.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static LuaTable result(HttpExchange answered) {
        LuaTable result = new Table(0, 4);
        int status = answered.status();
        result.rawset("status", LuaValue.valueOf(status == 0 ? 200 : status));
        boolean ended = answered.response().finished() && !answered.response().headerOnly();
        result.rawset("truncated", LuaValue.valueOf(!ended));
        result.rawset("body", LuaString.valueUsing(answered.capturedBody()));
        Headers fields = answered.responseHeaders();
        LuaTable header = new Table(0, fields.size());
        for (int i = 0; i < fields.size(); i++) {
            UriArgs.add(header, LuaText.of(name(fields.name(i))), LuaText.of(fields.value(i)));
        }
        result.rawset("header", header);
        return result;
    }

    /** Fields that nginx knows are written its way, whatever the script has written. */
    private static String name(String field) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "content-type" -> "Content-Type";
            case "content-length" -> "Content-Length";
            case "location" -> "Location";
            case "last-modified" -> "Last-Modified";
            default -> field;
        };
    }
}
