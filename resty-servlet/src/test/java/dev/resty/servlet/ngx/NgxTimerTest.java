// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ngx.timer} and what happens when a worker retires. */
class NgxTimerTest {

    private final NgxVm vm = new NgxVm();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`at()` ~ `expecting at least 2 arguments but got 0`",
                "`at(1)` ~ `expecting at least 2 arguments but got 1`",
                "`at('x', function() end)` ~ `bad argument #1 to 'at' (number expected, got string)`",
                "`at(1, 'x')` ~ `bad argument #2 to 'at' (Lua function expected)`",
                "`at(1, print)` ~ `bad argument #2 to 'at' (Lua function expected)`",
                "`every(0, function() end)` ~ `delay cannot be zero`",
                "`every(0.0001, function() end)` ~ `delay cannot be zero`",
            })
    void misuse_isAnError(String call, String message) {
        assertThat(vm.error("ngx.timer." + call)).isEqualTo(message);
    }

    @Test
    void at_firesOnceWithItsArgumentsWhenDue() {
        assertThat(
                        vm.run(
                                "fired = {} return ngx.timer.at(0.5, function(premature, a, b)"
                                        + " fired[#fired + 1] = tostring(premature) .. a .. tostring(b) .. ngx.get_phase() end, 'x', nil)"))
                .isEqualTo("1");
        vm.advance(499);
        assertThat(vm.run("return #fired, ngx.timer.pending_count()")).isEqualTo("0 1");
        vm.advance(1);
        assertThat(vm.run("return fired[1], ngx.timer.pending_count()")).isEqualTo("falsexniltimer 0");
        vm.advance(5000);
        assertThat(vm.run("return #fired")).isEqualTo("1");
    }

    @Test
    void every_firesAgainAndAgain() {
        vm.run("n = 0 ngx.timer.every(1, function() n = n + 1 end)");
        vm.advance(1000);
        vm.advance(1000);
        vm.advance(1000);
        assertThat(vm.run("return n, ngx.timer.pending_count(), ngx.timer.running_count()"))
                .isEqualTo("3 1 0");
    }

    @Test
    void at_overTheLimit_saysTooManyPending() {
        NgxVm small = new NgxVm(new NgxLimits(10, 0, 1, 1));
        assertThat(small.run("local f = function() end return ngx.timer.at(1, f), ngx.timer.at(1, f)"))
                .isEqualTo("1 nil too many pending timers");
    }

    @Test
    void callback_overTheLimitOfRunning_isReportedAndDropped() {
        NgxVm small = new NgxVm(new NgxLimits(10, 0, 10, 0));
        small.run("rawset(_G, 'n', 0) ngx.timer.at(1, function() n = n + 1 end)");
        small.advance(1000);
        assertThat(small.run("return n")).isEqualTo("0");
        assertThat(small.log).containsExactly("alert: 0 lua_max_running_timers are not enough");
    }

    @Test
    void callback_thatFails_isLogged() {
        vm.run("ngx.timer.at(1, function() error('boom') end)");
        vm.advance(1000);
        assertThat(vm.log)
                .singleElement()
                .asString()
                .startsWith("error: lua entry thread aborted: runtime error: ")
                .contains("boom")
                .endsWith(", context: ngx.timer");
        assertThat(vm.run("return ngx.timer.running_count()")).isEqualTo("0");
    }

    @Test
    void at_inExitWorker_isAnError() {
        assertThat(vm.error(Phase.EXIT_WORKER, "ngx.timer.at(0, function() end)"))
                .isEqualTo("API disabled in the context of exit_worker_by_lua*");
    }

    @Test
    void exit_firesWaitingTimersPrematurelyThenCallsItsHooks() throws InterruptedException {
        vm.run("rawset(_G, 'told', {}) ngx.timer.at(100, function(premature) told[1] = premature"
                + " told[2] = select(2, ngx.timer.at(1, function() end)) end)"
                + " ngx.timer.every(100, function(premature) told[3] = premature end)"
                + " told[5] = ngx.on_worker_exit(function() told[4] = ngx.get_phase() end)"
                + " ngx.on_worker_exit(function() error('hook') end)");
        vm.ngx.timers().exit();
        vm.runTasks();
        vm.ngx.exit(Duration.ofSeconds(5));
        assertThat(vm.run("return told, ngx.worker.exiting(), ngx.timer.pending_count()"))
                .isEqualTo("{1=true,2=process exiting,3=true,4=exit_worker,5=true} true 0");
        assertThat(vm.log).singleElement().asString().contains("hook");
    }
}
