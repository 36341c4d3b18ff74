// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NgxRunTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ACCESS|lua entry thread aborted: runtime error: test:1",
                "CONTENT|lua entry thread aborted: runtime error: test:1",
                "TIMER|lua entry thread aborted: runtime error: test:1",
                "SET|failed to run set_by_lua*: test:1",
                "HEADER_FILTER|failed to run header_filter_by_lua*: test:1",
                "BODY_FILTER|failed to run body_filter_by_lua*: test:1",
                "LOG|failed to run log_by_lua*: test:1",
                "INIT|init_by_lua error: test:1",
                "INIT_WORKER|init_worker_by_lua error: test:1",
            })
    void run_error_isAnEntryForTheLog(Phase phase, String expected) {
        assertThatThrownBy(() -> ScriptedRequest.get("/").run(phase, "error('oops')"))
                .isInstanceOf(LuaPhaseException.class)
                .hasMessageStartingWith(expected)
                .hasMessageContaining("oops");
    }

    @Test
    void run_errorObject_hasNoKnownReason() {
        assertThatThrownBy(() -> ScriptedRequest.get("/").run(Phase.ACCESS, "error({code = 1})"))
                .hasMessageStartingWith("lua entry thread aborted: runtime error: unknown reason");
    }

    @Test
    void run_normalReturn_goesOnOrEndsContent() {
        assertThat(ScriptedRequest.get("/").run(Phase.ACCESS, "return 5")).isEqualTo(Outcome.declined());
        assertThat(ScriptedRequest.get("/").run(Phase.CONTENT, "return 5")).isEqualTo(Outcome.exit(0));
    }

    @Test
    void install_unbuiltFeatures_areAbsent() {
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.eval("tostring(ngx.socket)")).isEqualTo("nil");
        assertThat(request.eval("package.loaded.ngx == ngx and require('ngx') == ngx"))
                .isEqualTo("true");
    }

    @Test
    void ngx_ownFields_canBeAdded() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.ACCESS, "ngx.mine = 5");
        assertThat(request.eval("ngx.mine .. tostring(ngx.other) .. tostring(ngx.is_subrequest)"))
                .isEqualTo("5nilfalse");
    }

    @Test
    void run_error_hasTheTracebackOfItsCoroutine() {
        assertThatThrownBy(
                        () -> ScriptedRequest.get("/").run(Phase.ACCESS, "local function f() error('oops') end\nf()"))
                .hasMessageStartingWith(
                        "lua entry thread aborted: runtime error: test:1: oops\nstack traceback:\ncoroutine 0:\n\t")
                .hasMessageEndingWith("\ttest:1: in function 'f'\n\ttest:2: in main chunk");
        assertThatThrownBy(() -> ScriptedRequest.get("/").run(Phase.LOG, "error('oops')"))
                .hasMessageStartingWith("failed to run log_by_lua*: test:1: oops\nstack traceback:\n\t")
                .hasMessageEndingWith("\ttest:1: in main chunk");
    }

    @Test
    void globals_writtenInAPhase_areReportedOnce() {
        ScriptedRequest request = ScriptedRequest.get("/");
        request.run(Phase.INIT, "early = 1");
        request.run(Phase.INIT_WORKER, "worker = 1");
        assertThat(request.log).isEmpty();
        request.run(Phase.ACCESS, "late = 1 late = 2 early = 2");
        assertThat(request.log).hasSize(1);
        assertThat(request.log.get(0))
                .startsWith(
                        "[lua] _G write guard:12: __newindex(): writing a global Lua variable ('late') which may lead"
                                + " to race conditions between concurrent requests, so prefer the use of 'local' variables\n"
                                + "stack traceback:\n\ttest:1: in main chunk");
        assertThat(request.eval("late .. early .. worker")).isEqualTo("221");
    }
}
