// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Objects, pointers and conversions of {@code ffi}, as LuaJIT has them. */
class FfiObjectsTest {

    private static final String DECLARED = "local ffi = require 'ffi' ffi.cdef[[ struct foo { int a; char b[4]; "
            + "struct foo *next; union { int u; float f; }; }; enum en { A, B = 5, C }; ]] ";

    private static String eval(String source) {
        return Lua.eval(DECLARED + source);
    }

    private static String error(String source) {
        return eval("return select(2, pcall(function() " + source + " end))").replaceFirst("^test:\\d+: ", "");
    }

    @Test
    void new_initializers_fillInOrder() {
        assertThat(eval("local a = ffi.new('int[3]', 1) return a[0], a[1], a[2]"))
                .isEqualTo("1 | 1 | 1");
        assertThat(eval("local a = ffi.new('int[3]', {1, 2}) return a[0], a[1], a[2]"))
                .isEqualTo("1 | 2 | 0");
        assertThat(eval("local a = ffi.new('int[3]', {[0] = 1, 2}) return a[0], a[1], a[2]"))
                .isEqualTo("1 | 2 | 0");
        assertThat(eval("local s = ffi.new('struct foo', 1, 'ab') return s.a, ffi.string(s.b)"))
                .isEqualTo("1 | ab");
        assertThat(eval("local s = ffi.new('struct foo', {a = 4, f = 1}) return s.a, s.u"))
                .isEqualTo("4 | 1065353216");
        assertThat(eval("local s = ffi.new('struct foo', {4, {65, 66}}) return s.a, ffi.string(s.b)"))
                .isEqualTo("4 | AB");
        assertThat(eval("return ffi.new('int[2][3]', {{1, 2}, {3}})[1][2]")).isEqualTo("3");
        assertThat(eval("local x = ffi.new('struct { struct { int a, b; }; int d; }', 1, 2, 3) return x.b, x.d"))
                .isEqualTo("2 | 3");
    }

    @Test
    void new_variableLength_comesFirst() {
        assertThat(eval("local a = ffi.new('int[?]', 3, 1, 2) return a[0], a[1], a[2], ffi.sizeof(a)"))
                .isEqualTo("1 | 2 | 0 | 12");
        assertThat(eval("local x = ffi.new('struct { int n; char d[?]; }', 5, {3, 'abc'}) "
                        + "return x.n, ffi.string(x.d), ffi.sizeof(x)"))
                .isEqualTo("3 | abc | 9");
    }

    @Test
    void new_tooMuchOrTheWrongKind_isRefused() {
        assertThat(error("ffi.new('int[3]', 1, 2, 3, 4)")).isEqualTo("too many initializers for 'int [3]'");
        assertThat(error("ffi.new('int[2]', {1, 2, 3})")).isEqualTo("too many initializers for 'int [2]'");
        assertThat(error("ffi.new('int', 1, 2)")).isEqualTo("too many initializers for 'int'");
        assertThat(error("ffi.new('int', {})")).isEqualTo("cannot convert 'table' to 'int'");
        assertThat(error("ffi.new('int', '7')")).isEqualTo("cannot convert 'string' to 'int'");
        assertThat(error("ffi.new('int*', 1)")).isEqualTo("cannot convert 'number' to 'int *'");
        assertThat(error("ffi.new('struct foo', 1, 2)")).isEqualTo("cannot convert 'number' to 'char [4]'");
    }

    @Test
    void members_writtenAndRead_keepTheirType() {
        assertThat(eval("local s = ffi.new('struct foo') s.a = 3.9 s.f = 0.5 s.next = s return s.a, s.f, s.next.a, "
                        + "s.next == s, s.next.next.f"))
                .isEqualTo("3 | 0.5 | 3 | true | 0.5");
        assertThat(eval("local s = ffi.new('struct foo') s.b = 'abcdef' return ffi.string(s.b, 4)"))
                .isEqualTo("abcd");
        assertThat(eval("local a = ffi.new('struct foo[2]') a[0].a = 4 a[1] = a[0] return a[1].a"))
                .isEqualTo("4");
    }

