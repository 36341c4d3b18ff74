// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LuaJIT's {@code string.buffer}. The expected values are what OpenResty's LuaJIT gives. */
class StringBufferTest {

    private static final String PRELUDE = """
            local buffer, ffi = require 'string.buffer', require 'ffi'
            local x = buffer.new()
            local function hex(s) return (tostring(s):gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end
            local function fails(...) return (select(2, pcall(...))) end
            """;

    private static String eval(String code) {
        return Lua.eval(PRELUDE + code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            return hex(buffer.new{dict = {'a', 'b'}}:encode({a = 'a'})) ~ 09010f002161
            return hex(buffer.new(100, {dict = {'a', 'b'}}):encode({'a'})) ~ 0c022161
            local b = buffer.new{dict = {'a', 'b'}} b:encode{b = 1} return hex(b), b:decode().b ~ 09010f0107000000000000f03f | 1
            local m = {} local b = buffer.new{metatable = {{}, m}} b:encode(setmetatable({1}, m)) return hex(b), getmetatable(b:decode()) == m ~ 0e010c0207000000000000f03f | true
            return hex(buffer.encode(1LL)), hex(buffer.encode(1ULL)) ~ 100100000000000000 | 110100000000000000
            return buffer.decode('\\16\\1\\0\\0\\0\\0\\0\\0\\0'), buffer.decode('\\17\\255\\0\\0\\0\\0\\0\\0\\0') ~ 1LL | 255ULL
            return fails(buffer.new, {dict = {1}}), fails(buffer.new, {metatable = {1}}) ~ bad options table | bad options table
            return fails(x.decode, buffer.new():put('\\14\\0')) ~ cannot deserialize dictionary index 1
            """)
    void serializer_knowsWhatItWasTold(String code, String outcome) {
        assertThat(eval(code)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            local p, n = x:reserve(10) p[0], p[1] = 65, 66 x:commit(1) return tostring(x), n >= 10, fails(x.commit, x, n) ~ A | true | bad argument #2 to '?' (number out of range)
            x:put('abc') local p, n = x:ref() p[0] = 90 return tostring(x), n, ffi.string(p + 1, 2), tostring(ffi.typeof(p)) ~ Zbc | 3 | bc | ctype<unsigned char *>
            return tostring(x:putcdata(ffi.new('char[3]', 'abc'), 3):putcdata(ffi.cast('const char *', 'xyz'), 2)) ~ abcxy
            return tostring(x:put('old'):set(ffi.cast('const char *', 'xyz'), 2)), tostring(x:set('s')) ~ xy | s
            return fails(x.putcdata, x, 'abc', 2) ~ bad argument #2 to '?' (cdata expected, got string)
            return fails(x.putcdata, x, ffi.new('char[3]'), 4) ~ attempt to access 4 bytes at offset 0 of an object of 3 bytes
            """)
    void memory_isSharedWithFfi(String code, String outcome) {
        assertThat(eval(code)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            return getmetatable(x), x.nothing, #x:put('ab', 1, 2.5), x .. 'c', 1 .. x ~ buffer | nil | 6 | ab12.5c | 1ab12.5
            return x:put('abcdef'):get(1, 2, nil), select('#', x:get(nil, nil)), select('#', x:free()) ~ a | 2 | 1
            return x:put('abcdef'):skip(2):get(2), tostring(x:skip(100)) ~ cd | ` `
            return fails(x.get, x, -1), fails(x.get, x, '1') ~ bad argument #2 to '?' (number out of range) | bad argument #2 to '?' (number expected, got string)
            return fails(x.skip, x), fails(x.skip, x, -1) ~ bad argument #2 to '?' (number expected, got no value) | bad argument #2 to '?' (number out of range)
            return fails(x.putf, x), fails(x.putf, x, '%d', 'y') ~ bad argument #2 to '?' (string expected, got no value) | bad argument #3 to '?' (number expected, got string)
            return fails(x.put, x, 1, x), fails(x.put, 1) ~ bad argument #3 to '?' (cannot put buffer into itself) | bad argument #1 to '?' (buffer expected, got number)
            return fails(buffer.new, -1), fails(x.reserve, x, -1) ~ bad argument #1 to '?' (number out of range) | bad argument #2 to '?' (number out of range)
            return fails(x.reserve, x, 2^31 - 255), fails(x.get, x, 2^31 - 255), x:get(2^31 - 256) ~ bad argument #2 to '?' (number out of range) | bad argument #2 to '?' (number out of range) | ` `
            return fails(function() return x .. {} end) ~ test:5: attempt to concatenate a table value
            """)
    void misuse_isRefused(String code, String outcome) {
        assertThat(eval(code)).isEqualTo(outcome.replace("` `", ""));
    }
}
