// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Phase;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.Ngx;
import dev.resty.servlet.ngx.PhaseRun;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code set_by_lua*} directive: Lua code that computes a variable.
 *
 * @param chunk the code
 * @param arguments what {@code ngx.arg} holds
 */
record SetByLua(LuaChunk chunk, List<Value> arguments) {

    /** The variable's value for a request. */
    String evaluate(PhaseEngine engine) {
        Phase before = engine.exchange().phase();
        engine.exchange().phase(Phase.SET);
        try {
            List<String> values = new ArrayList<>(arguments.size());
            for (Value argument : arguments) {
                values.add(argument.evaluate(engine.exchange()));
            }
            Worker worker = engine.worker();
            PhaseRun run = new PhaseRun(Phase.SET, engine.exchange());
            return Ngx.set(worker, run, chunk.in(worker, run), values);
        } finally {
            engine.exchange().phase(before);
        }
    }
}