    @Test
    void members_unknownOrConstant_areErrors() {
        assertThat(error("return ffi.new('struct foo').zzz")).isEqualTo("'struct foo' has no member named 'zzz'");
        assertThat(error("return ffi.new('struct foo')[1]")).isEqualTo("'struct foo' cannot be indexed with 'number'");
        assertThat(error("return ffi.new('int[3]').x")).isEqualTo("'int [3]' has no member named 'x'");
        assertThat(error("return ffi.new('int[3]')[{}]")).isEqualTo("'int [3]' cannot be indexed with 'table'");
        assertThat(error("ffi.new('const int[3]')[0] = 1")).isEqualTo("attempt to write to constant location");
        assertThat(error("local s = ffi.new('struct foo') s.next = 'x'"))
                .isEqualTo("cannot convert 'string' to 'struct foo *'");
    }

    @Test
    void numbers_ofEveryType_wrapAsTheProcessorDoes() {
        assertThat(eval("local function v(t, x) return tonumber(ffi.new(t .. '[1]', x)[0]) end "
                        + "return v('int8_t', 300), v('uint8_t', -1), v('uint16_t', 65537), v('uint32_t', -1), "
                        + "v('uint32_t', 2^32 + 7), v('int32_t', 2^31), v('int', 2^33 + 5), v('int', 0/0), "
                        + "v('float', 0.1), v('bool', true)"))
                .isEqualTo("44 | 255 | 1 | 4294967295 | 7 | -2147483648 | -2147483648 | -2147483648 | "
                        + "0.10000000149012 | nil");
    }

    @Test
    void longs_areCdata() {
        assertThat(eval("local x = ffi.new('int64_t[2]') x[0] = 5 x[1] = -1 "
                        + "return x[0], x[1], tonumber(x[1]), ffi.new('uint64_t', 3), x[0] + 1, x[0] == 5"))
                .isEqualTo("5LL | -1LL | -1 | 3ULL | 6LL | true");
    }

    @Test
    void enums_areSetByName() {
        assertThat(eval("local a = ffi.new('enum en[2]') a[0] = 'B' a[1] = 6 return a[0], a[1], a[0] == 'B', "
                        + "a[0] == 5, a[0] < a[1], a[0] + 1, tonumber(a[0]), a[0] == 'zz'"))
                .isEqualTo("cdata<enum en>: 5 | cdata<enum en>: 6 | true | true | true | 6LL | 5 | false");
        assertThat(error("ffi.new('enum en', 'QQ')")).isEqualTo("cannot convert 'string' to 'enum en'");
    }

    @Test
    void pointers_moveAndCompare() {
        assertThat(eval("local a = ffi.new('int[3]', 1, 2, 3) return (a + 1)[0], a + 1 - a, a + 1 == a, a < a + 1, "
                        + "(1 + a)[1], (a + 2)[-1]"))
                .isEqualTo("2 | 1 | false | true | 3 | 2");
        assertThat(eval("local s = ffi.new('struct foo[3]') local p = s + 1 p.a = 7 return s[1].a, p - s, p[0].a"))
                .isEqualTo("7 | 1 | 7");
        assertThat(eval("local a, b = ffi.new('int[1]'), ffi.new('int[1]') return a == b, a ~= b, a == a"))
                .isEqualTo("false | true | true");
    }

    @Test
    void pointers_null_equalNil() {
        assertThat(eval("local p = ffi.new('int*') return p, p == nil, not p, ffi.new('struct foo').next == nil"))
                .isEqualTo("cdata<int *>: NULL | true | false | true");
    }

    @Test
    void pointers_throughIntegers_comeBack() {
        assertThat(eval("local p = ffi.new('int[2]', 1, 2) local n = ffi.cast('intptr_t', p) "
                        + "ffi.cast('int*', n + 4)[0] = 9 return p[1]"))
                .isEqualTo("9");
    }

    @Test
    void pointers_toStrings_readTheirBytes() {
        assertThat(eval("local s = 'hello' local p = ffi.cast('const char*', s) "
                        + "return p[0], p[4], p[5], ffi.string(p, 3), ffi.string(p + 2)"))
                .isEqualTo("104 | 111 | 0 | hel | llo");
        assertThat(eval("ffi.cdef('typedef struct { const char *data; size_t len; } str;') local x = ffi.new('str') "
                        + "x.data = 'ab' .. 'c' x.len = 3 return ffi.string(x.data, x.len)"))
                .isEqualTo("abc");
    }

