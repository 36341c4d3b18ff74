// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The half of {@code resty.core.base} that is in Lua. */
class RestyCoreBaseTest {

    private final LibraryVm vm = new LibraryVm();

    private static final String BASE = "local ffi, base = require 'ffi', require 'resty.core.base' ";

    @Test
    void getStringBuf_isSharedUntilItIsTooSmall() {
        assertThat(vm.eval(BASE + "local a, b, c = base.get_string_buf(10), base.get_string_buf(4096), "
                        + "base.get_string_buf(5000) local d = base.get_string_buf(10, true) "
                        + "return a == b, a == c, a == d, ffi.sizeof(a), ffi.sizeof(c), base.get_string_buf_size()"))
                .isEqualTo("true false false 4096 5000 4096");
    }

    @Test
    void setStringBufSize_changesTheSharedOne() {
        assertThat(vm.eval(BASE + "base.set_string_buf_size(100.5) return ffi.sizeof(base.get_string_buf(1)), "
                        + "base.get_string_buf_size()"))
                .isEqualTo("100 100");
    }

    @Test
    void pointers_canBeWrittenByFfiCode() {
        assertThat(vm.eval(BASE + "base.get_size_ptr()[0] = 7 ffi.copy(base.get_string_buf(9), 'abc') "
                        + "return tonumber(base.get_size_ptr()[0]), ffi.string(base.get_string_buf(9)), "
                        + "base.get_errmsg_ptr()[0] == nil"))
                .isEqualTo("7 abc true");
    }

    @Test
    void refInTable_usesWhatBecameFree() {
        assertThat(vm.eval(BASE + "local t = {} local a, b = base.ref_in_table(t, 'x'), base.ref_in_table(t, 'y') "
                        + "t[a] = t[0] t[0] = a local c = base.ref_in_table(t, 'z') "
                        + "return a, b, c, t[1], base.ref_in_table(t, nil), base.ref_in_table(t, 'w')"))
                .isEqualTo("1 2 1 z -1 3");
    }

    @Test
    void types_ofNginx_areDeclared() {
        assertThat(vm.eval(BASE + "local s = ffi.new('ngx_str_t', 2, 'ab') return ffi.string(s.data, s.len), "
                        + "ffi.sizeof('ngx_str_t'), ffi.sizeof('ngx_int_t')"))
                .isEqualTo("ab 16 8");
    }
}
