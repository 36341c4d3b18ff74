// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Strings and their patterns. The expected values are what OpenResty's LuaJIT gives. */
class StringLibTest {
    static Stream<Arguments> plainFunctions() {
        return Stream.of(
                arguments(
                        "return string.byte('abc', -1), string.byte('abc', 10), string.byte('abc', 1, -1)",
                        "99 | nil | 97 | 98 | 99"),
                arguments(
                        "return string.sub('hello', -3), string.sub('hello', 2, -2), string.sub('hello', 0), string.sub('hello', 4, 2), string.sub('hello', -100, 100)",
                        "llo | ell | hello |  | hello"),
                arguments(
                        "return string.rep('ab', 3), string.rep('ab', 3, '-'), string.rep('ab', 0), string.rep('ab', -1), string.rep('', 5)",
                        "ababab | ab-ab-ab |  |  | "),
                arguments(
                        "return string.reverse('abc'), string.len('a\\0b'), string.upper('aZ1'), string.lower('aZ1'), string.byte(string.lower('\\196'))",
                        "cba | 3 | AZ1 | az1 | 196"),
                arguments(
                        "return string.char(72, 105), string.char(), pcall(string.char, 256)",
                        "Hi |  | false | bad argument #1 to '?' (invalid value)"),
                arguments(
                        "return ('x'):rep(3), ('abc'):len(), #'abc', ('abc').len == string.len, ('abc')[1]",
                        "xxx | 3 | 3 | true | nil"),
                arguments(
                        "return pcall(string.rep), pcall(string.sub)",
                        "false | false | bad argument #1 to '?' (string expected, got no value)"),
                arguments(
                        "return select(2, pcall(function() local s = ('x'):rep({}) end))",
                        "test:1: bad argument #1 to 'rep' (number expected, got table)"),
                arguments(
                        "return select(2, pcall(function() string.rep() end))",
                        "test:1: bad argument #1 to 'rep' (string expected, got no value)"),
                arguments(
                        "return string.gfind, pcall(string.len, nil)",
                        "nil | false | bad argument #1 to '?' (string expected, got nil)"));
    }

    @ParameterizedTest
    @MethodSource("plainFunctions")
    void plainFunctions_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> find() {
        return Stream.of(
                arguments(
                        "return string.find('hello', 'l'), string.find('hello', 'xyz'), string.find('hello', '')",
                        "3 | nil | 1 | 0"),
                arguments(
                        "return string.find('abc', 'b', 10), string.find('abc', '', 4), string.find('abc', '', 10)",
                        "nil | 4 | 4 | 3"),
                arguments(
                        "return string.find('a.b', '.', 2, true), string.find('a+b', '+', 1, true), string.find('a.b', '%.')",
                        "2 | 2 | 2 | 2"),
                arguments("return string.find('key = value', '(%w+)%s*=%s*(%w+)')", "1 | 11 | key | value"),
                arguments(
                        "return string.find('abc', '^b'), string.find('abc', '^a'), string.find('abc', 'c$'), string.find('a$c', 'a$c')",
                        "nil | 1 | 3 | 1 | 3"),
                arguments("return string.find('abcabc', 'abc', 2), string.find('abcabc', 'abc', -3)", "4 | 4 | 6"));
    }

    @ParameterizedTest
    @MethodSource("find")
    void find_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> match() {
        return Stream.of(
                arguments(
                        "return string.match('hello', '()ll()'), string.match('2024-05-06', '(%d+)-(%d+)-(%d+)')",
                        "3 | 2024 | 05 | 06"),
                arguments("return string.match('f(a(b)c)d', '%b()'), string.match('(((', '%b()')", "(a(b)c) | nil"),
                arguments("return string.match([=[say \"hi\" 'x']=], '([\"\\'])(.-)%1')", "\" | hi"),
                arguments(
                        "return string.match('abc-123', '[%w-]+'), string.match(']x', '[]]'), string.match('^x', '[%^x]+'), string.match('a-z', '[a%-z]+')",
                        "abc-123 | ] | ^x | a-z"),
                arguments(
                        "return string.match('aaa', 'a-b'), string.match('aaab', 'a-b'), string.match('aaa', 'a?a?a?a?'), string.match('  x  ', '^%s*(.-)%s*$')",
                        "nil | aaab | aaa | x"),
                arguments(
                        "return string.gsub('THE (quick) fox', '%f[%a]%a+', 'W'), string.find('abc', '%f[%z]')",
                        "W (W) W | 4 | 3"),
                arguments(
                        "return string.find('a\\0b', '%z'), string.find('a\\0b', '\\0'), string.gsub('a\\0b', '%z', 'Z')",
                        "2 | 2 | aZb | 1"),
                arguments(
                        "local r = {} for _, c in ipairs{'%a','%c','%d','%g','%l','%p','%s','%u','%w','%x','%A','%W','.'} do local n = 0 for i = 0, 255 do if string.find(string.char(i), c) then n = n + 1 end end r[#r + 1] = c .. n end return table.concat(r, ' ')",
                        "%a52 %c33 %d10 %g94 %l26 %p32 %s6 %u26 %w62 %x22 %A204 %W194 .256"));
    }

