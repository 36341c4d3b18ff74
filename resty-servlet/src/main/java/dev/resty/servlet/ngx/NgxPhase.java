// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.LuaRun;
import org.luaj.vm2.LuaValue;

/** {@code ngx.get_phase}. */
final class NgxPhase {

    private NgxPhase() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "get_phase",
                        "str = ngx.get_phase()",
                        Phases.ALL,
                        "The name of the phase whose code runs.",
                        (ngx, args) -> LuaValue.valueOf(phase(ngx).luaName()));
    }

    private static Phase phase(NgxContext ngx) {
        LuaRun run = ngx.worker().current();
        return run == null ? Phase.INIT : ((PhaseRun) run.owner()).phase();
    }
}
