// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors: their positions, their words and who sees them. The expected values are what OpenResty's LuaJIT gives. */
class ErrorsTest {
    static Stream<Arguments> levels() {
        return Stream.of(
                arguments("return pcall(function() error('m') end)", "false | test:1: m"),
                arguments("return pcall(function() error('m', 0) end)", "false | m"),
                arguments(
                        "local function f() error('m', 2) end return pcall(function() f() return 1 end)",
                        "false | test:1: m"),
                arguments(
                        "local function f()\n error('m', 2)\nend\nlocal function g()\n f()\n return 1\nend\nreturn pcall(g)",
                        "false | test:5: m"),
                arguments("return pcall(error, 'm'), pcall(error)", "false | false | nil"),
                arguments("return pcall(function() error('x', 2) end)", "false | x"),
                arguments("return pcall(function() error({}, 2) end) == false, select('#', pcall(error))", "true | 2"),
                arguments("return pcall(error, 42), pcall(function() error(42) end)", "false | false | test:1: 42"),
                arguments("local ok, e = pcall(error, {code = 5}) return ok, e.code", "false | 5"),
                arguments("local ok, e = pcall(function() error(nil) end) return ok, e", "false | nil"));
    }

    @ParameterizedTest
    @MethodSource("levels")
    void levels_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> wording() {
        return Stream.of(
                arguments(
                        "return pcall(function() local x return x.y end)",
                        "false | test:1: attempt to index local 'x' (a nil value)"),
                arguments(
                        "local t = {} return pcall(function() return t.a.b end)",
                        "false | test:1: attempt to index field 'a' (a nil value)"),
                arguments(
                        "return pcall(function() return undefined.x end)",
                        "false | test:1: attempt to index global 'undefined' (a nil value)"),
                arguments(
                        "return pcall(function() undefined() end)",
                        "false | test:1: attempt to call global 'undefined' (a nil value)"),
                arguments(
                        "local t = {} return pcall(function() t.foo() end)",
                        "false | test:1: attempt to call field 'foo' (a nil value)"),
                arguments(
                        "local t = {} return pcall(function() t:foo() end)",
                        "false | test:1: attempt to call method 'foo' (a nil value)"),
                arguments(
                        "local l = {} return pcall(function() return l:nosuch(1, 2, 3) end)",
                        "false | test:1: attempt to call method 'nosuch' (a nil value)"),
                arguments(
                        "return pcall(function() return undefined() end)",
                        "false | test:1: attempt to call global 'undefined' (a nil value)"),
                arguments(
                        "return pcall(function() local x = nil x.y = 1 end)",
                        "false | test:1: attempt to index local 'x' (a nil value)"),
                arguments(
                        "local up return pcall(function() up.y = 1 end)",
                        "false | test:1: attempt to index upvalue 'up' (a nil value)"),
                arguments(
                        "local up return pcall(function() return up() end)",
                        "false | test:1: attempt to call upvalue 'up' (a nil value)"),
                arguments(
                        "return pcall(function() return 1 + {} end)",
                        "false | test:1: attempt to perform arithmetic on a table value"),
                arguments(
                        "return pcall(function() local a = {} return a - 1 end)",
                        "false | test:1: attempt to perform arithmetic on local 'a' (a table value)"),
                arguments(
                        "return pcall(function() return -{} end)",
                        "false | test:1: attempt to perform arithmetic on a table value"),
                arguments(
                        "return pcall(function() return #nil end)",
                        "false | test:1: attempt to get length of a nil value"),
                arguments(
                        "return pcall(function() return 'x' .. {} end)",
                        "false | test:1: attempt to concatenate a table value"),
                arguments(
                        "return pcall(function() local n return 'x' .. n end)",
                        "false | test:1: attempt to concatenate local 'n' (a nil value)"),
                arguments(
                        "return pcall(function() return 1 < 'x' end)",
                        "false | test:1: attempt to compare number with string"),
                arguments(
                        "return pcall(function() return {} < {} end)",
                        "false | test:1: attempt to compare two table values"),
                arguments(
                        "return pcall(function() return nil > 1 end)",
                        "false | test:1: attempt to compare number with nil"),
                arguments(
                        "return pcall(function() for i = 'a', 2 do end end)",
                        "false | test:1: 'for' initial value must be a number"),
                arguments(
                        "return pcall(function() ('x'):bad() end)",
                        "false | test:1: attempt to call method 'bad' (a nil value)"),
                arguments("return pcall(nil)", "false | attempt to call a nil value"),
                arguments("return pcall(function() (5):foo() end)", "false | test:1: attempt to index a number value"));
    }

