// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.compiler.Compiler;
import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Corners of LuaJIT's language that other implementations of Lua in Java get wrong. */
class LanguageCornersTest {

    @Test
    void concat_ofANumber_usesFourteenDigits() {
        assertThat(Lua.eval("return 1e15 .. '', 1/3 .. ''")).isEqualTo("1e+15 | 0.33333333333333");
    }

    @Test
    void lessThan_ofStrings_isUnsigned() {
        assertThat(Lua.eval("return '\\255' > 'a'")).isEqualTo("true");
    }

    @Test
    void length_ofATableWithHoles_isAsInLuaJit() {
        assertThat(Lua.eval("local t = {1, 2, nil, 4} return #t, #{n = 1, nil, nil, 3}"))
                .isEqualTo("4 | 3");
    }

    @Test
    void length_withMetamethod_ignoresItForTables() {
        assertThat(Lua.eval("return #setmetatable({}, {__len = function() return 7 end})"))
                .isEqualTo("0");
    }

    @Test
    void constructor_keyTwice_setsWhatIsConstantFirst() {
        assertThat(Lua.eval(
                        "local function f() return 'f' end local t, u, v = {[1] = f(), 2}, {x = f(), x = 1}, {f(), [1] = 2}"
                                + " return t[1], u.x, v[1], ({[1] = 1, 2})[1], ({2, [1] = 1})[1]"))
                .isEqualTo("f | f | f | 2 | 1");
    }

    @Test
    void minusZero_isKept() {
        assertThat(Lua.eval("return -0.0, 1 / (0 * -1)")).isEqualTo("-0 | -inf");
    }

    @Test
    void field_numberThenNumericString_isAString() {
        assertThat(Lua.eval("local t = {} t.x = 1 t.x = '7' return type(t.x)")).isEqualTo("string");
    }

    @Test
    void literals_of64Bits_areRead() {
        assertThat(Lua.eval("return 10LL, 0xffffffffULL")).isEqualTo("10LL | 4294967295ULL");
    }

    @Test
    void literals_inBinary_areRead() {
        assertThat(Lua.eval("return 0b101")).isEqualTo("5");
    }

    @Test
    void underscoreEnv_isAnOrdinaryName() {
        assertThat(Lua.eval("y = 1 local _ENV = {y = 3} return y")).isEqualTo("1");
        assertThat(Lua.eval("return _ENV")).isEqualTo("nil");
    }

    @Test
    void arg_isAGlobalLikeAnyOther() {
        assertThat(Lua.eval("local function f(...) return type(arg) end return f(1)"))
                .isEqualTo("nil");
    }

    @Test
    void recursion_of15000Calls_works() throws InterruptedException {
        AtomicReference<String> shown = new AtomicReference<>();
        Thread roomy = new Thread(
                null,
                () -> shown.set(Lua.eval(
                        "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(15000)")),
                "roomy",
                64L << 20);
        roomy.start();
        roomy.join();
        assertThat(shown.get()).isEqualTo("15000");
    }

    @Test
    void syntaxError_namesTheToken() {
        assertThat(Lua.eval("return loadstring(\"x = 'unfinished\", '@foo.lua')"))
                .isEqualTo("nil | foo.lua:1: unfinished string near '<eof>'");
    }

    @Test
    void tooManyLocals_areRefusedWithAPosition() {
        assertThat(Lua.eval("local s = '' for i = 1, 201 do s = s .. 'local x' .. i .. '=1 ' end"
                        + " return loadstring(s, '=c')"))
                .isEqualTo("nil | c:1: main function has more than 200 local variables");
    }

