// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.library.Values;
import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Library functions with a static form: whether scripts can tell. Each body is run by itself and, being compiled when it has
 * a loop, once more behind one. The expected values are LuaJIT's.
 */
class LibraryCallsTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`return string.sub('hello', 2, 3), ('hello'):sub(-3), ('hello'):byte(2) + 0` ~ `el | llo | 101`",
                "`local n = 12345 return string.sub(n, 2, 3), string.sub('abc', '2'), string.sub('abc', 1.9, 2.9)` ~ `23 | bc | ab`",
                "`string.sub = function() return 'mine' end return string.sub('a', 1), ('a'):sub(1)` ~ `mine | mine`",
                "`local sub = string.sub string.sub = nil return sub('abc', 2), pcall(function() local x = ('a'):sub(1) end)` ~ `bc | false | test:1: attempt to call method 'sub' (a nil value)`",
                "`type = function() return 'mine' end return type(1) == 'number', type(1) == 'mine'` ~ `false | true`",
                "`local n = 0 if type('a') == 'string' then n = n + 1 end if type('a') ~= 'string' then n = n + 10 end return n` ~ `1`",
                "`return type(1) == 'number', type({}) == 'table', type(print) == 'function', type(nil) == 'nil', type(true) == 'boolean', type(1) == 'string'` ~ `true | true | true | true | true | false`",
                "`local ok, e = pcall(function() local t = {} if type() == 'nil' then t = 1 end end) return e` ~ `test:1: bad argument #1 to 'type' (value expected)`",
                "`local ok, e = pcall(function() local x = string.sub({}, 1) end) return e` ~ `test:1: bad argument #1 to 'sub' (string expected, got table)`",
                "`local ok, e = pcall(function() local x = ('a'):sub({}) end) return e` ~ `test:1: bad argument #1 to 'sub' (number expected, got table)`",
                "`local ok, e = pcall(function() local x = ('a'):byte({}) + 1 end) return e` ~ `test:1: bad argument #1 to 'byte' (number expected, got table)`",
                "`local ok, e = pcall(function() local s local x = s:sub(1) end) return e` ~ `test:1: attempt to index local 's' (a nil value)`",
                "`local ok, e = pcall(function() local x = ('a'):nope(1) end) return e` ~ `test:1: attempt to call method 'nope' (a nil value)`",
                "`local o = { sub = function(self, i) return self.name, i end, name = 'n' } local x = o:sub(3) return x` ~ `n`",
                "`local o = setmetatable({}, { __index = { byte = function() return 'b', 2 end } }) local x = o:byte(1) return x, #{o:byte(1)}` ~ `b | 2`",
                "`local o = { byte = function() return nil end } return pcall(function() return o:byte(1) + 1 end)` ~ `false | test:1: attempt to perform arithmetic on a nil value`",
                "`local x, y = string.byte('abc', 5), ('abc'):byte(5) return x, y` ~ `nil | nil`",
                "`return rawget({ 5 }, 1), tostring(12), tostring('a'), tostring(nil), tostring(setmetatable({}, { __tostring = function() return 'T' end }))` ~ `5 | 12 | a | nil | T`",
                "`local a = {} local function f() a[#a + 1] = 'f' return 'hello' end local function g() a[#a + 1] = 'g' return 2 end local x = string.sub(f(), g()) return x, table.concat(a)` ~ `ello | fg`",
                "`local s = 'abc' local t = {} for i = 1, 3 do t[#t + 1] = s:sub(i, i) end return table.concat(t, '-')` ~ `a-b-c`",
            })
    void staticForms_cannotBeToldFromTheFunctions(String body, String expected) {
        assertThat(run(body)).isEqualTo(expected);
        assertThat(run("for _ = 1, 1 do end " + body)).isEqualTo(expected);
        assertThat(run("return (function() " + body + " end)()")).isEqualTo(expected);
    }

    private static String run(String source) {
        Worker worker = new Worker(0);
        Varargs values =
                worker.run(worker, worker.load(source.getBytes(StandardCharsets.ISO_8859_1), "=test"), LuaValue.NONE);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= values.narg(); i++) {
            text.append(i > 1 ? " | " : "").append(LuaText.view(Values.tostring(values.arg(i))));
        }
        worker.close();
        return text.toString();
    }
}
