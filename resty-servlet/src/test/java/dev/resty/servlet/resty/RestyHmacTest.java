// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are from RFC 2202, RFC 4231 and openssl. */
class RestyHmacTest {

    private final LibraryVm vm = new LibraryVm();

    @ParameterizedTest
    @CsvSource({
        "MD5, 750c783e6ab0b503eaa86e310a5db738",
        "SHA1, effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "SHA256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    })
    void final_ofTwoParts_isTheCode(String algorithm, String hex) {
        assertThat(vm.eval("local hmac = require 'resty.hmac' local h = hmac:new('Jefe', hmac.ALGOS." + algorithm
                        + ") local ok = h:update('what do ya want ') return ok, h:final('for nothing?', true)"))
                .isEqualTo("true " + hex);
    }

    @Test
    void reset_keepsTheKey() {
        assertThat(vm.eval("local hmac = require 'resty.hmac' local h = hmac:new('k', hmac.ALGOS.SHA512) "
                        + "local a = h:final('x') h:update('y') h:reset() local b = h:final('x') return a == b, #a"))
                .isEqualTo("true 64");
    }

    @Test
    void new_emptyKey_isAllowed() {
        assertThat(vm.eval("local hmac = require 'resty.hmac' return hmac:new('', hmac.ALGOS.SHA1):final('', true)"))
                .isEqualTo("fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
    }

    @Test
    void new_noAlgorithm_isAnError() {
        assertThatThrownBy(() -> vm.eval("require 'resty.hmac':new('k', 'CRC')"))
                .hasMessageContaining("HMAC algorithm CRC is not available");
    }
}
