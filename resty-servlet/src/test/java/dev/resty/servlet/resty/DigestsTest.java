// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are from the published test vectors and from openssl. */
class DigestsTest {

    private final LibraryVm vm = new LibraryVm();

    @ParameterizedTest
    @CsvSource({
        "md5, 900150983cd24fb0d6963f7d28e17f72",
        "sha1, a9993e364706816aba3e25717850c26c9cd0d89d",
        "sha224, 23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
        "sha256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    })
    void final_ofAbcInTwoParts_isTheDigest(String module, String hex) {
        assertThat(vm.eval("local d = require 'resty." + module + "':new() "
                        + "local ok = d:update('abXX', 2) d:update('c') "
                        + "return ok, require 'resty.string'.to_hex(d:final())"))
                .isEqualTo("true " + hex);
    }

    @ParameterizedTest
    @CsvSource({"sha384, 48", "sha512, 64"})
    void reset_forgetsWhatWasAdded(String module, int length) {
        assertThat(vm.eval("local m = require 'resty." + module + "' local a, b = m:new(), m:new() "
                        + "a:update('x') a:reset() return a:final() == b:final(), #m:new():final()"))
                .isEqualTo("true " + length);
    }

    @Test
    void atoi_readsWholeNumbersOnly() {
        assertThat(vm.eval("local a = require 'resty.string'.atoi return a('0042'), a('-1'), a('1.5'), a('')"))
                .isEqualTo("42 -1 -1 -1");
    }

    @Test
    void random_givesAsManyBytesAsAskedFor() {
        assertThat(vm.eval("local r = require 'resty.random' return #r.bytes(20), #r.bytes(0, true), "
                        + "r.bytes(16) == r.bytes(16)"))
                .isEqualTo("20 0 false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aes:new('secret')|305de36cc9662019702436d28ecb5e48bf89fac30888b8f1fa2a81285a3b4cb6",
                "aes:new('secret', 'saltsalt', aes.cipher(256, 'cbc'), aes.hash.sha256)"
                        + "|06a711786ebbedc2bba67e0d075e35e17a39cac085c55fda3f382464bed2bdd9",
                "aes:new('secret', nil, aes.cipher(192, 'ctr'))|ca1d5af7d8789333227687699d1f78277bd0ad195db5cdd5",
                "aes:new('secret', nil, aes.cipher(128, 'ecb'))"
                        + "|55e5afec5beb8bf9d587b515474801c13bca3e7674d0d3efeaad886f948347ba",
                "aes:new('0123456789abcdef', nil, aes.cipher(128, 'cfb128'), {iv = 'fedcba9876543210'})"
                        + "|632eba1d995c5f388e18a1afbe79191d4a15df843c08226a",
                "aes:new('0123456789abcdef', nil, aes.cipher(128, 'ofb'), {iv = 'fedcba9876543210'})"
                        + "|632eba1d995c5f388e18a1afbe79191d29ea446312155681",
            })
    void encrypt_text_givesOpenSslsBytesAndDecryptTheTextAgain(String made, String hex) {
        assertThat(vm.eval("local aes = require 'resty.aes' local a = assert(" + made + ") "
                        + "local bytes = a:encrypt('hello, 16 bytes and more') "
                        + "return require 'resty.string'.to_hex(bytes), a:decrypt(bytes)"))
                .isEqualTo(hex + " hello, 16 bytes and more");
    }

    @Test
    void decrypt_gcmWithAWrongTag_fails() {
        assertThat(vm.eval("local aes = require 'resty.aes' local a = aes:new('0123456789abcdef', nil, "
                        + "aes.cipher(128, 'gcm'), {iv = '123456789012'}) local sealed = a:encrypt('text', 'aad') "
                        + "local text = a:decrypt(sealed[1], sealed[2], 'aad') "
                        + "return text, a:decrypt(sealed[1], ('x'):rep(16), 'aad')"))
                .isEqualTo("text nil EVP_DecryptFinal_ex failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'secret', 'short'|salt must be 8 characters or nil",
                "'secret', nil, aes.cipher(), {}|iv is needed",
                "'secret', nil, aes.cipher(), {iv = ('x'):rep(17)}|bad iv length",
                "'secret', nil, aes.cipher(), {iv = 'x'}|bad key length",
            })
    void aesNew_badArguments_saysWhich(String arguments, String error) {
        assertThat(vm.eval("local aes = require 'resty.aes' return aes:new(" + arguments + ")"))
                .isEqualTo("nil " + error);
    }
}
