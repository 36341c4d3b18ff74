// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The modules {@code ngx.errlog} and {@code ngx.process}. */
class NgxErrlogTest {

    private final NgxVm vm = new NgxVm();

    @Test
    void rawLog_writesTheMessageAlone() {
        vm.run("require 'ngx.errlog'.raw_log(ngx.WARN, 'as it is')");
        assertThat(vm.log).containsExactly("warn: as it is");
    }

    @Test
    void rawLog_misuse_isAnError() {
        assertThat(vm.error("require 'ngx.errlog'.raw_log('x', 'y')"))
                .isEqualTo("bad argument #1 to 'raw_log' (must be a number)");
        assertThat(vm.error("require 'ngx.errlog'.raw_log(1, {})"))
                .isEqualTo("bad argument #2 to 'raw_log' (must be a string)");
        assertThat(vm.error("require 'ngx.errlog'.raw_log(9, 'y')")).isEqualTo("bad log level");
    }

    @Test
    void getSysFilterLevel_isTheLogs() {
        vm.level(LogLevel.WARN);
        assertThat(vm.run("return require 'ngx.errlog'.get_sys_filter_level()")).isEqualTo("5");
    }

    @Test
    void capture_isNotThere() {
        assertThat(vm.run("local log = require 'ngx.errlog' return select(2, log.set_filter_level(ngx.ERR)), "
                        + "select(2, log.get_logs()), select(2, log.set_filter_level())"))
                .contains("directive \"lua_capture_error_log\" is not set", "missing \"level\" argument");
    }

    @Test
    void process_isAWorker() {
        assertThat(vm.run("local p = require 'ngx.process' return p.type() .. ' ' .. p.get_master_pid()"))
                .isEqualTo("worker " + ProcessHandle.current().pid());
        assertThat(vm.run("return (select(2, require 'ngx.process'.enable_privileged_agent()))"))
                .isEqualTo("API disabled in the current context");
    }
}
