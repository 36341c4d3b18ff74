// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.luaj.vm2.LuaValue;

/** {@code string.dump} and the loading of what it gives. The expected values are what OpenResty's LuaJIT gives. */
class FunctionDumpTest {

    static Stream<Arguments> dumps() {
        return Stream.of(
                arguments("local f = loadstring(string.dump(function(a) return a + 1 end)) return f(2)", "3"),
                arguments("return string.dump(function() end):byte()", "27"),
                arguments(
                        "local t = {} function t:m(a, ...) return self, a, ... end return loadstring(string.dump(t.m))(1, 2, 3)",
                        "1 | 2 | 3"),
                arguments(
                        "local t = {} function t:m() return self end function t:v(...) return self, ... end"
                                + " return loadstring(string.dump(t.m))(1, 2), loadstring(string.dump(t.v, true))(1, 2)",
                        "1 | 1 | 2"),
                arguments("local u = 5 return loadstring(string.dump(function() return u end))()", "nil"),
                arguments(
                        "local u, w = 1, 2 local function f() return u, w end local g = loadstring(string.dump(f))"
                                + " local name = debug.setupvalue(g, 2, 7) return debug.getinfo(g).nups, name, g()",
                        "2 | w | nil | 7"),
                arguments(
                        "local function f(n) if n == 0 then return 0 end return f(n - 1) end"
                                + " return pcall(loadstring(string.dump(f)), 3)",
                        "false | test:1: attempt to call upvalue 'f' (a nil value)"),
                arguments(
                        "local f = loadstring(string.dump(loadstring('return ...', '=foo')))"
                                + " return debug.getinfo(f).short_src, debug.getinfo(f).what, f(3, 4)",
                        "foo | main | 3 | 4"),
                arguments(
                        "local f = loadstring(string.dump(loadstring('\\n\\nlocal x = nil + 1', '=foo')), '=bar')"
                                + " return pcall(f)",
                        "false | foo:3: attempt to perform arithmetic on a nil value"),
                arguments(
                        "\n\nlocal f = function\n\n(a) return\n a.b.c end local g = loadstring(string.dump(f))"
                                + " return debug.getinfo(g).linedefined, debug.getinfo(g).lastlinedefined, pcall(g, {})",
                        "5 | 6 | false | test:6: attempt to index field 'b' (a nil value)"),
                arguments(
                        "return load(string.dump(function() return y end), 'n', 'b', {y = 3})(),"
                                + " load(string.dump(function() end), 'n', 't')",
                        "3 | nil | attempt to load chunk with wrong mode"),
                arguments("return pcall(string.dump, print)", "false | unable to dump given function"),
                arguments(
                        "local f = loadstring(string.dump(function() local s = 'end' --[[ end ]] return s, \"\\n\\0\" end))"
                                + " return #select(2, f()), (f())",
                        "2 | end"));
    }

    @ParameterizedTest
    @MethodSource("dumps")
    void dumps_areLoadedAsInLuaJit(String source, String expected) {
        for (CodePolicy policy : CodePolicy.values()) {
            assertThat(new Lua(policy).show(source)).as(policy.name()).isEqualTo(expected);
        }
    }

    @Test
    void load_ofAFileThatHoldsADump_isItsFunction() {
        Lua lua = new Lua();
        byte[] dump = bytes(lua, "return string.dump(function(a) return a .. '!' end)");
        for (int i = 0; i < 4; i++) {
            assertThat(lua.worker
                            .run(lua, lua.worker.load(dump, "@x.luac"), LuaValue.valueOf("a"))
                            .tojstring())
                    .isEqualTo("a!");
        }
    }

    @Test
    void load_ofABrokenDump_isRefused() {
        Lua lua = new Lua();
        byte[] dump = bytes(lua, "return string.dump(function() end)");
        for (int length = 1; length < dump.length; length++) {
            byte[] cut = Arrays.copyOf(dump, length);
            assertThatThrownBy(() -> lua.worker.load(cut, "@x.luac"))
                    .as("%d bytes", length)
                    .isInstanceOf(LuaFailure.class)
                    .hasMessageContaining("bytecode");
        }
    }

    private static byte[] bytes(Lua lua, String source) {
        return LuaText.copy(lua.call(source).arg1().checkstring());
    }
}
