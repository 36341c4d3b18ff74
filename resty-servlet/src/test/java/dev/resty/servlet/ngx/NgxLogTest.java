// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ngx.log}, {@code print}, the constants, {@code ngx.worker} and {@code ngx.config}. */
class NgxLogTest {

    private final NgxVm vm = new NgxVm();

    @Test
    void log_writesAllScalarsAndTablesWithTostring() {
        vm.run("ngx.log(ngx.ERR, 'a', nil, true, false, 1.5, ngx.null,"
                + " setmetatable({}, {__tostring = function() return 'TS' end}))");
        assertThat(vm.log)
                .singleElement()
                .asString()
                .startsWith("error: [lua] ")
                .endsWith("aniltruefalse1.5nullTS");
    }

    @Test
    void print_writesANotice() {
        vm.run("print('p', 1, nil)");
        assertThat(vm.log)
                .singleElement()
                .asString()
                .startsWith("notice: [lua] ")
                .endsWith("p1nil");
    }

    @Test
    void log_belowTheLevel_isDropped() {
        vm.level(LogLevel.WARN);
        vm.run("ngx.log(ngx.INFO, 'x')");
        assertThat(vm.log).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '~',
            value = {
                "`ngx.log()` ~ `bad argument #1 to 'log' (number expected, got no value)`",
                "`ngx.log('x')` ~ `bad argument #1 to 'log' (number expected, got string)`",
                "`ngx.log(9, 'y')` ~ `bad argument #1 to 'log' (bad log level: 9)`",
                "`ngx.log(ngx.ERR, {})` ~ `bad argument #2 to 'log' (expected table to have __tostring metamethod)`",
                "`ngx.log(ngx.ERR, print)` ~ `bad argument #2 to 'log' (string, number, boolean, or nil expected, got function)`",
                "`print('a', {})` ~ `bad argument #2 to 'print' (expected table to have __tostring metamethod)`",
            })
    void misuse_isAnError(String call, String message) {
        assertThat(vm.error(call)).isEqualTo(message);
    }

    @Test
    void constants_haveNginxsNumbers() {
        assertThat(vm.run("return ngx.OK, ngx.ERROR, ngx.AGAIN, ngx.DONE, ngx.DECLINED"))
                .isEqualTo("0 -1 -2 -4 -5");
        assertThat(vm.run("return ngx.STDERR, ngx.ERR, ngx.DEBUG, ngx.HTTP_GET, ngx.HTTP_PATCH, ngx.HTTP_TRACE"))
                .isEqualTo("0 4 8 2 16384 32768");
        assertThat(vm.run("return ngx.HTTP_OK, ngx.HTTP_TOO_MANY_REQUESTS, ngx.HTTP_INSUFFICIENT_STORAGE"))
                .isEqualTo("200 429 507");
        assertThat(vm.run("return tostring(ngx.null), type(ngx.null), ngx.null == ngx.null, not ngx.null"))
                .isEqualTo("userdata: NULL userdata true false");
    }

    @Test
    void worker_knowsItsNumber() {
        assertThat(vm.run("return ngx.worker.id(), ngx.worker.count(), ngx.worker.exiting()"))
                .isEqualTo("0 2 false");
        assertThat(vm.run(Phase.INIT, "return ngx.worker.id()")).isEqualTo("nil");
        assertThat(vm.run(Phase.INIT_WORKER, "return ngx.worker.pids()"))
                .isEqualTo("nil API disabled in the current context");
        assertThat(vm.run("return ngx.worker.pid() == ngx.worker.pids()[1]")).isEqualTo("true");
        assertThat(vm.error("ngx.on_worker_exit(1)"))
                .isEqualTo("bad argument #1 to 'on_worker_exit' (function expected, got number)");
    }

    @Test
    void config_namesWhatThisBehavesAs() {
        assertThat(vm.run("return ngx.config.subsystem, ngx.config.debug, ngx.config.prefix()"))
                .isEqualTo("http false /srv/app/");
        assertThat(
                        vm.run(
                                "return ngx.config.nginx_version, ngx.config.ngx_lua_version, type(ngx.config.nginx_configure())"))
                .isEqualTo("1027001 10028 string");
        assertThat(vm.run("for _, name in ipairs(ngx.config.extensions()) do"
                        + " local value = _G for part in name:gmatch('[^.]+') do value = value[part] end"
                        + " assert(value, name) end return #ngx.config.extensions()"))
                .isEqualTo("3");
    }

    @Test
    void phase_isTheRunningOne() {
        for (Phase phase : Phase.values()) {
            assertThat(vm.run(phase, "return ngx.get_phase()")).isEqualTo(phase.luaName());
        }
    }
}
