// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Basic functions. The expected values are what OpenResty's LuaJIT gives. */
class BaseLibTest {
    static Stream<Arguments> tostring() {
        return Stream.of(
                arguments(
                        "return 1e15, 1e14, 1e100, 0.1, 1/3, 123456.789, 2^53, 2^63, 1e-5, 1/0, -1/0, 3.0, -1.5, 5e-324",
                        "1e+15 | 1e+14 | 1e+100 | 0.1 | 0.33333333333333 | 123456.789 | 9.007199254741e+15 | 9.2233720368548e+18 | 1e-05 | inf | -inf | 3 | -1.5 | 4.9406564584125e-324"),
                arguments(
                        "return tostring(nil), tostring(true), tostring('x'), tostring(setmetatable({}, {__tostring = function() return 'T' end}))",
                        "nil | true | x | T"),
                arguments(
                        "return (tostring({}):gsub('0x%x+', 'H')), (tostring(function() end):gsub('0x%x+', 'H')), (tostring(coroutine.create(print)):gsub('0x%x+', 'H'))",
                        "table: H | function: H | thread: H"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            return load('return x', 'n', 't', nil)(), load('return x', 'n', 't', 1)(), load('return x', 'n', 't', {x = 2})() ~ 1 | 1 | 2
            return pcall(tostring, setmetatable({}, {__tostring = 1})) ~ false | attempt to call a number value
            return pcall(string.format, '%s', setmetatable({}, {__tostring = true})) ~ false | attempt to call a boolean value
            """)
    void valuesThatAreNoTableOrFunction_areAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval("x = 1 " + source)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("tostring")
    void tostring_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> tonumber() {
        return Stream.of(
                arguments(
                        "return tonumber('0x10'), tonumber(' 10 '), tonumber('1e3'), tonumber(''), tonumber('1 2'), tonumber('0x'), tonumber('1e'), tonumber('.'), tonumber('5.'), tonumber('.5'), tonumber('1_000')",
                        "16 | 10 | 1000 | nil | nil | nil | nil | nil | 5 | 0.5 | nil"),
                arguments(
                        "return tonumber('10', 2), tonumber('zz', 36), tonumber('ff', 16), tonumber('0xff', 16), tonumber('8', 8), tonumber('7fffffffffffffff', 16), tonumber('ffffffffffffffffffffffff', 16), tonumber('-ff', 16)",
                        "2 | 1295 | 255 | 255 | nil | 9.2233720368548e+18 | 1.844674407371e+19 | -255"),
                arguments(
                        "return tonumber('nan'), tonumber('inf'), tonumber('Infinity'), tonumber('0x1p4'), tonumber('0x.8'), tonumber('1f'), tonumber('0xffffffffff'), tonumber('-0x10'), tonumber('+5')",
                        "nan | inf | inf | 16 | 0.5 | nil | 1099511627775 | -16 | 5"),
                arguments(
                        "return tonumber(nil), tonumber({}), pcall(tonumber, '1', 99)",
                        "nil | nil | false | bad argument #2 to '?' (base out of range)"));
    }

    @ParameterizedTest
    @MethodSource("tonumber")
    void tonumber_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> select() {
        return Stream.of(
                arguments("return select('#'), select('#', nil, nil), select(-1, 1, 2, 3)", "0 | 2 | 3"),
                arguments("return select(2, 'a', 'b', 'c')", "b | c"),
                arguments(
                        "return pcall(select, 0), pcall(select, -5, 1)",
                        "false | false | bad argument #1 to '?' (index out of range)"),
                arguments("return unpack({1, nil, 3}, 1, 3)", "1 | nil | 3"),
                arguments("return unpack({1, 2, 3}, 2), unpack({1, 2, 3}, 2, 3)", "2 | 2 | 3"),
                arguments("return pcall(unpack, {}, 1, 1e8)", "false | too many results to unpack"),
                arguments("return pcall(unpack)", "false | bad argument #1 to '?' (table expected, got no value)"));
    }

    @ParameterizedTest
    @MethodSource("select")
    void select_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> tables() {
        return Stream.of(
                arguments(
                        "local t = setmetatable({}, {__index = function(_, k) return k .. '!' end}) return t.x, rawget(t, 'x'), rawequal(t, t), rawset(t, 'y', 1) == t, t.y",
                        "x! | nil | true | true | 1"),
                arguments(
                        "return pcall(setmetatable, 1, {})",
                        "false | bad argument #1 to '?' (table expected, got number)"),
                arguments(
                        "return getmetatable(setmetatable({}, {__metatable = 'locked'})), pcall(setmetatable, setmetatable({}, {__metatable = 1}), {})",
                        "locked | false | cannot change a protected metatable"),
                arguments(
                        "return getmetatable('x').__index == string, getmetatable(1), getmetatable({})",
                        "true | nil | nil"),
                arguments(
                        "local r = {} for i, v in ipairs({10, 20, nil, 40}) do r[#r + 1] = i .. '=' .. v end return table.concat(r, ' ')",
                        "1=10 2=20"),
                arguments("return pcall(next, {}, 'nokey'), next({}), next({5})", "false | nil | 1 | 5"),
                arguments(
                        "local t = {} for i = 1, 100 do t['k' .. i] = i end local n = 0 for k in pairs(t) do t[k] = nil n = n + 1 end return n, next(t)",
                        "100 | nil"),
                arguments(
                        "return pcall(ipairs), pcall(pairs, nil)",
                        "false | false | bad argument #1 to '?' (table expected, got nil)"),
                arguments("return pcall(function() local t = {} t[0/0] = 1 end)", "false | test:1: table index is NaN"),
                arguments("return pcall(function() local t = {} t[nil] = 1 end)", "false | test:1: table index is nil"),
                arguments(
                        "return type(newproxy()), type(getmetatable(newproxy(true))), getmetatable(newproxy())",
                        "userdata | table | nil"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void tables_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> environment() {
        return Stream.of(
                arguments("local f = function() return x end setfenv(f, {x = 42}) return f()", "42"),
                arguments(
                        "local seen local co = coroutine.create(function() print(1) end)"
                                + " debug.setfenv(co, {tostring = function(x) seen = x return '' end}) coroutine.resume(co)"
                                + " return seen",
                        "1"),
                arguments(
                        "local e = {} local f = function() y = 5 end setfenv(f, e) f() return e.y, y, getfenv(f) == e, getfenv(print) == _G, getfenv(0) == _G",
                        "5 | nil | true | true | true"),
                arguments("setfenv(1, {print = 1, type = type}) return type(print), tostring", "number | nil"),
                arguments(
                        "local function f() return getfenv(1) == _G, getfenv(2) == _G end local a, b = f() return a, b",
                        "true | true"),
                arguments(
                        "return pcall(setfenv, print, {})",
                        "false | 'setfenv' cannot change environment of given object"),
                arguments("return pcall(getfenv, 50)", "false | bad argument #1 to '?' (invalid level)"),
                arguments(
                        "module('zz', package.seeall) v = 1 return type(v), _NAME, package.loaded.zz == _M",
                        "number | zz | true"));
    }

    @ParameterizedTest
    @MethodSource("environment")
    void environment_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> load() {
        return Stream.of(
                arguments("return load('return ...', 'c')(7), loadstring('return 1 + 1')()", "7 | 2"),
                arguments(
                        "local p = {'return ', '4', '2'} local i = 0 return load(function() i = i + 1 return p[i] end)()",
                        "42"),
                arguments("return load('return q', 'c', 't', {q = 9})()", "9"),
                arguments("return load('x =', '=c')", "nil | c:1: unexpected symbol near '<eof>'"),
                arguments("return loadstring('x = = 1', '@a/b.lua')", "nil | a/b.lua:1: unexpected symbol near '='"),
                arguments(
                        "return pcall(load('error(\\\"e\\\")', 'first line\\\\nsecond'))",
                        "false | [string \"first line\\nsecond\"]:1: e"),
                arguments("return load('return 1', 'c', 'b')", "nil | attempt to load chunk with wrong mode"),
                arguments("return type(loadstring('#!/usr/bin/lua\\nreturn 1')), 1", "function | 1"),
                arguments(
                        "return loadfile('/nonexistent/x.lua')",
                        "nil | cannot open /nonexistent/x.lua: No such file or directory"));
    }

    @ParameterizedTest
    @MethodSource("load")
    void load_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> globals() {
        return Stream.of(
                arguments(
                        "return _VERSION, _G._G == _G, type(gcinfo()), type(collectgarbage('count')), collectgarbage('stop'), pcall(collectgarbage, 'nonsense')",
                        "Lua 5.1 | true | number | number | 0 | false | bad argument #1 to '?' (invalid option 'nonsense')"),
                arguments(
                        "return type(unpack), type(table.unpack), type(table.getn), type(table.maxn), type(loadstring), type(module), type(math.pow), type(math.mod), type(math.log10), type(table.foreach), type(table.pack), type(bit32), type(rawlen)",
                        "function | nil | function | function | function | function | function | nil | function | function | nil | nil | nil"),
                arguments(
                        "return collectgarbage('setpause', 110), collectgarbage('setpause', 120), collectgarbage('setstepmul'), collectgarbage('stop'), collectgarbage('isrunning'), collectgarbage('restart'), collectgarbage('isrunning'), collectgarbage('step')",
                        "200 | 110 | 200 | 0 | false | 0 | true | true"),
                arguments(
                        "return jit.version, jit.version_num, type(jit.os), type(jit.arch)",
                        "LuaJIT 2.1.0-beta3 | 20100 | string | string"));
    }

    @ParameterizedTest
    @MethodSource("globals")
    void globals_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> integersAndFloats() {
        return Stream.of(
                arguments(
                        "local x = 2147483647 x = x + 1 return x, 65536 * 65536, -2147483648 - 1, 2147483647 * 2147483647",
                        "2147483648 | 4294967296 | -2147483649 | 4.6116860141324e+18"),
                arguments(
                        "return 5 % 3, -5 % 3, 5 % -3, 5.5 % 2, 5 % 0 ~= 5 % 0, 2^10, 2^-1, 7 / 2",
                        "2 | 1 | -1 | 1.5 | true | 1024 | 0.5 | 3.5"),
                arguments("local t = {} t[1.0] = 'a' t[2^53] = 'b' return t[1], t[9007199254740992]", "a | b"),
                arguments("return '10' + 5, '3' * '4', -'2', '0x10' + 0, 10 .. 20", "15 | 12 | -2 | 16 | 1020"));
    }

    @ParameterizedTest
    @MethodSource("integersAndFloats")
    void integersAndFloats_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    @Test
    void collectgarbage_weakTable_losesWhatNothingElseHolds() {
        Lua lua = new Lua();
        lua.show(
                "weak = setmetatable({}, { __mode = 'v' }) kept = {} for i = 1, 10 do weak[i] = {} end weak[11] = kept");
        String left = "";
        for (int i = 0; i < 100 && !left.equals("11"); i++) {
            if (i > 0) {
                System.gc();
            }
            left = lua.show("collectgarbage() local left = {} for k in pairs(weak) do left[#left + 1] = k end"
                    + " return table.concat(left, ' ')");
        }
        assertThat(left).isEqualTo("11");
    }
}