    @Test
    void pointers_ofOtherTypes_needACast() {
        assertThat(error("ffi.new('int*', ffi.new('char[3]'))")).isEqualTo("cannot convert 'char [3]' to 'int *'");
        assertThat(error("ffi.new('int*', ffi.new('const int[3]'))"))
                .isEqualTo("cannot convert 'const int [3]' to 'int *'");
        assertThat(error("ffi.new('char*', 'abc')")).isEqualTo("cannot convert 'string' to 'char *'");
        assertThat(eval("local x = ffi.new('uint8_t[4]', 1, 2, 3, 4) return ffi.cast('uint32_t*', x)[0]"))
                .isEqualTo("67305985");
        assertThat(error("ffi.cast('struct foo', 3)")).isEqualTo("bad argument #1 to 'cast' (invalid C type)");
    }

    @Test
    void access_outsideAnObject_isALuaError() {
        assertThat(error("return ffi.new('int[3]')[3]"))
                .isEqualTo("attempt to access 4 bytes at offset 12 of an object of 12 bytes");
        assertThat(error("ffi.new('int[3]')[-1] = 1"))
                .isEqualTo("attempt to access 4 bytes at offset -4 of an object of 12 bytes");
        assertThat(error("return ffi.new('char[3]')[5e18]")).startsWith("attempt to access 1 byte at offset ");
        assertThat(error("return ffi.new('struct foo[2]')[2]")).startsWith("attempt to access ");
        assertThat(error("return ffi.new('struct foo').next.a")).isEqualTo("attempt to dereference a null pointer");
        assertThat(error("return ffi.cast('int*', 4096)[0]"))
                .isEqualTo("attempt to access memory at 0x00001000, which ffi didn't make");
        assertThat(error("ffi.copy(ffi.new('char[3]'), 'abc')"))
                .isEqualTo("attempt to access 4 bytes at offset 0 of an object of 3 bytes");
        assertThat(error("return ffi.string(ffi.new('char[3]'), 4)"))
                .isEqualTo("attempt to access 4 bytes at offset 0 of an object of 3 bytes");
        assertThat(error("ffi.fill(ffi.new('char[3]'), 4)"))
                .isEqualTo("attempt to access 4 bytes at offset 0 of an object of 3 bytes");
    }

    @Test
    void strings_ofLua_cantBeWritten() {
        assertThat(error("ffi.cast('char*', 'abc')[0] = 65")).isEqualTo("attempt to write to constant location");
        assertThat(error("ffi.copy(ffi.cast('char*', 'abc'), 'x')")).isEqualTo("attempt to write to constant location");
    }

    @Test
    void copyFillAndString_moveBytes() {
        assertThat(eval("local a = ffi.new('char[8]') ffi.fill(a, 8, 65) ffi.copy(a, 'xy') ffi.copy(a + 4, 'qqqq', 2) "
                        + "return (ffi.string(a, 8):gsub('%z', '0'))"))
                .isEqualTo("xy0AqqAA");
        assertThat(eval("return ffi.string('abc'), ffi.string('abc', 2), ffi.string(ffi.new('char[3]', 'abc'))"))
                .isEqualTo("abc | ab | abc");
        assertThat(error("ffi.string(3)"))
                .isEqualTo("bad argument #1 to 'string' (cannot convert 'number' to 'const char *')");
        assertThat(error("ffi.copy('abc', 'd')"))
                .isEqualTo("bad argument #1 to 'copy' (cannot convert 'string' to 'void *')");
        assertThat(error("ffi.copy(ffi.new('char[3]'), ffi.new('char[3]'))"))
                .isEqualTo("bad argument #3 to 'copy' (value expected)");
    }

