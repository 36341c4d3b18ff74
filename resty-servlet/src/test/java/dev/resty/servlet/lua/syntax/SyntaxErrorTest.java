// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages as luajit2 gives them for the same source. In the sources {@code |} stands for a line end. */
class SyntaxErrorTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "x = => c:1: unexpected symbol near '<eof>'",
                "x = = 1 => c:1: unexpected symbol near '='",
                "x = 'a' 'b' y => c:1: unexpected symbol near ''b''",
                "x => c:1: '=' expected near '<eof>'",
                "x = 1 'a\\tb' => c:1: unexpected symbol near ''a\tb''",
                "if x then| y() => c:2: 'end' expected (to close 'if' at line 1) near '<eof>'",
                "if x then y() => c:1: 'end' expected near '<eof>'",
                "f(1,|2 => c:2: ')' expected (to close '(' at line 1) near '<eof>'",
                "for x => c:1: '=' or 'in' expected near '<eof>'",
                "function f(1) end => c:1: <name> or '...' expected near '1'",
                "function f() return ... end => c:1: cannot use '...' outside a vararg function near '...'",
                "(f()) => c:1: syntax error near '<eof>'",
                "(a) = 1 => c:1: syntax error near '='",
                "a:b = 1 => c:1: function arguments expected near '='",
                "f|(1) => c:2: ambiguous syntax (function call x new statement) near '('",
                "local function a.b() end => c:1: '(' expected near '.'",
                "return 1; x = 2 => c:1: '<eof>' expected near 'x'",
                "while 1 do break x() end => c:1: 'end' expected near 'x'",
                "x = 1;; => c:1: unexpected symbol near ';'",
                "x = 3x => c:1: malformed number near '3x'",
                "x = 1..2 => c:1: malformed number near '1..2'",
                "x = 0b12 => c:1: malformed number near '0b12'",
                "x = 18446744073709551616LL => c:1: malformed number near '18446744073709551616LL'",
                "x = 'abc => c:1: unfinished string near '<eof>'",
                "x = 'abc|' => c:1: unfinished string near ''abc'",
                "x = 'ab\\q' => c:1: invalid escape sequence near ''ab'",
                "x = '\\300' => c:1: invalid escape sequence near '''",
                "x = '\\u{D800}' => c:1: invalid escape sequence near '''",
                "x = [==x => c:1: invalid long string delimiter near '[=='",
                "x = [[|abc => c:2: unfinished long string near '<eof>'",
                "--[[|abc => c:2: unfinished long comment near '<eof>'",
                "x = \u0001y => c:1: unexpected symbol near 'char(1)'",
                "break => c:1: no loop to break",
                "|goto x| => c:2: undefined label 'x'",
                "::x:: ::x:: => c:1: duplicate label 'x'",
                "goto x|local a|::x::|a() => c:1: <goto x> jumps into the scope of local 'a'",
                "repeat goto x local a ::x:: until a => c:1: <goto x> jumps into the scope of local 'a'",
            })
    void parse_notLua_saysWhatLuaJitSays(String source, String message) {
        assertThat(error(source.replace('|', '\n'))).isEqualTo(message);
    }

    static @Nullable String error(String source) {
        try {
            LuaParser.parse(source.getBytes(StandardCharsets.ISO_8859_1), "=c");
            return null;
        } catch (LuaSyntaxException e) {
            return e.getMessage();
        }
    }
}
