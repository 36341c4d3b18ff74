// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.resty.servlet.lua.BudgetBreaches.Limit;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BudgetTest {

    private final Lua lua = new Lua(WorkerOptions.defaults().withBudget(Budget.NONE.withTime(Duration.ofMillis(50))));

    @AfterEach
    void close() {
        lua.worker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do end",
                "for i = 1, 1e18 do end",
                "pcall(function() while true do end end)",
                "while true do pcall(function() while true do end end) end",
                "xpcall(function() while true do end end, function() while true do end end)",
                "local function f() return f() end f()",
                "coroutine.wrap(function() while true do end end)()",
                "coroutine.wrap(function() pcall(coroutine.wrap(function() while true do end end)) end)()",
                "return setmetatable({}, {__index = function() while true do end end}).x",
                "load('while true do end', 'c', 't', {})()",
                "setfenv(function() while true do end end, {})()",
                "string.rep('a', 40):find(string.rep('a?', 40) .. string.rep('a', 40))",
                "string.rep('a', 30000):match('.-.-.-.-b')",
                "table.sort({3, 2, 1}, function() while true do end end)",
                "string.gsub('x', '.', function() while true do end end)",
                "local function f() return pcall(f) end while true do f() end",
            })
    void run_overItsTime_isStopped(String source) {
        assertThatThrownBy(() -> lua.call(source)).isInstanceOf(BudgetExceeded.class);
        assertThat(lua.show("return 1 + 1")).isEqualTo("2");
    }

    @Test
    void run_overItsTime_tellsWhereItWas() {
        BudgetExceeded stopped = catchThrowableOfType(
                BudgetExceeded.class, () -> lua.call("local function spin()\n  while true do end\nend\nspin()"));
        assertThat(stopped.position()).isEqualTo("test:2");
        assertThat(stopped.getMessage()).contains("test:2");
        assertThat(stopped.traceback())
                .isEqualTo("stack traceback:\n\ttest:2: in function 'spin'\n\ttest:4: in main chunk");
    }

    @Test
    void run_withoutLimit_isNotWatched() {
        Lua free = new Lua();
        assertThat(free.show("local n = 0 for i = 1, 3e6 do n = n + 1 end return n"))
                .isEqualTo("3000000");
    }

    @Test
    void run_withinItsTimeAgainAndAgain_isNeverStopped() {
        Lua generous = new Lua(WorkerOptions.defaults().withBudget(Budget.NONE.withTime(Duration.ofSeconds(1))));
        for (long end = System.nanoTime() + 2_000_000_000L; System.nanoTime() < end; ) {
            assertThat(generous.show("local n = 0 for i = 1, 20000 do n = n + 1 end return n"))
                    .isEqualTo("20000");
        }
    }

    @Test
    void run_waitingWithoutTheBaton_isNotCharged() {
        lua.worker.globals().set("wait", NativeFunction.of("wait", args -> {
            try {
                return lua.worker.handOver(() -> {
                    Thread.sleep(200);
                    return args.arg1();
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
        assertThat(lua.show("return wait(7)")).isEqualTo("7");
    }

    @Test
    void callDepth_exceeded_isLuasStackOverflow() {
        Lua shallow = new Lua(WorkerOptions.defaults().withBudget(Budget.NONE.withCallDepth(100)));
        assertThat(shallow.show("local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end\n"
                        + "return f(90), pcall(f, 200)"))
                .isEqualTo("90 | false | test:1: stack overflow");
    }

    @Test
    void recursion_withoutEnd_isAnErrorThatPcallCatches() {
        Lua free = new Lua();
        assertThat(free.show("local function f() return 1 + f() end\n" + "return pcall(f)"))
                .isEqualTo("false | test:1: stack overflow");
        assertThat(free.show("return coroutine.resume(coroutine.create(function() local function f() return 1 + f() end"
                        + " return f() end))"))
                .startsWith("false | ")
                .endsWith("stack overflow");
    }

    @Test
    void breaches_ofEachLimit_areCounted() {
        BudgetBreaches breaches = new BudgetBreaches();
        WorkerOptions counted = WorkerOptions.defaults().withBreaches(breaches);
        assertThatThrownBy(() -> new Lua(counted.withBudget(Budget.NONE.withTime(Duration.ofMillis(20))))
                        .call("while true do end"))
                .isInstanceOf(BudgetExceeded.class);
        assertThatThrownBy(
                        () -> new Lua(counted.withBudget(Budget.NONE.withInstructions(1000))).call("while true do end"))
                .isInstanceOf(BudgetExceeded.class);
        assertThatThrownBy(() ->
                        new Lua(counted.withBudget(Budget.NONE.withAllocation(1 << 20))).call("return ('x'):rep(1e8)"))
                .isInstanceOf(BudgetExceeded.class);
        assertThat(breaches.count(Limit.CALL_DEPTH)).isZero();
        new Lua(counted.withBudget(Budget.NONE.withCallDepth(100)))
                .show("local function f() return 1 + f() end return pcall(f), pcall(f)");
        assertThat(breaches.count(Limit.TIME)).isOne();
        assertThat(breaches.count(Limit.INSTRUCTIONS)).isOne();
        assertThat(breaches.count(Limit.MEMORY)).isOne();
        assertThat(breaches.count(Limit.CALL_DEPTH)).isEqualTo(2);
    }

    @Test
    void budget_ofNegativeTimeOrNoDepth_isRefused() {
        assertThatThrownBy(() -> Budget.NONE.withTime(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Budget.NONE.withCallDepth(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
