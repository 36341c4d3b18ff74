// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** C declarations and the types they make, as LuaJIT on x86-64 Linux has them. */
class FfiTypesTest {

    private static String eval(String source) {
        return Lua.eval("local ffi = require 'ffi' " + source);
    }

    private static String error(String source) {
        return eval("return select(2, pcall(function() " + source + " end))").replaceFirst("^test:\\d+: ", "");
    }

    @Test
    void typeof_names_readAsLuaJitPrintsThem() {
        assertThat(eval("return ffi.typeof('int'), ffi.typeof('long'), ffi.typeof('size_t'), ffi.typeof('int8_t'), "
                        + "ffi.typeof('uint16_t'), ffi.typeof('unsigned'), ffi.typeof('bool')"))
                .isEqualTo("ctype<int> | ctype<int64_t> | ctype<uint64_t> | ctype<char> | ctype<unsigned short> | "
                        + "ctype<unsigned int> | ctype<bool>");
    }

    @Test
    void typeof_declarators_nestAsInC() {
        assertThat(eval("return ffi.typeof('const char*'), ffi.typeof('int const *const *'), ffi.typeof('int[3][4]'), "
                        + "ffi.typeof('int (*(*)(int))[3]'), ffi.typeof('int(*const[3])(char, ...)'), "
                        + "ffi.typeof('int[?]')"))
                .isEqualTo("ctype<const char *> | ctype<const int *const *> | ctype<int [3][4]> | "
                        + "ctype<int (*(*)())[3]> | ctype<int (*const [3])()> | ctype<int [?]>");
    }

    @Test
    void typeof_parameters_standForTypesNamesAndNumbers() {
        assertThat(eval("ffi.cdef('struct point { int x, y; };') local T = ffi.typeof('struct point') "
                        + "return ffi.typeof('$ *', T), ffi.typeof('int[$]', 4), ffi.typeof('struct $', 'point')"))
                .isEqualTo("ctype<struct point *> | ctype<int [4]> | ctype<struct point>");
        assertThat(error("ffi.typeof('$ *')")).isEqualTo("wrong number of type parameters");
        assertThat(error("ffi.typeof('int', 3)")).isEqualTo("wrong number of type parameters");
    }

    @Test
    void sizeof_numbersAndStructs_areThoseOfLp64() {
        assertThat(eval("return ffi.sizeof('char'), ffi.sizeof('int'), ffi.sizeof('long'), ffi.sizeof('void*'), "
                        + "ffi.sizeof('struct { char a; double b; }'), ffi.sizeof('struct { int a[3]; char b; }'), "
                        + "ffi.sizeof('union { int a; char b[9]; }'), ffi.sizeof('void')"))
                .isEqualTo("1 | 4 | 8 | 8 | 16 | 16 | 12 | nil");
    }

    @Test
    void cdef_attributesAndPragmas_changeTheLayout() {
        assertThat(eval("ffi.cdef[[struct __attribute__((packed)) a { char c; int i; };"
                        + " typedef struct { char c; int i; } __attribute__((packed)) b;"
                        + " struct al { char c; int i __attribute__((aligned(16))); };\n"
                        + "#pragma pack(push, 1)\nstruct p { char c; int i; };\n#pragma pack(pop)\n"
                        + "struct q { char c; int i; };]] return ffi.sizeof('struct a'), ffi.sizeof('b'), "
                        + "ffi.sizeof('struct al'), ffi.alignof('struct al'), ffi.sizeof('struct p'), "
                        + "ffi.sizeof('struct q')"))
                .isEqualTo("5 | 5 | 32 | 16 | 5 | 8");
    }

    @Test
    void cdef_bitFields_shareIntegers() {
        assertThat(eval("return ffi.sizeof('struct { int a:31; int b:2; }'), "
                        + "ffi.sizeof('struct { char a:4; int b:20; char c:4; }'), "
                        + "ffi.sizeof('struct { int a:1; int :0; int b:1; }'), "
                        + "ffi.offsetof('struct { int a:3; int b:5; }', 'b')"))
                .isEqualTo("8 | 4 | 8 | 0 | 3 | 5");
        assertThat(eval("local T = ffi.typeof('struct { int a:3; unsigned b:5; bool c:1; }') local x = T(9, 33, true) "
                        + "return x.a, x.b, x.c"))
                .isEqualTo("1 | 1 | true");
    }

    @Test
    void cdef_constants_areComputed() {
        assertThat(
                        eval(
                                "ffi.cdef[[ static const int FOO = 3; enum { SHIFT = 1 << 4 | 1, SIZE = sizeof(int) * 2, "
                                        + "NEG = -(3), CHOICE = 1 ? 2 : 3, CHAR = '\\n', NOT = !0, ALL = ~0, NEXT }; ]] "
                                        + "local C = ffi.C return C.FOO, C.SHIFT, C.SIZE, C.NEG, C.CHOICE, C.CHAR, C.NOT, C.ALL, C.NEXT"))
                .isEqualTo("3 | 17 | 8 | -3 | 2 | 10 | 1 | -1 | 0");
    }

    @Test
    void cdef_commentsPrototypesAndVariables_areRead() {
        assertThat(eval("ffi.cdef[[ /* a\n comment */ extern int xx; // another\n"
                        + "int f1(int a, char *b[], int c[3], void (*d)(void), ...) __attribute__((noreturn));"
                        + "unsigned f3(void) __asm__(\"f3x\"); typedef unsigned char u_char, *pu;"
                        + "typedef void (*handler)(int sig, void *ctx); struct hh { handler h; }; ]] "
                        + "return ffi.typeof('pu'), ffi.sizeof('struct hh'), ffi.new('struct hh').h"))
                .isEqualTo("ctype<unsigned char *> | 8 | cdata<void (*)()>: NULL");
    }

