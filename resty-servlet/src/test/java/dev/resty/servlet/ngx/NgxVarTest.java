// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxVarTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ngx.var.uri|/a",
                "ngx.var.URI|/a",
                "ngx.var.arg_x|1",
                "ngx.var.nope|nil",
                "ngx.var['']|nil",
                "ngx.var[0]|nil",
                "ngx.var[-1]|nil",
                "ngx.var[99]|nil",
                "call(function() return ngx.var[true] end)|bad variable name",
                "call(function() ngx.var[1] = 'x' end)|bad variable name",
                "call(function() ngx.var.uri = 'x' end)|variable \"uri\" not changeable",
                "call(function() ngx.var.nope = 'x' end)|variable \"nope\" not found for writing; maybe it is a built-in"
                        + " variable that is not changeable or you forgot to use \"set $nope '';\" in the config file to"
                        + " define it first",
            })
    void var_readAndRefused(String expression, String expected) {
        assertThat(ScriptedRequest.get("/a?x=1").eval(expression)).isEqualTo(expected);
    }

    @Test
    void var_written_isSeenByLaterPhases() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.REWRITE, "ngx.var.MINE = 3.5 ngx.var.args = 'a=b'");
        assertThat(request.eval(Phase.LOG, "ngx.var.mine .. ngx.var.arg_a")).isEqualTo("3.5b");
        request.run(Phase.LOG, "ngx.var.mine = nil ngx.var.args = nil");
        assertThat(request.eval(Phase.LOG, "tostring(ngx.var.mine) .. tostring(ngx.var.args)"))
                .isEqualTo("nilnil");
    }

    @Test
    void var_captures_areReadByNumberOnly() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.exchange().captures("/cap/ab", new int[] {0, 7, 5, 7, 7, 7, -1, -1});
        assertThat(request.eval(
                        "ngx.var[1] .. '|' .. ngx.var[2] .. '|' .. tostring(ngx.var[3]) .. tostring(ngx.var['1'])"))
                .isEqualTo("ab||nilnil");
    }

    @Test
    void ctx_livesWithTheRequestUntilAnInternalRedirect() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.REWRITE, "ngx.ctx.n = 1");
        request.run(Phase.ACCESS, "ngx.ctx.n = ngx.ctx.n + 1");
        assertThat(request.eval(Phase.LOG, "ngx.ctx.n")).isEqualTo("2");
        Ngx.internalRedirect(request.exchange());
        assertThat(request.eval("ngx.ctx.n")).isEqualTo("nil");
        request.run(Phase.ACCESS, "ngx.ctx = {m = 5}");
        assertThat(request.eval("ngx.ctx.m")).isEqualTo("5");
        assertThat(request.eval("call(function() ngx.ctx = nil end)"))
                .isEqualTo("ctx should be a table while getting a nil");
    }

    @Test
    void ctx_outsideRequests_belongsToTheRun() {
        ScriptedRequest timer = ScriptedRequest.none();
        timer.run(Phase.TIMER, "ngx.ctx.x = 1 assert(ngx.ctx.x == 1)");
        timer.run(Phase.TIMER, "assert(ngx.ctx.x == nil)");
    }

    @Test
    void arg_inSetByLua_areTheDirectivesArguments() {
        ScriptedRequest request = ScriptedRequest.get("/");
        PhaseRun run = new PhaseRun(Phase.SET, request.exchange());
        String code = "return tostring(ngx.arg[0]) .. tostring(ngx.arg[1]) .. ngx.arg[2] .. tostring(ngx.arg[3])";
        assertThat(Ngx.set(request.worker, run, request.load(code), java.util.List.of("", "b\u00ff")))
                .isEqualTo("nilnilb\u00ffnil");
        assertThat(Ngx.set(request.worker, run, request.load("return true"), java.util.List.of()))
                .isEmpty();
        assertThat(Ngx.set(request.worker, run, request.load("return 1.5"), java.util.List.of()))
                .isEqualTo("1.5");
        assertThat(request.eval(Phase.SET, "call(function() ngx.arg[1] = 2 end)"))
                .isEqualTo("API disabled in the context of set_by_lua*");
    }
}
