// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers in variables that several functions share: whether scripts can tell how they are kept. What is expected is LuaJIT's. */
class CapturedNumbersTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`local n = 0 local function f() n = n + 1 return n end f() f() return f(), n` ~ `3 | 3`",
                "`local n = 0 local function f(x) n = n + x return n end return f(1), f('2'), n, pcall(f, {}), n` ~ `1 | 3 | 3 | false | 3`",
                "`local n = 0 local function f(x) n = n + x end local ok, e = pcall(f, nil) return e` ~ `test:1: attempt to perform arithmetic on local 'x' (a nil value)`",
                "`local n = a local function f() n = n + 1 end local ok, e = pcall(f) return e` ~ `test:1: attempt to perform arithmetic on upvalue 'n' (a nil value)`",
                "`local n = 5 local function f() n = n - 5 n = -n end f() return 1 / n` ~ `-inf`",
                "`local n = 1 local function f() n = n * 0.5 return n + 0 end f() return f(), n` ~ `0.25 | 0.25`",
                "`local n = 1 local function f() n = 0 / 0 return n ~= n end return f(), n ~= n` ~ `true | true`",
                "`local n, m = 1, 2 local function f() n, m = m + 1, n + 1 end f() f() return n, m` ~ `3 | 4`",
                "`local n = 1 local function f() n = n + 1 return 10 end return n + f(), f() + n` ~ `12 | 13`",
                "`local n = 1 local t = { 5, 6, 7 } local function f() n = n + 1 return 0 end t[n] = f() return t[1], t[2]` ~ `5 | 0`",
                "`local fs = {} for i = 1, 3 do local n = i fs[i] = function(k) n = n + k return n end end return fs[1](1), fs[2](1), fs[1](1), fs[3](0.5)` ~ `2 | 3 | 3 | 3.5`",
                "`local n = 0 local function f(x) n = n + x return n + 0 end local o = setmetatable({}, { __add = function() return 'sum' end }) return f(1), pcall(f, o), n` ~ `1 | false | sum`",
                "`local n = 2 local function f() n = n + 1 end debug.setupvalue(f, 1, '41') f() return n, debug.getupvalue(f, 1)` ~ `42 | n | 42`",
                "`local n = 2 local function f() n = n + 1 end debug.setupvalue(f, 1, 1.5) f() return n` ~ `2.5`",
                "`local n = 2 local function f() n = n + 1 end debug.setupvalue(f, 1, {}) return (pcall(f))` ~ `false`",
                "`local function f(x) return function() x = x + 1 return x end end local g, h = f(1), f(2.5) return g(), h(), g()` ~ `2 | 3.5 | 3`",
            })
    void values_areLuaJits_compiledAndInterpreted(String body, String expected) {
        assertThat(new Lua(Backend.INTERPRETER).show(body)).isEqualTo(expected);
        assertThat(new Lua(Backend.COMPILER).show(body)).isEqualTo(expected);
        assertThat(Lua.eval(body)).isEqualTo(expected);
    }
}
