// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.runtime.Names;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.util.Arrays;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.get_phase}. */
final class NgxPhase implements NgxFunction {

    private static final LuaString[] NAMES = Arrays.stream(Phase.values())
            .map(phase -> Names.of(phase.luaName()))
            .toArray(LuaString[]::new);

    private NgxPhase() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "get_phase",
                        "str = ngx.get_phase()",
                        Phases.ALL,
                        "The name of the phase whose code runs.",
                        new NgxPhase());
    }

    @Override
    public Varargs call(NgxContext ngx, Varargs args) {
        return phaseName(ngx);
    }

    @Override
    public NativeFunction bind(NgxContext ngx, Binding.Declaration declaration) {
        return new GetPhase(ngx, declaration);
    }

    private static LuaValue phaseName(NgxContext ngx) {
        LuaRun run = ngx.worker().current();
        Phase phase = run == null ? Phase.INIT : ((PhaseRun) run.owner()).phase();
        return NAMES[phase.ordinal()];
    }

    private static final class GetPhase extends BoundFunction {

        GetPhase(NgxContext ngx, Binding.Declaration declaration) {
            super(ngx, declaration, false);
        }

        @Override
        protected Varargs all(Varargs args) {
            return phaseName(ngx);
        }

        @Override
        protected LuaValue first0() {
            return phaseName(ngx);
        }
    }
}