    @ParameterizedTest
    @MethodSource("match")
    void match_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> gmatch() {
        return Stream.of(
                arguments(
                        "local t = {} for w in string.gmatch('one two  three', '%a+') do t[#t + 1] = w end return table.concat(t, ',')",
                        "one,two,three"),
                arguments(
                        "local n = 0 for _ in string.gmatch('abc', 'x*') do n = n + 1 if n > 9 then break end end return n",
                        "4"),
                arguments(
                        "local t = {} for k, v in string.gmatch('a=1, b=2', '(%w+)=(%w+)') do t[#t + 1] = k .. v end return table.concat(t, ';')",
                        "a1;b2"),
                arguments(
                        "local n = 0 for _ in string.gmatch('', '.*') do n = n + 1 if n > 9 then break end end return n",
                        "1"));
    }

    @ParameterizedTest
    @MethodSource("gmatch")
    void gmatch_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> gsub() {
        return Stream.of(
                arguments(
                        "return string.gsub('abc', '%w', '-', 1e10), string.gsub('abc', '%w', '-', 2^31), string.gsub('abc', '%w', '-', 1.9)",
                        "--- | abc | -bc | 1"),
                arguments(
                        "return string.gsub('abc', '', '-'), string.gsub('abc', 'x*', '-'), string.gsub('', '', 'x')",
                        "-a-b-c- | -a-b-c- | x | 1"),
                arguments(
                        "return string.gsub('aaa', '^a', 'b'), string.gsub('hello world', '%w+', '%0 %0', 1)",
                        "baa | hello hello world | 1"),
                arguments("return string.gsub('$a $b', '%$(%w+)', {a = '1', b = false})", "1 $b | 2"),
                arguments(
                        "return string.gsub('abc', '%w', function(c) if c == 'b' then return nil end return c:upper() end)",
                        "AbC | 3"),
                arguments(
                        "return string.gsub('a%b', '%%', '%%%%'), string.gsub('abc', '(a)(b)', '%2%1')",
                        "a%%b | bac | 1"),
                arguments("return pcall(string.gsub, 'abc', 'a', '%2')", "false | invalid capture index"),
                arguments(
                        "return pcall(string.gsub, 'x', 'x', function() return {} end)",
                        "false | invalid replacement value (a table)"),
                arguments(
                        "return string.gsub('abc', 'b', 5), string.gsub('abc', 'b', 'x', 0), string.gsub('abc', 'b', 'x', -1)",
                        "a5c | abc | abc | 0"));
    }

    @ParameterizedTest
    @MethodSource("gsub")
    void gsub_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> malformedPattern() {
        return Stream.of(
                arguments("return pcall(string.find, 'x', '[x')", "false | malformed pattern (missing ']')"),
                arguments("return pcall(string.find, 'x', 'x%')", "false | malformed pattern (ends with '%')"),
                arguments("return pcall(string.find, 'x', '(x')", "false | unfinished capture"),
                arguments("return pcall(string.find, 'x', 'x)')", "true | nil"),
                arguments("return pcall(string.find, 'x', '%f')", "false | missing '[' after '%f' in pattern"),
                arguments("return pcall(string.find, 'x', '%1')", "false | invalid capture index"),
                arguments("return pcall(string.find, 'x', '%b')", "false | unbalanced pattern"),
                arguments("return pcall(string.find, 'x', ('()'):rep(33))", "false | too many captures"),
                arguments(
                        "return pcall(string.match, ('x'):rep(300), ('x?'):rep(300) .. 'y')",
                        "false | pattern too complex"));
    }

    @ParameterizedTest
    @MethodSource("malformedPattern")
    void malformedPattern_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }
}