    @Test
    void cdef_again_isIgnoredForNamesAndAnErrorForBodies() {
        assertThat(eval("ffi.cdef('typedef int abc; typedef long abc; int f(int); long f(void);') "
                        + "return ffi.sizeof('abc')"))
                .isEqualTo("4");
        assertThat(error("ffi.cdef('struct d; struct d { int a; }; struct d { int a; };')"))
                .isEqualTo("attempt to redefine 'd'");
        assertThat(error("ffi.cdef('enum { ONE }; enum { ONE };')")).isEqualTo("attempt to redefine 'ONE'");
        assertThat(error("ffi.cdef('struct e; union e { int a; };')")).isEqualTo("attempt to redefine 'e'");
    }

    @Test
    void cdef_badSyntax_isNamedWithItsLine() {
        assertThat(error("ffi.cdef('foo_x x;')")).isEqualTo("declaration specifier expected near 'foo_x'");
        assertThat(error("ffi.cdef('int a b;')")).isEqualTo("';' expected near 'b'");
        assertThat(error("ffi.cdef('int 3;')")).isEqualTo("'<identifier>' expected near '3'");
        assertThat(error("ffi.cdef('int arr[3')")).isEqualTo("']' expected near '<eof>'");
        assertThat(error("ffi.cdef('int a[x];')")).isEqualTo("unexpected symbol near 'x'");
        assertThat(error("ffi.cdef('\\n\\nstruct q {\\n int a b; };')")).isEqualTo("';' expected near 'b' at line 4");
        assertThat(error("ffi.cdef('int f(int')")).isEqualTo("')' expected near '<eof>'");
    }

    @Test
    void cdef_deepNesting_isRefusedNotOverflowed() {
        assertThat(error("ffi.cdef('int ' .. ('('):rep(100000) .. 'x;')"))
                .isEqualTo("chunk has too many syntax levels");
        assertThat(error("ffi.cdef('enum { A = ' .. ('('):rep(100000) .. '1 };')"))
                .isEqualTo("chunk has too many syntax levels");
        assertThat(error("ffi.cdef(('struct { '):rep(100000))")).isEqualTo("chunk has too many syntax levels");
    }

    @Test
    void types_withoutSize_cantBeMade() {
        assertThat(error("ffi.cdef('struct q { int a; struct q b; };')"))
                .isEqualTo("size of C type is unknown or too large");
        assertThat(error("ffi.cdef('int a[-1];')")).isEqualTo("size of C type is unknown or too large");
        assertThat(error("ffi.new('void')"))
                .isEqualTo("bad argument #1 to 'new' (size of C type is unknown or too large)");
        assertThat(error("ffi.new('int[?]', -1)"))
                .isEqualTo("bad argument #1 to 'new' (size of C type is unknown or too large)");
        assertThat(error("ffi.new('int[?]')")).isEqualTo("bad argument #2 to 'new' (value expected)");
        assertThat(error("ffi.typeof('struct nope')")).isEqualTo("undeclared or implicit tag 'nope'");
    }

    @Test
    void typeof_noType_isAnError() {
        assertThat(error("ffi.typeof()")).isEqualTo("bad argument #1 to 'typeof' (C type expected, got no value)");
        assertThat(error("ffi.typeof({})")).isEqualTo("bad argument #1 to 'typeof' (C type expected, got table)");
        assertThat(error("ffi.typeof('')")).isEqualTo("declaration specifier expected near '<eof>'");
    }

    @Test
    void abi_ofTheLayout_isLinuxOnX64() {
        assertThat(eval("return ffi.os, ffi.arch, ffi.abi('64bit'), ffi.abi('le'), ffi.abi('be'), ffi.abi('win')"))
                .isEqualTo("Linux | x64 | true | true | false | false");
    }

    @Test
    void types_areEqualWhereTheyAreTheSame() {
        assertThat(eval("local T = ffi.typeof('int') return T == ffi.typeof('int'), T == ffi.typeof('long'), "
                        + "T == ffi.typeof('const int'), type(T)"))
                .isEqualTo("true | false | false | cdata");
    }

    @Test
    void istype_structsPointersAndNumbers_asLuaJitSays() {
        assertThat(eval("ffi.cdef('struct foo { int a; struct foo *next; };') local a = ffi.new('struct foo') "
                        + "return ffi.istype('struct foo', a), ffi.istype('struct foo*', a), "
                        + "ffi.istype('struct foo', ffi.cast('struct foo*', a)), ffi.istype('int', 3), "
                        + "ffi.istype('int', ffi.new('int')), ffi.istype('const struct foo', a), "
                        + "ffi.istype('long', ffi.new('int64_t')), ffi.istype('void*', ffi.new('int*')), "
                        + "ffi.istype('struct foo', a.next)"))
                .isEqualTo("true | false | true | false | true | true | true | false | true");
    }

    @Test
    void istype_ofAType_comparesTypes() {
        assertThat(Lua.eval("local ffi = require 'ffi' local int = ffi.typeof('int') return ffi.istype('int', int),"
                        + " ffi.istype('const int', int), ffi.istype('long', int), ffi.istype('int', 'int'),"
                        + " ffi.istype(int, int(5))"))
                .isEqualTo("true | true | false | false | true");
    }
}
