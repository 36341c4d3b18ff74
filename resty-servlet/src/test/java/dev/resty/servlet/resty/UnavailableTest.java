// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of the modules that nginx's C code has no counterpart for; those of nginx were read from ngx_lua 0.10.23. */
class UnavailableTest {

    private static final String KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;

    private final LibraryVm vm = new LibraryVm();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "require('ngx.balancer').set_current_peer('127.0.0.1', 80)|nil no upstream found",
                "require('ngx.balancer').get_last_failure()|nil nil no upstream found",
                "require('ngx.ssl').server_name()|nil bad request",
                "require('ngx.ssl').raw_client_addr()|nil nil bad request",
                "require('ngx.ssl').TLS1_3_VERSION|772",
                "require('ngx.ssl').cert_pem_to_der('x')|nil PEM_read_bio_X509_AUX() failed",
                "require('ngx.ssl').priv_key_pem_to_der('x')|nil PEM_read_bio_PrivateKey() failed",
                "require('ngx.ssl.session').get_session_id()|nil bad request",
                "require('ngx.pipe').spawn('ls')|"
                        + "nil ngx.pipe.spawn is not available on the JVM: programs can't be started",
                "require('ngx.upstream').get_servers('up')|"
                        + "nil ngx.upstream.get_servers is not available on the JVM: upstreams are only the configuration's"
            })
    void functions_sayWhatIsMissing(String call, String expected) {
        assertThat(vm.eval("return " + call)).isEqualTo(expected);
    }

    @Test
    void clienthello_hasNoPhase() {
        assertThatThrownBy(() -> vm.eval("return require('ngx.ssl.clienthello').get_client_hello_server_name()"))
                .hasMessageContaining("API disabled in the current context");
    }

    @Test
    void keys_becomeDer() {
        assertThat(vm.eval(
                        "local der = require('ngx.ssl').priv_key_pem_to_der([[" + KEY + "]]) return #der, der:byte(1)"))
                .isEqualTo("48 48");
    }

    @Test
    void modulesOfLuaJitsCompilerAndProfiler_loadAndPrintNothing() {
        assertThat(
                        vm.eval(
                                "for _, name in ipairs{'jit.v', 'jit.dump'} do local m = require(name) m.on('b', '-') m.off() end"
                                        + " local p, z = require 'jit.p', require 'jit.zone' p.start('f') p.stop() z('a') z('b')"
                                        + " local inner = z:get() local left = z() return inner, left, z:get(), z:flush(), pcall(z)"))
                .isEqualTo("b b a nil false empty zone stack");
    }
}