    @ParameterizedTest
    @MethodSource("wording")
    void wording_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    /** LuaJIT names the operand it put into the register last, whichever was chosen. */
    static Stream<Arguments> choices() {
        return Stream.of(
                arguments(
                        "local a, b = 1 return (a < 0 and 1 or b) + 1",
                        "perform arithmetic on local 'b' (a nil value)"),
                arguments("local a, b = 1 return (a < 0 and 1 or up)()", "call upvalue 'up' (a nil value)"),
                arguments("local a, b = {} return (b or b or a.q) .. 'x'", "concatenate field 'q' (a nil value)"),
                arguments("local a, b = {} return (b and a) % 2", "perform arithmetic on local 'a' (a nil value)"),
                arguments("local a, b = {} return (b and 1) .. 'x'", "concatenate a nil value"),
                arguments("local a, b = {} return (not a or b) + 1", "perform arithmetic on a nil value"),
                arguments("local a, b = {} return 2 ^ (not b and b)", "perform arithmetic on a nil value"),
                arguments("local a, b = {} return (a == 1 or b) + 1", "perform arithmetic on a nil value"),
                arguments("local a, b = {} return (b or a == 1) + 1", "perform arithmetic on a boolean value"));
    }

    @ParameterizedTest
    @MethodSource("choices")
    void choice_isNamedAfterItsLastOperand(String statements, String expected) {
        assertThat(Lua.eval("local up return pcall(function() " + statements + " end)"))
                .isEqualTo("false | test:1: attempt to " + expected);
    }

    static Stream<Arguments> handlers() {
        return Stream.of(
                arguments(
                        "return xpcall(function() error('x') end, function(m) return 'H:' .. m end)",
                        "false | H:test:1: x"),
                arguments(
                        "return xpcall(function() error({1}) end, function(m) return 'H:' .. type(m) end)",
                        "false | H:table"),
                arguments(
                        "return xpcall(function() local x x.y = 1 end, function(m) return 'H:' .. m end)",
                        "false | H:test:1: attempt to index local 'x' (a nil value)"),
                arguments("return xpcall(function(...) return select('#', ...) end, print, 1, nil)", "true | 2"),
                arguments(
                        "return xpcall(function() error('x') end, function() error('y') end)",
                        "false | error in error handling"),
                arguments(
                        "return xpcall(function() return pcall(error, 'inner', 0) end, function(m) return 'outer' end)",
                        "true | false | inner"),
                arguments(
                        "return xpcall(string.rep, function(m) return 'H:' .. m end)",
                        "false | H:bad argument #1 to '?' (string expected, got no value)"),
                arguments(
                        "local ok, e = xpcall(function() error() end, function(m) return type(m) end) return ok, e",
                        "false | nil"),
                arguments(
                        "return xpcall(function() local ok, e = pcall(error, 'a', 0) error(e .. 'b', 0) end, function(m) return m .. 'c' end)",
                        "false | abc"));
    }

    @ParameterizedTest
    @MethodSource("handlers")
    void handlers_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> assertions() {
        return Stream.of(
                arguments("return pcall(assert, nil), pcall(assert, false, 'm')", "false | false | m"),
                arguments("local ok, e = pcall(assert, false, {c = 1}) return ok, e.c", "false | 1"),
                arguments("return assert(1, 2, 3)", "1 | 2 | 3"),
                arguments("return pcall(function() assert(false) end)", "false | test:1: assertion failed!"),
                arguments("return pcall(function() assert(nil, 'm') end)", "false | test:1: m"),
                arguments("return pcall(function() return assert(nil, 'm') end)", "false | m"),
                arguments("return pcall(function() assert(nil, 'a\\0b') end)", "false | test:1: a"),
                arguments("return pcall(function() assert(nil, 5) end)", "false | test:1: 5"),
                arguments(
                        "local co = coroutine.wrap(function() error('a\\0b', 0) end) return pcall(function() co() end)",
                        "false | test:1: a"),
                arguments(
                        "return pcall(function() assert(nil, 'bad argument #1 to x (y)') end)",
                        "false | test:1: bad argument #1 to x (y)"),
                arguments("return pcall(assert)", "false | bad argument #1 to '?' (value expected)"));
    }

    @ParameterizedTest
    @MethodSource("assertions")
    void assertions_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }
}
