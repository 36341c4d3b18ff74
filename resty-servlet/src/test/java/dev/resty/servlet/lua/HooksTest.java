// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.lua.runtime.DebugHook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HooksTest {

    private final Lua lua = new Lua(WorkerOptions.defaults().withHooks(true));

    @Test
    void lineHook_isToldOfEachLineAndEachTurn() {
        assertThat(lua.show("""
                local seen = {}
                debug.sethook(function(event, line) seen[#seen + 1] = line end, "l")
                for i = 1, 2 do
                    local x = i
                end
                debug.sethook()
                return table.concat(seen, " ")""")).isEqualTo("3 4 4 6");
    }

    @Test
    void callHook_isToldOfCallsAndReturns() {
        assertThat(lua.show("""
                local seen = {}
                local function f() return 1 end
                local function g() local x = f() return x end
                debug.sethook(function(event) seen[#seen + 1] = event .. debug.getinfo(2, "S").linedefined end, "cr")
                g()
                debug.sethook()
                return table.concat(seen, " ")""")).isEqualTo("call3 call2 return2 return3");
    }

    @Test
    void countHook_isToldOfTurns_andStopsALoop() {
        assertThat(lua.show("""
                local seen = 0
                debug.sethook(function(event, line) if event == "count" and line == nil then seen = seen + 1 end end, "", 100)
                for i = 1, 1000 do local x = i end
                local _, mask, count = debug.gethook()
                debug.sethook(function() error("enough") end, "", 1000)
                local ok, e = pcall(function() while true do end end)
                debug.sethook()
                return seen >= 10 and seen <= 30, mask, count, ok, e""")).isEqualTo("true |  | 100 | false | test:5: enough");
    }

    @Test
    void gethook_returnsWhatWasSet() {
        assertThat(lua.show(
                        "local f = function() end debug.sethook(f, 'l') local g, m = debug.gethook() debug.sethook()"
                                + " return f == g, m, debug.gethook()"))
                .isEqualTo("true | l | nil");
    }

    @Test
    void hook_readsAndChangesLocals() {
        assertThat(lua.show("""
                local a = 1
                debug.sethook(function() debug.sethook() debug.setlocal(2, 1, 5) end, "l")
                local b = a
                return b, debug.getlocal(1, 2)""")).isEqualTo("5 | b | 5");
    }

    @Test
    void hook_ofJava_isToldOfLines() {
        List<Integer> lines = new ArrayList<>();
        lua.worker.hook(new DebugHook() {
            @Override
            public void line(int line) {
                lines.add(line);
            }

            @Override
            public void called() {}

            @Override
            public void returns() {}
        });
        lua.call("local x = 1\nx = 2\n\nreturn x");
        assertThat(lines).containsExactly(1, 2, 4);
    }

    @Test
    void worker_withoutHooks_hasNone() {
        Lua plain = new Lua();
        assertThat(plain.show(
                        "local n = 0 debug.sethook(function() n = n + 1 end, 'l')\nlocal x\nreturn n, debug.gethook()"))
                .isEqualTo("0 | nil");
        assertThatThrownBy(() -> plain.worker.hook(null)).isInstanceOf(IllegalStateException.class);
    }
}
