// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import dev.resty.servlet.lua.syntax.LuaParser;
import dev.resty.servlet.lua.syntax.LuaSyntaxException;
import dev.resty.servlet.lua.syntax.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of code before it runs: each test is about the variable {@code x} of its source. */
class AnalysisTest {

    private final List<LocalVariable> variables = new ArrayList<>();
    private final List<Statement.NumericFor> loops = new ArrayList<>();
    private final List<Expression.Call> calls = new ArrayList<>();

    private Analysis analysis(String source) {
        FunctionBody chunk;
        try {
            chunk = LuaParser.parse(source.getBytes(StandardCharsets.ISO_8859_1), "=test");
        } catch (LuaSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        TreeWalk walk = new TreeWalk(chunk) {
            @Override
            void enter(Statement statement) {
                if (statement instanceof Statement.LocalDeclaration s) {
                    variables.addAll(s.variables());
                } else if (statement instanceof Statement.NumericFor s) {
                    variables.add(s.variable());
                    loops.add(s);
                } else if (statement instanceof Statement.GenericFor s) {
                    variables.addAll(s.variables());
                }
            }

            @Override
            void enter(Expression expression) {
                if (expression instanceof Expression.Call e) {
                    calls.add(e);
                }
            }

            @Override
            void enter(FunctionBody body) {
                variables.addAll(body.parameters());
            }
        };
        walk.walk();
        return Analysis.of(chunk);
    }

    private LocalVariable x() {
        return variables.stream()
                .filter(variable -> variable.name().equals("x"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local x = 1",
                "local x = 1 while f() do x = x * 2 + 1 end",
                "local y = 2 local x = y y = x",
                "local x = -3 ^ 2 % 5",
                "for x = f(), g() do end",
                "local x = #'text'",
                "local x = #{f()}",
                "local x = f() and 1 and 3 == 2 and 1 or 2",
                "local x = nil or 3",
                "local x = 1 or f()",
                "local x = 0 return function() x = x + 1 end",
                "local function f() return 1, 'a' end local x = f()",
                "local function f(x) return x + 1 end f(f(3))",
                "local function f(a, x) if a then f(nil, x - 1) end end f(true, 3)",
            })
    void number_thatNothingElseIsAssignedTo_isCertain(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isNumber(x())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local x",
                "local x = f()",
                "local y, x = 1, f()",
                "local y, x = f()",
                "local x = 1 x = a",
                "local x = 1 a, x = 1",
                "local x = 1 return function() x = f() end",
                "local x = a + 1",
                "local y = '1' local x = y + 1",
                "local x = #a",
                "local x = f() and 1",
                "local x = f() or 1",
                "local x = 1LL local y = x + 1",
                "local x = 1i",
                "local x = (...)",
                "for i, x in ipairs(t) do end",
                "local function f(x) return x end f(1) f()",
                "local function f(x) return x end f(1) f(unpack(t))",
                "local function f(x) return x end f(1) g = f",
                "local function f(x) return x end f(1) f = g",
                "local function f(x) x = 'a' end f(1)",
                "local function f(x, ...) return x end f(1)",
                "local function f(x) end",
                "local function f() if g() then return 1 end end local x = f()",
                "local function f() return g() end local x = f()",
                "local function f() return 1 end f = g local x = f()",
            })
    void number_thatMayBeSomethingElse_isNotCertain(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isNumber(x())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local x = 0 for i = 1, n do x = x + a[i] end return x",
                "local x = a.x - b.x y = x * x",
                "local x = a.vx for i = 1, 3 do x = x - i * b.m end a.vx = x",
            })
    void number_ofArithmeticOnTheUnknown_isLikely(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isNumber(x())).isFalse();
        assertThat(analysis.isLikelyNumber(x())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local x = 'a' x = f(x)",
                "local x = a.x print(x) print(x) print(x + 1)",
                "local x = f() g(x)",
            })
    void likelyNumber_thatIsReadAsAValue_isNone(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isLikelyNumber(x())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local x = 0 return function() x = x + 1 return x end",
                "local x = a + b return function() x = x + 1 end",
                "local x = 0 return function(y) x = x + y end",
            })
    void sharedVariable_thatMostlyHasNumbers_keepsThemWithoutABox(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isNumericCell(x())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local x = 1 return function() return x + 1 end",
                "local x = 1 return function() x = 2 return x end",
                "local x = 'a' return function() x = x .. 'b' end",
                "local x = 0 x = x + 1",
            })
    void variable_thatDoesNotChangeOrIsNoNumberOrIsNotShared_isInNoNumericCell(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isNumericCell(x())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for i = 1, n do end",
                "for i = 10, 1, -1 do end",
                "for i = #'text', 1, -2 do end",
                "for i = -5, 5, 3 do end"
            })
    void loop_fromAWholeNumberByAConstant_isWhole(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isWhole(loops.get(0))).isTrue();
    }

    @Test
    void loop_fromTheOneAround_isWhole() {
        Analysis analysis = analysis("for i = 1, n do for j = i + 1, n do end end");
        assertThat(loops).hasSize(2).allMatch(analysis::isWhole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for i = a, n do end",
                "for i = 1, n, s do end",
                "for i = 1, n, 0 do end",
                "for i = 0.5, n do end",
                "for i = 1, n, 0.5 do end",
                "for i = 1e300, n do end",
                "for i = -0, n do end",
                "local a = 1 for i = a, n do end",
            })
    void loop_thatMayCountOtherNumbers_isNotWhole(String source) {
        Analysis analysis = analysis(source);
        assertThat(analysis.isWhole(loops.get(0))).isFalse();
    }

    @Test
    void loop_fromAVariableAroundThatIsChanged_isNotWhole() {
        Analysis analysis = analysis("for i = 1, n do i = i / 2 for j = i, n do end end");
        assertThat(analysis.isWhole(loops.get(1))).isFalse();
    }

    @Test
    void callee_ofALocalFunction_isKnown() {
        Analysis analysis = analysis("local function f() return 1, 2 end f()");
        FunctionBody callee = analysis.callee(calls.get(0));
        assertThat(callee).isNotNull();
        assertThat(analysis.results(callee)).isEqualTo(2);
        assertThat(analysis.result(callee)).isEqualTo(Kinds.NUMBER);
    }

    @Test
    void callee_ofAVariableThatIsReassigned_isUnknown() {
        Analysis analysis = analysis("local function f() end f() f = g");
        assertThat(analysis.callee(calls.get(0))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string.byte(s)",
                "local string = string string.byte(s)",
                "local byte = string.byte byte(s)",
                "local s = require 'string' s.byte(s)"
            })
    void libraryName_byWhateverVariable_isFound(String source) {
        Analysis analysis = analysis(source);
        Expression.Call call = calls.get(calls.size() - 1);
        assertThat(analysis.libraryName(call.function())).isEqualTo("string.byte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local byte = string.byte byte = f byte(s)", "byte(s)", "string[byte](s)"})
    void libraryName_thatMayBeAnother_isNot(String source) {
        Analysis analysis = analysis(source);
        Expression.Call call = calls.get(calls.size() - 1);
        assertThat(analysis.libraryName(call.function())).isNotEqualTo("string.byte");
    }
}