    @Test
    void recursion_withoutEnd_endsWhereItDoesInLuaJit() throws InterruptedException {
        AtomicReference<String> shown = new AtomicReference<>();
        Thread roomy = new Thread(
                null,
                () -> shown.set(Lua.eval("local n = 0 local function f() n = n + 1 return 1 + f() end"
                        + " local ok, e = pcall(f) return n > 21000 and n < 22000, ok, e")),
                "roomy",
                64L << 20);
        roomy.start();
        roomy.join();
        assertThat(shown.get()).isEqualTo("true | false | test:1: stack overflow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) return t[k] end\n"
                        + "return pcall(function() return t.x end)",
                "local t = setmetatable({}, {__newindex = function(t, k, v) t[k] = v end})\n"
                        + "return pcall(function() t.x = 1 end)",
                "local t = setmetatable({}, {__add = function(a, b) return a + b end})\n"
                        + "return pcall(function() return t + 1 end)",
                "local t = setmetatable({}, {__concat = function(a, b) return a .. b end})\n"
                        + "return pcall(function() return t .. 'x' end)",
                "local m = {__lt = function(a, b) return a < b end}\n"
                        + "return pcall(function() return setmetatable({}, m) < setmetatable({}, m) end)",
            })
    void recursion_byMetamethodsOnly_isAnErrorWithItsPosition(String source) {
        assertThat(new Lua(Backend.INTERPRETER).show(source)).isEqualTo("false | test:1: stack overflow");
        assertThat(new Lua(Backend.COMPILER).show(source)).isEqualTo("false | test:1: stack overflow");
    }

    @Test
    void constantsOfAConstructor_areSetFirst() {
        assertThat(Lua.eval("local f = function() return 9 end return ({f(), [1] = 4})[1], ({(6 and 2), [1] = 4})[1],"
                        + " ({(nil or 2), [1] = 4})[1], ({(nil and 2), [1] = 4})[1], ({(7 or 2), [1] = 4})[1],"
                        + " ({(not nil), [1] = 4})[1], ({(2 < 3), [1] = 4})[1], ({(6 and 2) + 1, [1] = 4})[1]"))
                .isEqualTo("9 | 4 | 4 | nil | 7 | 4 | true | 4");
    }

    @Test
    void missingArgument_isNil() {
        String source = "local function f(x) local y = math.floor(x) return y end"
                + " return pcall(function() local y = f() end)";
        String expected = "false | test:1: bad argument #1 to 'floor' (number expected, got nil)";
        assertThat(new Lua(Compiler::compile).show(source)).isEqualTo(expected);
        assertThat(new Lua(InterpretedTemplate::new).show(source)).isEqualTo(expected);
    }

    @Test
    void emptyStatement_isASyntaxError() {
        assertThat(Lua.eval("return loadstring(';', '=s')")).isEqualTo("nil | s:1: unexpected symbol near ';'");
    }

    @Test
    void parameter_withoutArgument_isNilCompiledAndInterpreted() {
        String source = "local function f(x) return select('#', x), x end return f()";
        assertThat(new Lua(Backend.INTERPRETER).show(source)).isEqualTo("1 | nil");
        assertThat(new Lua(Backend.COMPILER).show(source)).isEqualTo("1 | nil");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1      |  + 1       | 20000
            n      |  + n       | 20000
            n      |  == n      | false
            n      |  and n     | 1
            n == 2 |  or n == 1 | true
            t      | .t         | true
            t      | [k]        | true
            f      | ()         | true
            t      | :m()       | true
            """)
    void longRow_isAnExpressionLikeAnyOther(String first, String link, String value) throws InterruptedException {
        String row = first + (" " + link).repeat(19_999);
        String source = "local n, k, t = 1, 't', {} t.t = t function t.m() return t end local function f() return f end"
                + " local v = " + row + " return v == t or v == f or v";
        AtomicReference<String> shown = new AtomicReference<>();
        for (Backend backend : new Backend[] {Backend.INTERPRETER, Backend.COMPILER}) {
            Thread narrow = new Thread(null, () -> shown.set(new Lua(backend).show(source)), "narrow", 512L << 10);
            narrow.start();
            narrow.join();
            assertThat(shown.get()).isEqualTo(value);
        }
    }
}
