// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code ffi.C}, callbacks, metatypes and finalizers. */
class FfiFunctionsTest {

    private static final String DECLARED =
            "local ffi = require 'ffi' local C = ffi.C ffi.cdef[[ struct foo { int a; }; "
                    + "int abs(int); int nothing_like_it(int); size_t strlen(const char *s); int getpid(void); "
                    + "int memcmp(const void *, const void *, size_t); void *malloc(size_t); "
                    + "int inet_pton(int af, const char *src, void *dst); "
                    + "const char *inet_ntop(int af, const void *src, char *dst, unsigned int size); "
                    + "unsigned int htonl(unsigned int); unsigned short htons(unsigned short); ]] ";

    private static String eval(String source) {
        return Lua.eval(DECLARED + source);
    }

    private static String error(String source) {
        return eval("return select(2, pcall(function() " + source + " end))").replaceFirst("^test:\\d+: ", "");
    }

    @Test
    void c_unknownFunction_isFoundButCantBeCalled() {
        assertThat(eval("return type(C.nothing_like_it)")).isEqualTo("cdata");
        assertThat(error("local f = C.nothing_like_it local r = f(1) return r"))
                .isEqualTo("C function nothing_like_it is not available on the JVM");
    }

    @Test
    void c_undeclaredName_isAnError() {
        assertThat(error("return C.nosuch")).isEqualTo("missing declaration for symbol 'nosuch'");
        assertThat(error("C.abs = 1")).isEqualTo("attempt to write to constant location");
    }

    @Test
    void load_anyLibrary_isRefused() {
        assertThat(error("local l = ffi.load('crypto') return l"))
                .isEqualTo("C library crypto is not available on the JVM: no C code can be loaded");
    }

    @Test
    void c_functions_convertTheirArguments() {
        assertThat(eval("return C.abs(-4.7), C.strlen('hello'), C.memcmp('abc', 'abd', 3), C.htonl(1), C.htons(258)"))
                .isEqualTo("4 | 5ULL | -1 | 16777216 | 513");
        assertThat(eval("local b = ffi.cast('char*', C.malloc(3)) b[0] = 65 return ffi.string(b)"))
                .isEqualTo("A");
        assertThat(eval("local pid = C.getpid() return pid"))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(error("local r = C.abs() return r")).isEqualTo("wrong number of arguments for function call");
        assertThat(error("local r = C.abs({}) return r"))
                .isEqualTo("bad argument #1 to 'abs' (cannot convert 'table' to 'int')");
    }

    @Test
    void inet_addresses_roundTrip() {
        assertThat(eval("local b, o, r = ffi.new('uint8_t[16]'), ffi.new('char[64]'), {} "
                        + "for _, s in ipairs{'::1', '1:2::', '::ffff:1.2.3.4', '1:0:0:4:0:0:0:8', '::', '2001:DB8::'} do "
                        + "assert(C.inet_pton(10, s, b) == 1) r[#r + 1] = ffi.string(C.inet_ntop(10, b, o, 64)) end "
                        + "return unpack(r)"))
                .isEqualTo("::1 | 1:2:: | ::ffff:1.2.3.4 | 1:0:0:4::8 | :: | 2001:db8::");
        assertThat(eval("local b, r = ffi.new('uint8_t[16]'), {} for _, s in ipairs{'1.2.3.4', '1.2.3', '256.1.1.1', "
                        + "'01.2.3.4', ''} do r[#r + 1] = C.inet_pton(2, s, b) end "
                        + "for _, s in ipairs{'1::2::3', '12345::', ':1::2', '1:2'} do r[#r + 1] = C.inet_pton(10, s, b) "
                        + "end return table.concat(r, ' '), C.inet_pton(99, '', b), ffi.errno()"))
                .isEqualTo("1 0 0 0 0 0 0 0 0 | -1 | 97");
    }

    @Test
    void nginx_hexadecimalFunctions() {
        String declared = "ffi.cdef[[ typedef unsigned char u_char; typedef intptr_t ngx_int_t; "
                + "u_char *ngx_hex_dump(u_char *dst, const u_char *src, size_t len); "
                + "ngx_int_t ngx_hextoi(u_char *line, size_t n); ]] "
                + "local function int(s) return tonumber(C.ngx_hextoi(ffi.cast('u_char*', s), #s)) end ";
        assertThat(eval(declared + "return int('7fFF'), int('0'), int(''), int('1g'), int(('f'):rep(16)), int('80')"))
                .isEqualTo("32767 | 0 | -1 | -1 | -1 | 128");
        assertThat(eval(declared + "local b = ffi.new('u_char[?]', 8) local e = C.ngx_hex_dump(b, '\\0z\\255', 3) "
                        + "return ffi.string(b, 6), e - b"))
                .isEqualTo("007aff | 6");
    }