    @Test
    void tostring_ofObjects_namesTheirType() {
        assertThat(eval("local s = ffi.new('struct foo[2]') return s, s[0], s[0].b, ffi.new('int', 3)")
                        .replaceAll("0x[0-9a-f]{12}", "0x"))
                .isEqualTo("cdata<struct foo [2]>: 0x | cdata<struct foo &>: 0x | cdata<char (&)[4]>: 0x | "
                        + "cdata<int>: 0x");
        assertThat(eval("return type(ffi.new('int')), getmetatable(ffi.new('int')), type(ffi.C)"))
                .isEqualTo("cdata | ffi | userdata");
    }

    @Test
    void tonumber_ofNumbersOfC_isTheirValue() {
        assertThat(eval("return tonumber(ffi.new('int', 3)), tonumber(ffi.new('double', 1.5)), "
                        + "tonumber(ffi.new('enum en', 5)), tonumber(ffi.new('int*'))"))
                .isEqualTo("3 | 1.5 | 5 | nil");
    }

    @Test
    void offsetof_members_areWhereCHasThem() {
        assertThat(eval("return ffi.offsetof('struct foo', 'b'), ffi.offsetof('struct foo', 'next'), "
                        + "ffi.offsetof('struct foo', 'u'), ffi.offsetof('struct foo', 'zz')"))
                .isEqualTo("4 | 8 | 16");
    }

    @Test
    void new_tooLarge_isALuaError() {
        assertThat(error("ffi.new('char[?]', 2^31)")).startsWith("bad argument");
        assertThat(error("ffi.typeof('int[0x7fffffff][0x7fffffff]')"))
                .isEqualTo("size of C type is unknown or too large");
    }

    @Test
    void longLiterals_computeWith64Bits() {
        assertThat(eval("return 1LL == 1, 1LL == 1ULL, 5LL / 2, -5LL % 3, 5ULL - 6, 2LL ^ 10, 1LL / 0, -1LL < 1ULL, "
                        + "1LL + 0.5, 7LL % 0, -(1LL), tonumber(-1LL), 1LL == '1', 1LL == nil"))
                .isEqualTo("true | true | 2LL | -2LL | 18446744073709551615ULL | 1024LL | -9223372036854775808LL | "
                        + "false | 1LL | -9223372036854775808LL | -1LL | -1 | false | false");
        assertThat(eval("local t = {} t[1LL] = 5 return t[1LL], t[1], ffi.typeof(1LL), ffi.sizeof(1ULL)"))
                .isEqualTo("nil | nil | ctype<int64_t> | 8");
    }

    @Test
    void operators_onWhatHasNone_nameTheCTypes() {
        assertThat(error("return 1LL + '1'")).isEqualTo("attempt to perform arithmetic on 'int64_t' and 'string'");
        assertThat(error("return 1LL < '1'")).isEqualTo("attempt to compare 'int64_t' with 'string'");
        assertThat(error("return ffi.new('int[3]') * 2"))
                .isEqualTo("attempt to perform arithmetic on 'int [3]' and 'number'");
        assertThat(error("return -ffi.new('int[3]')"))
                .isEqualTo("attempt to perform arithmetic on 'int [3]' and 'int [3]'");
        assertThat(error("return ffi.new('int*') < ffi.new('char*')"))
                .isEqualTo("attempt to compare 'int *' with 'char *'");
        assertThat(error("return ffi.new('int', 3) .. ''")).isEqualTo("attempt to concatenate 'int' and 'string'");
        assertThat(error("return #ffi.new('int[3]')")).isEqualTo("attempt to get length of 'int [3]'");
        assertThat(error("local r = ffi.new('int', 3)() return r")).isEqualTo("'int' is not callable");
        assertThat(error("return ffi.new('int', 3).x")).isEqualTo("'int' has no member named 'x'");
    }

    @Test
    void null_onTheRight_equalsNilToo() {
        assertThat(eval("local p = ffi.new('int*') return nil == p, 0 == p, p ~= nil"))
                .isEqualTo("true | false | false");
    }

    @Test
    void comparison_ofCdataWithAConstantBoolean_asksItsMetamethod() {
        assertThat(Lua.eval("local ffi = require 'ffi' local v = ffi.metatype('struct { int a; }',"
                        + " {__eq = function() return 'so' end})(1)"
                        + " return v == true, true == v, v ~= true, v == false, 1LL == true"))
                .isEqualTo("true | true | false | true | false");
    }
}
