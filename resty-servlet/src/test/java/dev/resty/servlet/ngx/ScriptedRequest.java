// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.Resty;
import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.ExchangeSettings;
import dev.resty.servlet.http.FakeRequest;
import dev.resty.servlet.http.FakeResponse;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.ResponseFilters;
import dev.resty.servlet.lua.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;

/** A request whose phases a test scripts in Lua, on a worker of its own. */
final class ScriptedRequest implements ErrorLog {

    static final ExchangeSettings SETTINGS =
            new ExchangeSettings(1 << 20, 16 << 10, "text/plain", Set.of("mine", "q"), "/srv/html");

    final Worker worker = new Worker(0);
    final FakeResponse sent = new FakeResponse();
    final @Nullable HttpExchange exchange;
    final List<String> log = new ArrayList<>();

    private ScriptedRequest(@Nullable FakeRequest request, ExchangeSettings settings) {
        this.exchange = request == null ? null : new HttpExchange(request, sent, settings);
        Ngx.install(worker, new NgxServices(Resty.builder().build(), this, Path.of("/"), 1, NgxLimits.DEFAULTS));
        worker.run(
                this,
                worker.load(CALL.getBytes(java.nio.charset.StandardCharsets.UTF_8), "=call"),
                org.luaj.vm2.LuaValue.NONE);
    }

    /** Defines {@code call(f, ...)}: {@code ok}, or the error without its position. */
    private static final String CALL = """
            function call(f, ...)
                local ok, err = pcall(f, ...)
                if ok then return err == nil and "ok" or tostring(err) end
                return (tostring(err):gsub("^[^ ]*:%d+:? ", ""))
            end
            """;

    static ScriptedRequest get(String target) {
        return of(FakeRequest.get(target));
    }

    static ScriptedRequest of(FakeRequest request) {
        return new ScriptedRequest(request, SETTINGS);
    }

    static ScriptedRequest of(FakeRequest request, ExchangeSettings settings) {
        return new ScriptedRequest(request, settings);
    }

    /** A worker outside any request. */
    static ScriptedRequest none() {
        return new ScriptedRequest(null, SETTINGS);
    }

    /** Runs code in a phase. */
    Outcome run(Phase phase, String lua) {
        return Ngx.run(worker, new PhaseRun(phase, exchange), load(lua));
    }

    /** Runs code in the content phase and ends the response. */
    ScriptedRequest content(String lua) throws java.io.IOException {
        run(Phase.CONTENT, lua);
        exchange().response().finish();
        return this;
    }

    /** The text of what an expression is in a phase. */
    String eval(Phase phase, String expression) {
        return Ngx.set(worker, new PhaseRun(phase, exchange), load("return tostring(" + expression + ")"), List.of());
    }

    /** The text of what an expression is in the access phase. */
    String eval(String expression) {
        return eval(Phase.ACCESS, expression);
    }

    /** Has code run as the location's filters. */
    ScriptedRequest filters(@Nullable String headerFilter, @Nullable String bodyFilter) {
        exchange().response().filters(new ResponseFilters() {
            @Override
            public boolean filtersBody() {
                return bodyFilter != null;
            }

            @Override
            public boolean filtersHeaders() {
                return headerFilter != null;
            }

            @Override
            public void headers(HttpExchange filtered) {
                ScriptedRequest.this.run(Phase.HEADER_FILTER, String.valueOf(headerFilter));
            }

            @Override
            public void body(HttpExchange filtered) {
                ScriptedRequest.this.run(Phase.BODY_FILTER, String.valueOf(bodyFilter));
            }
        });
        return this;
    }

    HttpExchange exchange() {
        if (exchange == null) {
            throw new IllegalStateException("no request");
        }
        return exchange;
    }

    /** What the client got. */
    String text() {
        return sent.text();
    }

    LuaFunction load(String lua) {
        return worker.load(lua.getBytes(StandardCharsets.ISO_8859_1), "=test");
    }

    @Override
    public void log(int level, String message, @Nullable HttpExchange about) {
        log.add(message);
    }

    @Override
    public boolean isEnabled(int level) {
        return true;
    }
}
