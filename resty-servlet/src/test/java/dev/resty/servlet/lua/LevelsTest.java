// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.resty.servlet.lua.compiler.Compiler;
import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions that are asked for by level. The expected values are what OpenResty's LuaJIT gives. */
class LevelsTest {

    static Stream<Arguments> levels() {
        return Stream.of(
                arguments("local function f() setfenv(1, {x = 5}) return x end return f()", "5"),
                arguments("local sf = setfenv local function f() sf(1, {x = 5}) return x end return f()", "5"),
                arguments(
                        "local function set(n, e) local r = setfenv(n, e) return r end\n"
                                + "local function a() set(3, {y = 7}) return y end\n"
                                + "local function b() local r = a() return r, y end\n"
                                + "return b()",
                        "nil | 7"),
                arguments(
                        "local gf = getfenv local function f() return gf(1) == _G, gf(2) == _G end local a, b = f() return a, b",
                        "true | true"),
                arguments(
                        "local function who() local i = debug.getinfo(2, 'f') return i.func end\n"
                                + "local t = {}\n"
                                + "for i = 1, 3 do t[i] = function() local f = who() return f end end\n"
                                + "return t[1]() == t[1], t[2]() == t[2], t[3]() == t[3]",
                        "true | true | true"),
                arguments(
                        "local info = debug.getinfo\n"
                                + "local function rec(n) if n == 0 then return info(3, 'f').func end local r = rec(n - 1) return r end\n"
                                + "return rec(5) == rec",
                        "true"),
                arguments("return pcall(setfenv, 50, {})", "false | bad argument #1 to '?' (invalid level)"),
                arguments("return pcall(getfenv, -1)", "false | bad argument #1 to '?' (invalid level)"));
    }

    @ParameterizedTest
    @MethodSource("levels")
    void levels_areFoundAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
        assertThat(new Lua(Compiler::compile).show(source)).isEqualTo(expected);
        assertThat(new Lua(InterpretedTemplate::new).show(source)).isEqualTo(expected);
    }

    static Stream<Arguments> others() {
        String strict = "local ask, set = getfenv, setfenv\n"
                + "function environment(n) local e = ask(n + 1) return e end\n"
                + "function change(n, e) set(n + 1, e) end";
        return Stream.of(
                arguments(strict, "local function f() local e = environment(1) return e == _G end return f()", "true"),
                arguments(
                        strict,
                        "return (function() return (function() local e = environment(1) return e == _G end)() end)()",
                        "true"),
                arguments(strict, "local function f() change(1, {x = 8}) return x end return f()", "8"),
                arguments(
                        strict,
                        "local function f() return (function() local ok, e = pcall(environment, 1) return ok end)() end\n"
                                + "return setfenv(f, {environment = environment, pcall = pcall})()",
                        "true"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void functionsOfOtherChunks_areFoundToo(String library, String source, String expected) {
        for (Backend backend : new Backend[] {Compiler::compile, InterpretedTemplate::new}) {
            Lua lua = new Lua(backend);
            lua.call(library);
            assertThat(lua.show(source)).isEqualTo(expected);
        }
    }
}
