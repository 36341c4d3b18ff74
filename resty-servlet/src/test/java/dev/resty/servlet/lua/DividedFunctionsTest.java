// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.compiler.Compiler;
import dev.resty.servlet.lua.interpreter.InterpretedTemplate;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Functions that are too large for one method of the JVM do what they do interpreted. */
class DividedFunctionsTest {

    private static final int STATEMENTS = 400;

    /** What a chunk returns, which is the same compiled and interpreted; its function {@code big} must be in parts. */
    private static String both(String source) {
        Lua compiled = new Lua(Compiler::compile);
        String result = compiled.show(source);
        assertThat(new Lua(InterpretedTemplate::new).show(source)).isEqualTo(result);
        assertThat(partsOf(compiled)).isPositive();
        return result;
    }

    private static long partsOf(Lua lua) {
        Method[] methods = lua.worker.globals().get("big").getClass().getDeclaredMethods();
        return Arrays.stream(methods)
                .filter(method -> method.getName().startsWith("part"))
                .count();
    }

    /** Statements one after another, with {@code %d} the number of each from 1. */
    private static String repeated(String statement) {
        return repeated(STATEMENTS, statement);
    }

    private static String repeated(int times, String statement) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= times; i++) {
            text.append(statement.replace("%d", String.valueOf(i))).append('\n');
        }
        return text.toString();
    }

    @Test
    void statements_withVariablesOfTheFunction_shareThem() {
        String body = repeated("n = n + %d; s = s .. 'x'; if #s > 9 then s = '' end");
        assertThat(both("function big(n, s) local add = function() n = n + 1 end " + body
                        + " add() return n, s end return big(1, 'a')"))
                .isEqualTo("80202 | x");
    }

    @Test
    void statements_thatReturn_endTheFunction() {
        String body = repeated(1000, "if n == %d then return %d, ... end");
        assertThat(
                        both(
                                "function big(n, ...) " + body
                                        + " end local a = {big(77, nil, 'x')} return a[1], a[3], select('#', big(3, nil, nil)), (big(0))"))
                .isEqualTo("77 | x | 3 | nil");
    }

    @Test
    void loop_withABodyInParts_isLeftAndContinued() {
        String body = repeated(
                "if i == n + %d then sum = sum + 1 if i > 300 then break end if i % 2 == 0 then goto continue end odd = odd + i end");
        assertThat(both("function big(n) local sum, odd = 0, 0 for i = 1, 1000 do local here = i " + body
                        + " odd = odd + here ::continue:: end return sum, odd end return big(0)"))
                .isEqualTo("301 | 45000");
    }

    @Test
    void loop_around_isLeftFromAnInnerPart() {
        String body = repeated("if i * j == n and i == %d % 40 then return i, j end; if j > 90 then break end");
        assertThat(both("function big(n) for i = 1, 100 do for j = 1, 100 do " + body + " end end end return big(391)"))
                .isEqualTo("17 | 23");
    }

    @Test
    void goto_backwards_leavesAPart() {
        String body = repeated("if n < %d and n % 7 ~= 0 then n = n + 1 turns = turns + 1 goto top end");
        assertThat(both("function big(n) local turns = 0 ::top:: local x = n " + body
                        + " return n, turns, x end return big(390)"))
                .isEqualTo("392 | 2 | 392");
    }

    @Test
    void closures_ofEachTurn_haveTheirOwnVariables() {
        String body = repeated("f[#f + 1] = function() x = x + %d return x end");
        assertThat(both("function big() local f = {} for i = 1, 2 do local x = i * 1000 " + body
                        + " end return f[1]() + f[2](), f[401](), f[1]() end return big()"))
                .isEqualTo("2004 | 2001 | 1004");
    }

    @Test
    void conditions_moreThanFit_areTriedInOrder() {
        String chain = repeated(1500, "elseif n == %d then local twice = n * 2 r = r + twice");
        assertThat(both("function big(n) local r = 0 if n == 0 then r = -1 " + chain
                        + " else r = 'none' end return r end return big(0), big(1), big(700), big(1500), big(1501)"))
                .isEqualTo("-1 | 2 | 1400 | 3000 | none");
    }

    @Test
    void tableConstructor_large_isMadeInParts() {
        String fields = repeated(3000, "{%d, n, name = 'n%d'}, k%d = {n + %d},");
        assertThat(
                        both(
                                "function big(n, ...) local t = {" + fields
                                        + " [n] = 1, ...} return #t, t[3000][1], t[3001], t.k2999[1], t[7].name end return big(1, 'x', 'y')"))
                .isEqualTo("3002 | 3000 | x | 3000 | n7");
    }

    @Test
    void recursion_byATailCallInAPart_isAJump() {
        String body = repeated("if n > %d * 1e6 then return big(n - 1, n) end; m = m + 1");
        assertThat(both("local function big(n, m) " + body
                        + " if n > 0 then return big(n - 1, m) end return n, m end _G.big = big return big(300, 1)"))
                .isEqualTo("0 | 120401");
    }

    @Test
    void recursion_andTailCallsOfOthers_returnAllResults() {
        String body = repeated("if n == %d then return helper(n, big(n - 1)) end");
        assertThat(both("function helper(n, a) return n + (a or 0), 'h' end function big(n) " + body + " end"
                        + " return big(100)"))
                .isEqualTo("5050 | h");
    }

    @Test
    void error_inAPart_isReportedAtItsLine() {
        String body = repeated("if n == %d then\n error('at %d') end");
        String source = "function big(n)\n" + body + "end\nlocal ok, message = pcall(big, 300) return message";
        assertThat(both(source)).isEqualTo("test:" + (300 * 2 + 1) + ": at 300");
    }

    @Test
    void operand_inAPart_isNamed() {
        String body = repeated("if n == %d then\n local value = nil return value.x end");
        String source = "function big(n)\n" + body + "end\nreturn select(2, pcall(big, 250))";
        assertThat(both(source)).isEqualTo("test:501: attempt to index local 'value' (a nil value)");
    }

    @Test
    void traceback_fromAPart_hasTheFunctionOnce() {
        String body = repeated("if n == %d then\n trace = debug.traceback() end");
        String source = "function big(n)\n" + body + "end\nlocal function outer() big(200) end outer() return trace";
        assertThat(both(source))
                .isEqualTo("stack traceback:\n\ttest:401: in function 'big'\n\ttest:803: in function 'outer'\n"
                        + "\ttest:803: in main chunk");
    }

    @Test
    void numbers_stayNumbersAcrossParts() {
        String body = repeated(1000, "total = total + i * %d - %d / 2 if total < 0 then break end");
        assertThat(both("function big(n) local total = 0 for i = 1, n do " + body
                        + " end return total end return big(3)"))
                .isEqualTo("2252250");
    }
}
