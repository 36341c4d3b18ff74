// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.resty.servlet.lua.runtime.LuaText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.luaj.vm2.LuaValue;

/** What would hang a server is stopped, however code is run, and the worker lives on. */
@Timeout(60)
class StoppedScriptsTest {

    private static final Budget TIME = Budget.NONE.withTime(Duration.ofMillis(60));
    private static final Budget INSTRUCTIONS = Budget.NONE.withInstructions(100_000);
    private static final Budget ALLOCATION = Budget.NONE.withAllocation(16 << 20);

    private static final List<String> ENDLESS = List.of(
            "while true do end",
            "repeat until false",
            "for i = 1, math.huge do end",
            "::again:: goto again",
            "pcall(function() while true do end end)",
            "while true do pcall(function() while true do end end) end",
            "xpcall(function() while true do end end, function(e) return e end)",
            "coroutine.resume(coroutine.create(function() while true do end end))",
            "coroutine.wrap(function() pcall(function() while true do end end) end)()",
            "local t = setmetatable({}, {__index = function() while true do end end}) return t.x",
            "local f = loadstring('while true do end') setfenv(f, {}) f()",
            "local f = loadstring('while true do end') setfenv(f, setmetatable({}, {__index = _G})) pcall(f)",
            "table.sort({3, 2, 1}, function(a, b) while true do end end)",
            "string.gsub('x', '.', function() while true do end end)");

    private static final List<String> GREEDY = List.of(
            "local s = ('x'):rep(1e9)",
            "local s = 'x' while true do s = s .. s end",
            "local s = '' while true do s = s .. ('x'):rep(10000) end",
            "local t = {} while true do t[#t + 1] = 1 end",
            "local t = {} for i = 1, math.huge do t['k' .. i] = i end",
            "pcall(function() local t = {} while true do t[#t + 1] = {} end end)");

    private static final List<String> LONG_CALLS = List.of(
            "table.insert({}, -2147483648, 1)",
            "table.move({}, 1, 2147483647, 1, {})",
            "table.move({}, 1, 2147483647, 2)");

    static Stream<Arguments> longCalls() {
        return each(LONG_CALLS);
    }

    static Stream<Arguments> endless() {
        return each(ENDLESS);
    }

    static Stream<Arguments> greedy() {
        return each(GREEDY);
    }

    private static Stream<Arguments> each(List<String> sources) {
        return Stream.of(CodePolicy.INTERPRETED, CodePolicy.COMPILED)
                .flatMap(policy -> sources.stream().map(source -> Arguments.of(policy, source)));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void code_withoutEnd_isStoppedByItsTime(CodePolicy policy, String source) {
        assertStopped(worker(policy, TIME), source, "ran longer than its budget at ");
    }

    @ParameterizedTest
    @MethodSource("longCalls")
    void call_thatTakesMinutes_isStoppedByItsTime(CodePolicy policy, String source) {
        assertStopped(worker(policy, TIME), source, "ran longer than its budget at ");
    }

    @ParameterizedTest
    @MethodSource("endless")
    void code_withoutEnd_isStoppedByItsInstructions(CodePolicy policy, String source) {
        assertStopped(worker(policy, INSTRUCTIONS), source, "executed more instructions than its budget");
    }

    @ParameterizedTest
    @MethodSource("greedy")
    void code_thatTakesMemoryWithoutEnd_isStoppedByItsAllocation(CodePolicy policy, String source) {
        assertStopped(worker(policy, ALLOCATION), source, "allocated more than its budget");
    }

    @ParameterizedTest
    @EnumSource(value = CodePolicy.class)
    void pattern_thatTriesForEver_isStoppedByItsTime(CodePolicy policy) {
        assertStopped(
                worker(policy, TIME),
                "string.rep('a', 40):find(string.rep('a?', 40) .. string.rep('a', 40))",
                "ran longer than its budget");
    }

    /** An expression that is larger than HotSpot compiles and can't be divided. */
    @Test
    void functionThatIsNotCompiled_isInterpretedAndStopped() {
        String function = "local t = {a = 1} local function f(x) local y = " + "t.a * x + ".repeat(800)
                + "x while x do x = y end return y end ";
        assertThat(run(worker(CodePolicy.COMPILED, Budget.NONE), function + "return f")
                        .getClass()
                        .getSimpleName())
                .isEqualTo("InterpretedClosure");
        assertStopped(worker(CodePolicy.COMPILED, TIME), function + "f(1)", "ran longer than its budget at test:1");
        assertStopped(
                worker(CodePolicy.COMPILED, INSTRUCTIONS),
                function + "f(1)",
                "executed more instructions than its budget");
    }

    @ParameterizedTest
    @EnumSource(value = CodePolicy.class)
    void recursion_withoutEnd_isLuasError(CodePolicy policy) {
        Worker worker = worker(policy, Budget.NONE);
        assertThat(show(worker, "local function f() return 1 + f() end return select(2, pcall(f))"))
                .isEqualTo("test:1: stack overflow");
        assertThat(
                        show(
                                worker,
                                "local function f() return 1 + f() end return select(2, xpcall(f, function(e) return 'seen ' .. e end))"))
                .isEqualTo("seen test:1: stack overflow");
        assertThat(show(
                        worker,
                        "local function f(n) if n == 0 then return 'end' end return f(n - 1) end return f(1e6)"))
                .isEqualTo("end");
    }

    @ParameterizedTest
    @EnumSource(value = CodePolicy.class)
    void traceback_tellsWhoWasRunning(CodePolicy policy) {
        Worker worker = worker(policy, TIME);
        BudgetExceeded stopped = catchThrowableOfType(
                BudgetExceeded.class,
                () -> run(worker, "local function spin()\n  while true do end\nend\npcall(spin)\n"));
        assertThat(stopped.position()).isEqualTo("test:2");
        assertThat(stopped.traceback())
                .isEqualTo("stack traceback:\n\ttest:2: in function <test:1>\n\t[C]: in function 'pcall'\n"
                        + "\ttest:4: in main chunk");
    }

    private static void assertStopped(Worker worker, String source, String why) {
        assertThatThrownBy(() -> run(worker, source))
                .isInstanceOf(BudgetExceeded.class)
                .hasMessageContaining(why);
        assertThat(show(worker, "local n = 0 for i = 1, 10 do n = n + i end return n .. ''"))
                .isEqualTo("55");
        assertThat(worker.isIdle()).isTrue();
        worker.close();
    }

    private static Worker worker(CodePolicy policy, Budget budget) {
        return new Worker(0, WorkerOptions.defaults().withBudget(budget), new CodeCache(policy::template));
    }

    private static LuaValue run(Worker worker, String source) {
        return worker.run(
                        "test",
                        worker.load(source.getBytes(java.nio.charset.StandardCharsets.UTF_8), "=test"),
                        LuaValue.NONE)
                .arg1();
    }

    private static String show(Worker worker, String source) {
        return LuaText.view(run(worker, source));
    }
}
