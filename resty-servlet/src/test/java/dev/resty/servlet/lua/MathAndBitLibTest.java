// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers. The expected values are what OpenResty's LuaJIT gives. */
class MathAndBitLibTest {
    static Stream<Arguments> math() {
        return Stream.of(
                arguments(
                        "return math.floor(-3.5), math.ceil(3.2), math.fmod(-5, 3), math.modf(3.7)",
                        "-4 | 4 | -2 | 3 | 0.7"),
                arguments(
                        "return math.modf(-3.7), math.modf(1/0), math.frexp(8), math.ldexp(0.5, 4), math.deg(math.pi), math.rad(180)",
                        "-3 | inf | 0.5 | 8 | 180 | 3.1415926535898"),
                arguments(
                        "return math.ldexp(1, 1e10), math.ldexp(1, -1e10), math.ldexp(-1, 1/0), math.ldexp(0, 1/0), math.ldexp(1, -1/0), math.ldexp(1, 0/0), math.log(1/0, 2)",
                        "inf | 0 | -inf | nan | 0 | nan | inf"),
                arguments(
                        "return math.huge, -math.huge, math.max(1, 2.5), math.min(1, 2.5, -1), math.sqrt(16), math.log(8, 2), math.log10(1000), math.pi, math.abs(-2), math.pow(2, 3)",
                        "inf | -inf | 2.5 | -1 | 4 | 3 | 3 | 3.1415926535898 | 2 | 8"),
                arguments(
                        "return math.floor(2^40 + 0.5), math.ceil(-0.5) == 0, math.exp(0), math.atan2(1, 1), math.cosh(0)",
                        "1099511627776 | true | 1 | 0.78539816339745 | 1"),
                arguments(
                        "return pcall(math.floor), pcall(math.max)",
                        "false | false | bad argument #1 to '?' (number expected, got no value)"),
                arguments("return pcall(math.sqrt, 'x'), math.sqrt('4')", "false | 2"),
                arguments(
                        "math.randomseed(7) local a, b = math.random(10), math.random(5, 6) return a >= 1 and a <= 10, b == 5 or b == 6, math.random() < 1",
                        "true | true | true"));
    }

    @ParameterizedTest
    @MethodSource("math")
    void math_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }

    static Stream<Arguments> bit() {
        return Stream.of(
                arguments(
                        "return bit.band(255, 15), bit.bor(1, 2, 4), bit.bxor(5, 1), bit.bnot(0), bit.tobit(0xffffffff), bit.tobit(2^40 + 5)",
                        "15 | 7 | 4 | -1 | -1 | 5"),
                arguments(
                        "return bit.lshift(1, 31), bit.rshift(-1, 28), bit.arshift(-16, 2), bit.rol(0x12345678, 12), bit.ror(0x12345678, 12), bit.bswap(0x12345678)",
                        "-2147483648 | 15 | -4 | 1164411171 | 1736516421 | 2018915346"),
                arguments(
                        "return bit.tohex(255), bit.tohex(-1, 4), bit.tohex(0x21, -4), bit.tohex(1, 2)",
                        "000000ff | ffff | 0021 | 01"),
                arguments(
                        "return bit.band('15', 7), pcall(bit.band), pcall(bit.bor, 'x')",
                        "7 | false | false | bad argument #1 to '?' (number expected, got string)"),
                arguments(
                        "local n = require('ffi').new return bit.band(n('int', 5), 1), bit.bor(n('uint8_t', 5), 8),"
                                + " bit.bnot(n('uint32_t', 0)), bit.lshift(n('int', 1), 40), bit.tohex(n('int', 5)),"
                                + " bit.tobit(n('int', 7)), bit.bxor(n('double', 3), 1ULL), pcall(bit.bnot, n('char[1]'))",
                        "1LL | 13LL | -1LL | 1099511627776LL | 0000000000000005 | 7 | 2ULL | false | bad argument #1 to '?' (cannot convert 'char [1]' to 'int64_t')"),
                arguments(
                        "return bit.lshift(1, 33), bit.tobit(1.5), bit.tobit(2.5), bit.tobit(-1.5)", "2 | 2 | 2 | -2"));
    }

    @ParameterizedTest
    @MethodSource("bit")
    void bit_isAsInLuaJit(String source, String expected) {
        assertThat(Lua.eval(source)).isEqualTo(expected);
    }
}
