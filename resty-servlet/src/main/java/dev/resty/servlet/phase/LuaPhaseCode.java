// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpResponse;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.Ngx;
import dev.resty.servlet.ngx.PhaseRun;

/** Lua code of a phase: runs in the request's worker. */
record LuaPhaseCode(LuaChunk chunk) implements PhaseCode {

    @Override
    public Outcome run(PhaseEngine engine, Phase phase) {
        engine.exchange().phase(phase);
        Worker worker = engine.worker();
        PhaseRun run = new PhaseRun(phase, engine.exchange());
        if (!phase.yieldable()) {
            return Ngx.run(worker, run, chunk.in(worker, run));
        }
        HttpResponse response = engine.exchange().response();
        response.hold();
        try {
            return Ngx.run(worker, run, chunk.in(worker, run));
        } finally {
            response.release();
        }
    }
}
