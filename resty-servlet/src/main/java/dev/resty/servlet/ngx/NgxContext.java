// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.Worker;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;

/** One worker's ngx API: what its functions are called with. */
public final class NgxContext {

    private final Worker worker;
    private final NgxServices services;

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
        if (run == null) {
            throw new LuaError("no request found");
        }
        return (PhaseRun) run.owner();
    }

    /** The phase of the running code. */
    public Phase phase() {
        return run().phase();
    }

    /** The request of the running code. */
    public HttpExchange exchange() {
        @Nullable HttpExchange exchange = run().exchange();
        if (exchange == null) {
            throw new LuaError("API disabled in the current context");
        }
        return exchange;
    }
}
