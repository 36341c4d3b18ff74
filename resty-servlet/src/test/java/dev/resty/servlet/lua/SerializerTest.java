// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code string.buffer}'s serializer; the bytes and errors are those that LuaJIT gives. */
class SerializerTest {

    private static final String HEX =
            "local b = require 'string.buffer' local function hex(s) return (s:gsub('.', function(c) "
                    + "return ('%02x'):format(c:byte()) end)) end ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nil              | 00
            true             | 02
            1                | 07000000000000f03f
            -1.5             | 07000000000000f8bf
            'abc'            | 23616263
            {}               | 08
            {1, 2, 3}        | 0c0407000000000000f03f070000000000000040070000000000000840
            {a = 1}          | 0901216107000000000000f03f
            {1, 2, x = 'y'}  | 0d030107000000000000f03f07000000000000004021782179
            {{{}}}           | 0c020c0208
            """)
    void encode_givesLuaJitsBytes(String value, String bytes) {
        assertThat(Lua.eval(HEX + "return hex(b.encode(" + value + "))")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"190,de", "191,df", "192,e000", "8127,feff", "8128,ff", "70000,ff"})
    void encode_lengthsTakeOneTwoOrFiveBytes(int length, String first) {
        assertThat(Lua.eval(HEX + "local s = ('x'):rep(" + length + ") local e = b.encode(s) " + "return hex(e):sub(1, "
                        + first.length() + "), b.decode(e) == s"))
                .isEqualTo(first + " | true");
    }

    @Test
    void decode_readsWhatLuaJitWrites() {
        assertThat(Lua.eval("local d = require 'string.buffer'.decode "
                        + "local zero = d '\\10\\2\\1\\2' local mixed = d '\\13\\2\\1\\2\\33a\\6\\255\\255\\255\\255' "
                        + "return d '\\0', d '\\6\\1\\0\\0\\0', zero[0], zero[1], mixed[1], mixed.a"))
                .isEqualTo("nil | 1 | false | true | true | -1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            b.encode, print              | cannot serialize 'function'
            b.encode, {{print}}          | cannot serialize 'function'
            b.encode, deep(101)          | too deep to serialize
            b.encode                     | bad argument #1 to '?' (value expected)
            b.decode                     | bad argument #1 to '?' (string expected, got no value)
            b.decode, 1                  | bad argument #1 to '?' (string expected, got number)
            b.decode, ''                 | unexpected end of buffer
            b.decode, '\\255'            | unexpected end of buffer
            b.decode, '\\37ab'           | unexpected end of buffer
            b.decode, '\\12\\255\\0\\0\\0\\127' | unexpected end of buffer
            b.decode, '\\0\\0'           | left-over data in buffer
            b.decode, '\\31'             | cannot deserialize tag 0x1f
            b.decode, '\\15\\0'          | cannot deserialize dictionary index 1
            b.decode, '\\9\\1\\0\\1'     | table index is nil
            """)
    void misuseAndBrokenBytes_raise(String call, String error) {
        String deep = "local function deep(n) local t = {} for _ = 2, n do t = {t} end return t end ";
        assertThat(Lua.eval(HEX + deep + "return pcall(" + call + ")")).isEqualTo("false | " + error);
        assertThat(Lua.eval(HEX + deep + "return (pcall(b.encode, deep(100)))")).isEqualTo("true");
    }

    @Test
    void buffer_holdsSeveralValues() {
        assertThat(Lua.eval("local x = require 'string.buffer'.new() x:encode({1, 2}):encode('a') "
                        + "return #x, #x:decode(), x:decode(), #x, pcall(x.decode, x)"))
                .isEqualTo("22 | 2 | a | 0 | false | unexpected end of buffer");
    }
}
