// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the language's constructs do, compiled, interpreted and by the usual mixture: what LuaJIT printed. */
class LanguageTest {

    private static final int ENOUGH_TO_BE_COMPILED = 4;

    static Stream<Arguments> constructs() {
        return Stream.of(
                Arguments.of(
                        "gotoInNestedLoops_leadsToTheNextTurn",
                        "local s = '' for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next end s = s .. i .. j .. ' ' ::next:: end end return s",
                        "11 13 21 23 31 33 "),
                Arguments.of(
                        "gotoBackwards_makesVariablesAnew",
                        "local fs, i = {}, 1 ::top:: local n = i fs[i] = function() n = n + 10 return n end i = i + 1 if i < 4 then goto top end return fs[1](), fs[1](), fs[2](), fs[3]()",
                        "11 | 21 | 12 | 13"),
                Arguments.of(
                        "loopVariable_isAnewInEachTurn",
                        "local t = {} for i = 1, 3 do t[i] = function() i = i + 1 return i end end return t[1](), t[1](), t[2](), t[3]()",
                        "2 | 3 | 3 | 4"),
                Arguments.of(
                        "bodyVariable_isSeenByUntil",
                        "local k = 0 repeat local z = k k = k + 1 until z >= 3 return k",
                        "4"),
                Arguments.of(
                        "capturedNumber_isReadWhereItIsUsed",
                        "local function g(op) local u = 1 local function f(x) u = u + 1 return x end if op == 1 then return u + f(10) elseif op == 2 then return u == f(2) elseif op == 3 then return u < f(2) elseif op == 4 then return u ^ f(2) else return f(10) + u end end return g(1), g(2), g(3), g(4), g(5)",
                        "12 | true | false | 4 | 12"),
                Arguments.of(
                        "capturedNumber_countsBeyondTheRangeOfInt",
                        "local function f() local n = 2147483646 return function() n = n + 1 return n end, function() n = n - 3 return n end end local u, d = f() local z = 0 local function neg() z = -z z = z - 0 return z end local h = 0.5 local function half() h = h - 1 return h end local b = -2147483647 local function down() b = b - 1 return b end return u(), u(), u(), d(), d(), 1 / neg(), half(), half(), down(), down(), down()",
                        "2147483647 | 2147483648 | 2147483649 | 2147483646 | 2147483643 | -inf | -0.5 | -1.5 | -2147483648 | -2147483649 | -2147483650"),
                Arguments.of(
                        "varargs_countAndOrder",
                        "local function f(a, b, ...) return select('#', ...), a, b, ... end return f(1), f(1, 2), f(1, 2, nil, 4, nil)",
                        "0 | 0 | 3 | 1 | 2 | nil | 4 | nil"),
                Arguments.of(
                        "parameters_moreThanGoWithoutAList",
                        "local function f(a, b, c, d, e, g, h) return h, g, e, d, c, b, a end return f(1, 2), f(1, 2, 3, 4, 5, 6, 7, 8)",
                        "nil | 7 | 6 | 5 | 4 | 3 | 2 | 1"),
                Arguments.of(
                        "arguments_ofAllCounts",
                        "local function f(...) return select('#', ...) end return f(), f(1), f(1, 2), f(1, 2, 3), f(1, 2, 3, 4), f(1, 2, 3, 4, 5), f(1, 2, 3, 4, 5, 6), f(1, f(), (f(1, 2)))",
                        "0 | 1 | 2 | 3 | 4 | 5 | 6 | 3"),
                Arguments.of(
                        "results_noneOneAndMany",
                        "local function f(n) if n == 0 then return end if n == 1 then return 1 end return 1, 2, 3 end local a = f(0) return a, select('#', f(0)), select('#', f(1)), select('#', f(2)), (f(2)), (f(0))",
                        "nil | 0 | 1 | 3 | 1 | nil"),
                Arguments.of(
                        "selfTailCall_takesNoStack",
                        "local function loop(n, acc) if n == 0 then return acc, 'done' end return loop(n - 1, acc + 1) end return loop(300000, 0)",
                        "300000 | done"),
                Arguments.of(
                        "mutualTailCalls_takeNoStack",
                        "local even, odd function even(n) if n == 0 then return true end return odd(n - 1) end function odd(n) if n == 0 then return false end return even(n - 1) end return even(100001), odd(100001)",
                        "false | true"),
                Arguments.of(
                        "tailCallsByCallMetamethod_takeNoStack",
                        "local t = setmetatable({}, {__call = function(self, n, x) if n == 0 then return 'called', x end return self(n - 1, x) end}) return t(50000, 'q')",
                        "called | q"),
                Arguments.of(
                        "tailCall_ofNil_isAnErrorAtTheCall",
                        "local function f(n) if n == 0 then local x return x() end return f(n - 1) end return pcall(f, 500)",
                        "false | test:1: attempt to call local 'x' (a nil value)"),
                Arguments.of(
                        "operand_thatTheOtherChanges_isReadLate",
                        "local a = 1 local function f() a = 5 return 1 end local r = a + f() a = 1 local l = a < f() a = 1 return r, l, a .. f(), a",
                        "6 | false | 11 | 5"),
                Arguments.of(
                        "assignment_readsTableAndKeyLate",
                        "local t, i = {}, 1 local function g() i = 2 return 'x' end t[i] = g() local o = t local function m() t = {} return 5 end t.a = m() return o[1], o[2], o.a, t.a",
                        "nil | x | nil | 5"),
                Arguments.of(
                        "assignments_evaluateBeforeTheyAssign",
                        "local i, t = 1, {} i, t[i] = i + 1, 20 local a, b = 1, 2 a, b = b, a local x, y, z = (function() return 1, 2 end)() return i, t[1], t[2], a, b, x, y, z",
                        "2 | 20 | nil | 2 | 1 | 1 | 2 | nil"),
                Arguments.of(
                        "assignments_toFields_beginWithTheLast",
                        "local log = {} local o = setmetatable({}, {__newindex = function(t, k, v) log[#log + 1] = k .. tostring(v) rawset(t, k, v) end}) o.a, o.b, o.c = 1, 'x', nil o.d, o.d = 1, 2 local n n, o.e = o.d, 0/0 return table.concat(log, ' '), o.d, n",
                        "cnil bx a1 d2 enan | 1 | 1"),
                Arguments.of(
                        "logic_givesOperands",
                        "local function f(x) return x end return f(nil) or 'a', f(false) and 'b', f(1) and f(2) or 3, not f(nil), not 1, f(1) and nil or 'z', (f(nil) and 1)",
                        "a | false | 2 | true | false | z | nil"),
                Arguments.of(
                        "comparisons_asValuesAndJumps",
                        "local n, nan = 0, 0 / 0 local function f(x) return x end if nan < 1 or nan > 1 or nan == nan or not (nan ~= nan) then n = 1 end if not (nan <= 1) and not (f(nan) >= 1) then n = n + 2 end return n, f(1) < 2, 2 > f(1), f('a') <= f('b'), f(1) == 1, 1 ~= f('1'), f(nil) == nil, f(true) == true",
                        "2 | true | true | true | true | true | true | true"),
                Arguments.of(
                        "numericLoops_ofAllKinds",
                        "local s = '' for i = 10, 1, -3 do s = s .. i .. ' ' end for i = 1, 0 do s = s .. 'no' end for i = 0.1, 0.35, 0.1 do s = s .. i .. ' ' end for i = '1', '2' do s = s .. i .. ' ' end local st = 2 for i = 1, 6, st do s = s .. i .. ' ' end for i = 3, 1, -0.0 do s = s .. 'z' break end return s",
                        "10 7 4 1 0.1 0.2 0.3 1 2 1 3 5 z"),
                Arguments.of(
                        "numericLoop_assignedVariable_leavesTheCountAlone",
                        "local s = '' for i = 1, 3 do s = s .. i i = i * 10 s = s .. ',' .. i .. ' ' end return s",
                        "1,10 2,20 3,30 "),
                Arguments.of(
                        "closures_shareWhatChanges",
                        "local function outer() local v = 0 return function() v = v + 1 return v end, function() return v end end local inc, get = outer() inc() inc() local other = outer() other() return get()",
                        "2"),
                Arguments.of(
                        "recursion_throughAnInnerFunction",
                        "local function rec(n) local function g() return rec(n - 1) end if n <= 0 then return 'end' end return (g()) end return rec(5)",
                        "end"),
                Arguments.of(
                        "methods_evaluateTheObjectOnce",
                        "local n = 0 local o = {v = 3} function o:get(d) return self.v + (d or 0) end local function obj() n = n + 1 return o end return obj():get(), obj():get(4), n",
                        "3 | 7 | 2"),
                Arguments.of(
                        "numbersThatPassAsDoubles",
                        "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end local function mix(n, s) if n == 0 then return s end return mix(n - 1, s .. n) end return fib(15), mix(3, '')",
                        "610 | 321"),
                Arguments.of(
                        "numbersAndTheirSigns",
                        "local z, one = 0, 1 return 2 ^ 10, 7 % 3, -7 % 3, 7 % -3, one / z, -one / z, 5.5 % 2, 1 / -z, 1e15, -z",
                        "1024 | 1 | 2 | -2 | inf | -inf | 1.5 | -inf | 1e+15 | -0"),
                Arguments.of(
                        "constructors_itemsKeysAndAllResults",
                        "local function v() return 7, 8, 9 end local t = {1, v(), x = 5, [10] = 6, v()} local u = {v(), nil} return #t, t[2], t[3], t[5], t.x, t[10], u[1], ({'b', [1] = 'a'})[1], ({[1] = 'a', 'b'})[1]",
                        "5 | 7 | 7 | 9 | 5 | 6 | 7 | a | b"),
                Arguments.of(
                        "pairs_clearsWhileItWalks",
                        "local t = {10, 20, 30, x = 1, y = 2} local n = 0 for k in pairs(t) do n = n + 1 t[k] = nil end return n, next(t)",
                        "5 | nil"),
                Arguments.of(
                        "pairs_withNewKeys_goesOnOrFails",
                        "local t = {} for i = 1, 10 do t['k' .. i] = i end local s = 0 for k, v in pairs(t) do if v % 2 == 0 then t[k] = nil else s = s + v end end return s",
                        "25"),
                Arguments.of(
                        "ipairs_seesWhatIsAddedAndStopsAtNil",
                        "local t, s = {1, 2}, 0 for i, v in ipairs(t) do s = s + v if i < 5 then t[i + 1] = i end end for i, v in ipairs({1, nil, 3}) do s = s + 100 end return s",
                        "111"),
                Arguments.of(
                        "iterators_ofLua",
                        "local function it(n, i) if i < n then return i + 1, i * i, 'z' end end local s = '' for i, q, z in it, 3, 0 do s = s .. i .. q .. z end for i in it, 2, 0 do s = s .. i end for k, v in next, {5, 6, 7}, 1 do s = s .. k .. v end return s",
                        "10z21z34z122637"),
                Arguments.of(
                        "iterator_thatIsNil_isNamed",
                        "return pcall(function() for k in nil do end end)",
                        "false | test:1: attempt to call a nil value"),
                Arguments.of(
                        "errors_nameTheirOperands",
                        "local t = {} return pcall(function() return t.a.b end), pcall(function() t:m() end), select(2, pcall(function() return t.a.b end)), select(2, pcall(function() t:m() end)), select(2, pcall(function() return g.x end)), select(2, pcall(function() return t + 1 end)), select(2, pcall(function() local s = 'x' return s .. t end)), select(2, pcall(function() return t < 1 end)), select(2, pcall(function() t[nil] = 1 end)), select(2, pcall(function() for i = 1, 'x' do end end))",
                        "false | false | test:1: attempt to index field 'a' (a nil value) | test:1: attempt to call method 'm' (a nil value) | test:1: attempt to index global 'g' (a nil value) | test:1: attempt to perform arithmetic on upvalue 't' (a table value) | test:1: attempt to concatenate upvalue 't' (a table value) | test:1: attempt to compare table with number | test:1: table index is nil | test:1: 'for' limit must be a number"),
                Arguments.of(
                        "errors_tellTheLineOfTheOperation",
                        "local t = {}\nlocal ok, e = pcall(function()\n  local x = 1 +\n    t.a.b\nend) return e",
                        "test:4: attempt to index field 'a' (a nil value)"),
                Arguments.of(
                        "concat_chains",
                        "local a, b = 1, 'x' return a .. b, a .. b .. 2.5, #b .. 1 .. 2 .. b",
                        "1x | 1x2.5 | 112x"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("constructs")
    void compiled(String name, String source, String printed) {
        assertThat(new Lua(Backend.COMPILER).show(source)).isEqualTo(printed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("constructs")
    void interpreted(String name, String source, String printed) {
        assertThat(new Lua(Backend.INTERPRETER).show(source)).isEqualTo(printed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("constructs")
    void usual(String name, String source, String printed) {
        Lua lua = new Lua(Backend.usual());
        for (int run = 0; run < ENOUGH_TO_BE_COMPILED; run++) {
            assertThat(lua.show(source)).isEqualTo(printed);
        }
    }

    @Test
    void function_tooLargeForHotSpot_runsAllTheSame() {
        StringBuilder source =
                new StringBuilder("local t = {a = 1} local function f(x) local inner = function() return x end\n");
        for (int i = 0; i < 3_000; i++) {
            source.append("x = x + t.a * ").append(i % 3).append('\n');
        }
        source.append("return inner() end return f(1), f(2)");
        assertThat(new Lua(Backend.COMPILER).show(source.toString())).isEqualTo("3001 | 3002");
    }

    @Test
    void chunk_compiledAfterItsEnvironmentChanged_keepsIt() {
        Lua lua = new Lua(Backend.usual());
        String source =
                "n = (n or 0) + 1 if n == 1 then setfenv(1, setmetatable({n = 10}, {__index = _G})) end return n";
        assertThat(lua.show(source)).isEqualTo("10");
        assertThat(lua.show(source)).isEqualTo("11");
        assertThat(lua.show(source)).isEqualTo("12");
        assertThat(lua.show(source)).isEqualTo("13");
    }
}
