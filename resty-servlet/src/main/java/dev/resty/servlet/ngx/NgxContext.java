// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.Worker;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** One worker's ngx API: what its functions are called with. */
public final class NgxContext {

    private static final int ERR = 4;

    private final Worker worker;
    private final NgxServices services;
    private final LuaTable headersMetatable = HeaderNames.metatable();
    private LuaValue nullValue = LuaValue.NIL;

    NgxContext(Worker worker, NgxServices services) {
        this.worker = worker;
        this.services = services;
    }

    /** The worker whose baton the caller holds. */
    public Worker worker() {
        return worker;
    }

    /** What all workers share: dicts, timers, the configuration's limits. */
    public NgxServices services() {
        return services;
    }

    /** What the running code is for. */
    public PhaseRun run() {
        LuaRun run = worker.current();
        if (run == null || !(run.owner() instanceof PhaseRun phaseRun)) {
            throw new LuaError("no request found");
        }
        return phaseRun;
    }

    /** The phase of the running code. */
    public Phase phase() {
        return run().phase();
    }

    /** The request of the running code. */
    public HttpExchange exchange() {
        PhaseRun run = run();
        HttpExchange exchange = run.exchange();
        if (exchange == null) {
            throw new LuaError(run.phase() == Phase.INIT ? "no request found" : "API disabled in the current context");
        }
        return exchange;
    }

    /** Writes an entry of level error, of ngx_lua itself rather than of the script, about the running code's request. */
    void logError(String message) {
        services.errorLog().log(ERR, message, run().exchange());
    }

    /** The metatable of tables of header fields. */
    LuaTable headersMetatable() {
        return headersMetatable;
    }

    /** {@code ngx.null}. */
    LuaValue nullValue() {
        return nullValue;
    }

    /** Sets what {@code ngx.null} is. */
    void nullValue(LuaValue value) {
        nullValue = value;
    }
}
