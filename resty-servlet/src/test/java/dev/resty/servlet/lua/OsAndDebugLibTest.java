// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Dates and introspection. The expected values are what OpenResty's LuaJIT gives. */
class OsAndDebugLibTest {
    static Stream<Arguments> dates() {
        return Stream.of(
                arguments(
                        "return os.date('!%Y-%m-%d %H:%M:%S', 0), os.date('!%c', 0), os.date('!%x %X', 0)",
                        "1970-01-01 00:00:00 | Thu Jan  1 00:00:00 1970 | 01/01/70 00:00:00"),
                arguments(
                        "return os.date('!%a %A %b %B %d %j %p %y', 86400 * 45), os.date('!%e|%D|%F|%T|%R|%I|%Z|%z|%%|%G|%V|%u|%w|%U|%W|%n|%t|%h|%s', 1e9)",
                        "Sun Sunday Feb February 15 046 AM 70 |  9|09/09/01|2001-09-09|01:46:40|01:46|01|GMT|+0000|%|2001|36|7|0|36|36|\n|\t|Sep|1000000000"),
                arguments(
                        "local d = os.date('!*t', 1e9) return d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst",
                        "2001 | 9 | 9 | 1 | 46 | 40 | 1 | 252 | false"),
                arguments(
                        "return os.date('!%-d.%-m.%Y|%e|%_H|%^a|%#Z|%#p|%10Y|%_5d|%010d|%-H|%Ey|%Ea|%5Q|%-', 5e6)",
                        "27.2.1970|27|20|FRI|gmt|pm|0000001970|   27|0000000027|20|70|%Ea|  %5Q|%-"),
                arguments(
                        "return os.date('!%Y', 1e15), os.date('!%c', 1e18), os.date('!*t', -1e18), pcall(os.date, '!%c', 1e300)",
                        "31690708 | nil | nil | true | nil"),
                arguments(
                        "local function at(year, isdst) return os.time({year = year, month = 3, day = 1, isdst = isdst}) end"
                                + " local epoch = os.time({year = 1970, month = 1, day = 1, hour = 0})"
                                + " return at(12345) - epoch, at(1e9) - epoch, at(2020, true) - at(2020), at(2020, false) - at(2020),"
                                + " os.time({year = 1970, month = 1, day = 1, hour = 0, sec = -1 - epoch})",
                        "327408523200 | 3.1556889838008e+16 | -3600 | 0 | nil"),
                arguments(
                        "return pcall(os.time, {}), os.difftime(5, 3), type(os.time()), type(os.clock())",
                        "false | 2 | number | number"),
                arguments(
                        "return os.time({year = 2020, month = 14, day = -3, hour = 12}) - os.time({year = 2021, month = 1, day = 28, hour = 12})",
                        "0"));
    }

    @ParameterizedTest
    @MethodSource("dates")
    void dates_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> introspection() {
        return Stream.of(
                arguments(
                        "local i = debug.getinfo(1, 'Sl') return i.short_src, i.currentline, i.what, i.source",
                        "test | 1 | main | =test"),
                arguments(
                        "local function f() local i = debug.getinfo(1, 'n') local c = debug.getinfo(2, 'l') return i.name, i.namewhat, c.currentline end local a, b, c = f() return a, b, c",
                        "f | local | 1"),
                arguments("local i = debug.getinfo(print) return i.what, i.short_src, i.currentline", "C | [C] | -1"),
                arguments("local x = 5 local function f() return x end return debug.getupvalue(f, 1)", "x | 5"),
                arguments(
                        "local x = 5 local function f() return x end debug.setupvalue(f, 1, 6) return f(), debug.getupvalue(f, 2)",
                        "6"),
                arguments(
                        "return debug.getinfo(50), type(debug.sethook), type(debug.getregistry())",
                        "nil | function | table"),
                arguments(
                        "local f = function(x)\n local y = x\n\n g(y)\nend\nlocal t = {}"
                                + " for l in pairs(debug.getinfo(f, 'L').activelines) do t[#t + 1] = l end table.sort(t)"
                                + " return table.concat(t, ' '), debug.getinfo(f, 'S').activelines, debug.getinfo(print, 'L').activelines",
                        "2 4 5 | nil | nil"),
                arguments(
                        "local e = setmetatable({z = 1}, {__index = _G}) local n = select('#', setfenv(0, e))"
                                + " local co = coroutine.wrap(function() return getfenv(0).z, loadstring('return z')() end)"
                                + " local a, b = co() setfenv(0, _G) return n, a, b, loadstring('return z')()",
                        "0 | 1 | 1 | nil"),
                arguments(
                        "local co = coroutine.create(function() end)"
                                + " return debug.setfenv(co, {q = 4}) == co, debug.getfenv(co).q",
                        "true | 4"),
                arguments("local a, b = 1, 2 local n, v = debug.getlocal(1, 2) return n, v", "b | 2"),
                arguments(
                        "local f = function(a, b, ...) local c end return (debug.getlocal(f, 1)), (debug.getlocal(f, 2)),"
                                + " (debug.getlocal(f, 3)), (debug.getlocal(print, 1))",
                        "a | b | nil | nil"),
                arguments(
                        "local function f(a, ...) local b = a + 1 local n, v = debug.getlocal(1, 2)"
                                + " local m = debug.setlocal(1, -1, 9) local o, w = debug.getlocal(1, -1)"
                                + " return n, v, m, o, w, debug.getlocal(1, -3), ... end return f(1, 7, 8)",
                        "b | 2 | (*vararg) | (*vararg) | 9 | nil | 9 | 8"),
                arguments(
                        "local function callers() local t, i = {}, 1 while true do local n, v = debug.getlocal(2, i)"
                                + " if not n then return table.concat(t, ' ') end t[i], i = n .. '=' .. tostring(v), i + 1 end end\n"
                                + "local function f(x) local y = x * 2 for i = 1, 3 do y = y + i end local s = callers() return s end return f(5)",
                        "x=5 y=16"),
                arguments("return debug.traceback({}) ~= nil, type(debug.traceback('x'))", "true | string"),
                arguments("return debug.getmetatable('').__index == string", "true"));
    }

    @ParameterizedTest
    @MethodSource("introspection")
    void introspection_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }
}
