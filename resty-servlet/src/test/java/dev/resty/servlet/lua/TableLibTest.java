// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables. The expected values are what OpenResty's LuaJIT gives. */
class TableLibTest {
    static Stream<Arguments> functions() {
        return Stream.of(
                arguments(
                        "return table.concat({1, 2.5, 'x'}, ','), table.concat({}, ','), table.concat({1, 2, 3}, ',', 2, 3), table.concat({1e15})",
                        "1,2.5,x |  | 2,3 | 1e+15"),
                arguments(
                        "return pcall(table.concat, {1, {}, 3})",
                        "false | invalid value (table) at index 2 in table for 'concat'"),
                arguments(
                        "local t = {1, 2, 3} table.insert(t, 1, 0) table.insert(t, 5, 9) table.insert(t, 10) return table.concat(t, ',')",
                        "0,1,2,3,9,10"),
                arguments(
                        "return pcall(table.insert, {}, 1, 2, 3), pcall(table.insert, {})",
                        "false | false | wrong number of arguments to 'insert'"),
                arguments(
                        "local t = {1, 2, 3} local a = table.remove(t, 1) local b = table.remove(t) return a, b, #t, table.remove({}), select('#', table.remove({}, 1))",
                        "1 | 3 | 1 | nil | 0"),
                arguments(
                        "return table.getn({1, 2}), table.maxn({1, 2, [10] = 1, [2.5] = 1}), table.maxn({})",
                        "2 | 10 | 0"),
                arguments(
                        "local s = 0 table.foreach({1, 2, x = 3}, function(_, v) s = s + v end) return s, table.foreachi({5, 6}, function(i, v) if v == 6 then return i end end)",
                        "6 | 2"),
                arguments(
                        "local t = table.move({1, 2, 3}, 1, 3, 2) return table.concat(t, ','), table.concat(table.move({1, 2, 3}, 2, 3, 1), ','), table.concat(table.move({1, 2}, 1, 2, 1, {}), ',')",
                        "1,1,2,3 | 2,3,3 | 1,2"));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void functions_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> sort() {
        return Stream.of(
                arguments(
                        "local t = {5, 3, 1, 4, 2} table.sort(t) local s = table.concat(t, ',') table.sort(t, function(a, b) return a > b end) return s, table.concat(t, ',')",
                        "1,2,3,4,5 | 5,4,3,2,1"),
                arguments(
                        "local t = {'b', 'B', 'a', '\\255', ''} table.sort(t) return t[1], t[2], t[3], t[4], t[5]:byte()",
                        " | B | a | b | 255"),
                arguments("return pcall(table.sort, {3, 'a', 1})", "false | attempt to compare string with number"),
                arguments(
                        "return pcall(table.sort, {1, 2, 3, 4, 5}, function() return true end)",
                        "false | invalid order function for sorting"),
                arguments(
                        "return pcall(table.sort, {1, 1, 1, 1, 1, 1}, function(a, b) return a <= b end)",
                        "false | invalid order function for sorting"),
                arguments(
                        "local t = {} for i = 1, 30 do t[i] = {k = i % 3, n = i} end table.sort(t, function(a, b) return a.k < b.k end) local r = {} for i = 1, 30 do r[i] = t[i].n end return table.concat(r, ' ')",
                        "30 18 12 21 27 24 9 15 6 3 22 4 7 28 25 16 19 1 10 13 29 26 2 8 20 11 23 17 14 5"),
                arguments(
                        "local t = {} for i = 1, 1000 do t[i] = (i * 7919) % 1000 end table.sort(t) for i = 2, 1000 do if t[i - 1] > t[i] then return 'unsorted' end end return 'sorted'",
                        "sorted"),
                arguments(
                        "return pcall(table.sort, {1, 2}, 5)",
                        "false | bad argument #2 to '?' (function expected, got number)"));
    }

    @ParameterizedTest
    @MethodSource("sort")
    void sort_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> additions() {
        return Stream.of(
                arguments("local t = require('table.new')(10, 10) t[1] = 1 return #t, table.new ~= nil", "1 | true"),
                arguments("local t = {1, 2, x = 3} require('table.clear')(t) return next(t), #t", "nil | 0"));
    }

    @ParameterizedTest
    @MethodSource("additions")
    void additions_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }
}