    @Test
    void errno_isSetAndRead() {
        assertThat(eval("return ffi.errno(), ffi.errno(3), ffi.errno()")).isEqualTo("0 | 0 | 3");
    }

    @Test
    void metatype_methodsAndOperators_areUsed() {
        assertThat(eval("local T = ffi.metatype('struct foo', { __index = { get = function(s) return s.a end }, "
                        + "__len = function() return 9 end, __tostring = function(s) return 'foo ' .. s.a end, "
                        + "__add = function(a, b) return 'add' end, __sub = function() return 'sub' end, "
                        + "__unm = function() return 'unm' end, "
                        + "__eq = function(x, y) return x.a == y.a end, __lt = function(x, y) return x.a < y.a end, "
                        + "__newindex = function(s, k, v) s.a = v end }) local x = T(5) "
                        + "local r = { T, x:get(), T.get(x), #x, tostring(x), x + 1, 1 + x, x - 1, -x, "
                        + "x == T(5), x ~= T(6), x < T(6), x > T(6) } x.anything = 8 r[#r + 1] = x.a "
                        + "for i = 1, #r do r[i] = tostring(r[i]) end return table.concat(r, ' ')"))
                .isEqualTo("ctype<struct foo> 5 5 9 foo 5 add add sub unm true true true false 8");
    }

    @Test
    void metatype_pointer_usesTheStructsTable() {
        assertThat(eval("local T = ffi.metatype('struct foo', { __index = function(s, k) return k end }) "
                        + "return T(1).zz, T(2)[3], ffi.new('struct foo*').zz"))
                .isEqualTo("zz | 3 | zz");
    }

    @Test
    void metatype_new_makesTheObject() {
        assertThat(eval(
                        "local T = ffi.metatype('struct foo', { __new = function(ct, x) return ffi.new(ct, x * 2) end }) "
                                + "return T(4).a"))
                .isEqualTo("8");
    }

    @Test
    void metatype_notAStructOrTwice_isRefused() {
        assertThat(error("ffi.metatype('int', {})")).isEqualTo("bad argument #1 to 'metatype' (invalid C type)");
        assertThat(error("ffi.metatype('struct foo', {}) ffi.metatype('struct foo', {})"))
                .isEqualTo("cannot change a protected metatable");
    }

    @Test
    void gc_garbage_isFinalizedWithTheWorkersNextRun() throws InterruptedException {
        Lua lua = new Lua();
        lua.show(DECLARED + "seen = {} ffi.metatype('struct foo', { __gc = function(s) seen[#seen + 1] = s.a end }) "
                + "local x = ffi.new('struct foo', 7) "
                + "local y = ffi.gc(ffi.new('int[1]', 9), function(p) seen[#seen + 1] = p[0] end) "
                + "kept = ffi.new('struct foo', 5) "
                + "local z = ffi.gc(ffi.new('int[1]', 3), function() error('never') end) ffi.gc(z, nil)");
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String seen = "";
        while (!seen.equals("7 9") && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(10);
            seen = lua.show("collectgarbage() table.sort(seen) return table.concat(seen, ' ')");
        }
        assertThat(seen).isEqualTo("7 9");
        assertThat(lua.show("return kept.a")).isEqualTo("5");
    }

    @Test
    void gc_failingFinalizer_disturbsNobody() throws InterruptedException {
        Lua lua = new Lua();
        lua.show(DECLARED
                + "ran = 0 for i = 1, 3 do ffi.gc(ffi.new('int[1]'), function() ran = ran + 1 error('no') end) "
                + "end");
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!lua.show("collectgarbage() return ran").equals("3") && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(lua.show("return ran")).isEqualTo("3");
    }

    @Test
    void workers_haveDeclarationsOfTheirOwn() {
        Lua one = new Lua();
        one.show("require 'ffi'.cdef('typedef int only_here;')");
        assertThat(one.show("return require 'ffi'.sizeof('only_here')")).isEqualTo("4");
        assertThat(Lua.eval("return pcall(require 'ffi'.sizeof, 'only_here')")).startsWith("false");
    }

    @Test
    void require_ffi_isAlwaysTheSameTable() {
        assertThat(Lua.eval("return require 'ffi' == require 'ffi', package.loaded.ffi == require 'ffi'"))
                .isEqualTo("true | true");
    }

    @Test
    void callback_ofLua_isCalledThroughItsPointer() {
        assertThat(eval("local c = ffi.cast('int (*)(int, int)', function(a, b) return a + b + 0.9 end) "
                        + "local r = c(3, 4.7) c:set(function() return 1 end) r = r + c(0, 0) c:free() "
                        + "return r, select(2, pcall(c, 1, 2))"))
                .isEqualTo("8 | bad callback");
    }

    @Test
    void asm_name_isWhatIsCalled() {
        assertThat(eval("ffi.cdef('int other_name(int) __asm__(\"abs\");') return C.other_name(-3)"))
                .isEqualTo("3");
    }
}
