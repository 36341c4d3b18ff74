// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code string.format}. The expected values are what OpenResty's LuaJIT gives. */
class StringFormatTest {
    static Stream<Arguments> integers() {
        return Stream.of(
                arguments(
                        "return string.format('%d|%5d|%-5d|%05d|%+d|% d|%.3d', 42, 42, 42, 42, 42, 42, 42)",
                        "42|   42|42   |00042|+42| 42|042"),
                arguments(
                        "return string.format('%+g|% g|%+.2f|%+f|%05f', 0/0, -(0/0), 0/0, 1/0, 0/0)",
                        "nan| nan|nan|+inf|  nan"),
                arguments("return string.format('%x|%X|%#x|%o|%u|%c', 255, 255, 255, 8, 7, 65)", "ff|FF|0xff|10|7|A"),
                arguments(
                        "return string.format('%d|%d|%d', 4294967296, -4294967297, 2^53)",
                        "4294967296|-4294967297|9007199254740992"),
                arguments("return string.format('%d %d %i', 3.7, -3.7, '10')", "3 -3 10"),
                arguments("return string.format('%x %x', 4294967295, -1)", "ffffffff ffffffffffffffff"));
    }

    @ParameterizedTest
    @MethodSource("integers")
    void integers_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> floats() {
        return Stream.of(
                arguments(
                        "return string.format('%.2f|%5.1f|%f|%08.3f|%+.1e|%.0f', 1.23456, 2.25, 3, 3.14159, 12345.678, 0.5)",
                        "1.23|  2.3|3.000000|0003.142|+1.2e+04|1"),
                arguments(
                        "return string.format('%g|%g|%g|%.3g|%g|%g|%#g|%G', 1, 0.1, 1e100, 1234567, 1e-5, 123456789, 1, 1e-10)",
                        "1|0.1|1e+100|1.23e+06|1e-05|1.23457e+08|1.00000|1E-10"),
                arguments(
                        "return string.format('%.14g|%.17g|%.3f', 0.1, 0.1, 1e15)",
                        "0.1|0.10000000000000001|1000000000000000.000"),
                arguments(
                        "return string.format('%f|%e|%g|%5.1f|%05d', 1/0, -1/0, 1/0, 1/0, 3)",
                        "inf|-inf|inf|  inf|00003"),
                arguments("return string.format('%.20f', 0.1)", "0.10000000000000000555"),
                arguments("return string.format('%10.3e|%-12g|', 1234.5, 1.5)", " 1.235e+03|1.5         |"));
    }

    @ParameterizedTest
    @MethodSource("floats")
    void floats_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> strings() {
        return Stream.of(
                arguments(
                        "return string.format('[%10s][%-10s][%.3s][%5.1s]', 'abc', 'abc', 'abcdef', 'xyz')",
                        "[       abc][abc       ][abc][    x]"),
                arguments("return string.format('%s %s %s', nil, true, 1.5)", "nil true 1.5"),
                arguments(
                        "return string.format('%s', setmetatable({}, {__tostring = function() return 'X' end}))", "X"),
                arguments("return string.format('%q', 'a\\\"b\\\\\\n\\0c\\r1')", "\"a\\\"b\\\\\\\n\\0c\\0131\""),
                arguments("return string.format('%q %q %q', false, nil, 12)", "\"false\" \"nil\" \"12\""),
                arguments("return string.format('%%|%5s|%s', 'a', 12)", "%|    a|12"));
    }

    @ParameterizedTest
    @MethodSource("strings")
    void strings_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("return pcall(string.format, '%d')", "false | bad argument #2 to '?' (value expected)"),
                arguments("return pcall(string.format, '%y', 1)", "false | invalid option '%y' to 'format'"),
                arguments(
                        "return pcall(string.format, '%d', 'x')",
                        "false | bad argument #2 to '?' (number expected, got string)"),
                arguments("return pcall(string.format, '%123d', 1)", "false | invalid option '%123' to 'format'"),
                arguments("return select(2, pcall(string.format, '%s'))", "bad argument #2 to '?' (value expected)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakes_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }
}
