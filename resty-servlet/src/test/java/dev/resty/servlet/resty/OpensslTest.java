// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values are what lua-resty-openssl 1.9 gives with OpenSSL 3.0. */
class OpensslTest {

    private static final String PRELUDE = """
            local openssl = setmetatable({}, {__index = function(_, name) return require("resty.openssl." .. name) end})
            local digest, hmac, mac, cipher, kdf, rand =
                openssl.digest, openssl.hmac, openssl.mac, openssl.cipher, openssl.kdf, openssl.rand
            local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
            local K, I, P = ("k"):rep(32), ("i"):rep(16), ("p"):rep(16)
            """;

    private final LibraryVm vm = new LibraryVm();

    private String eval(String code) {
        return vm.eval(PRELUDE + code);
    }

    @Test
    void digest_ofParts_isThatOfTheWhole() {
        assertThat(eval("local d = digest.new('sha256') d:update('a', 'b') return hex(d:final())"))
                .isEqualTo("fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603");
        assertThat(eval("local d = digest.new('SHA-256') d:update('x') d:reset() return hex(d:final('c'))"))
                .isEqualTo("2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6");
        assertThat(eval("return #digest.new():final('')")).isEqualTo("20");
    }

    @Test
    void istype_knowsItsOwnObjects() {
        assertThat(eval("return digest.istype(digest.new()), digest.istype(hmac.new('', 'md5')), digest.istype({}),"
                        + " digest.istype(nil)"))
                .isEqualTo("true false nil nil");
    }

    @Test
    void hmacAndMac_areTheSame() {
        String code = "7475bb119fe9b74cc0af5014a49d80ab23bd1ac82987e7696cdc242288654436";
        assertThat(eval("local h = hmac.new('k', 'sha256') h:update('a') return hex(h:final('b'))"))
                .isEqualTo(code);
        assertThat(
                        eval(
                                "local m = mac.new('k', 'HMAC', nil, 'sha256') m:update('zz') m:reset() return hex(m:final('ab'))"))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "digest.new('foo')|nil digest.new: invalid digest type \"foo\": unsupported",
                "hmac.new('k', 'foo')|nil hmac.new: invalid digest type \"foo\"",
                "mac.new('k', 'FOO')|nil mac.new: invalid mac type \"FOO\": unsupported",
                "mac.new('k', 'HMAC', nil, 'foo')|nil mac.new: invalid cipher or digest type: unsupported",
                "rand.bytes('x')|nil rand.bytes: expect a number at #1",
                "rand.bytes(3, true, 'x')|nil rand.bytes: expect a number at #3",
                "cipher.new()|nil cipher.new: expect type to be defined",
                "cipher.new('foo')|nil cipher.new: invalid cipher type \"foo\": unsupported",
                "cipher.new('aes-128-cbc'):init('x', 'y')|false cipher:init: incorrect key size, expect 16",
                "cipher.new('aes-128-cbc'):init(P, 'y')|false cipher:init: incorrect iv size, expect 16",
                "cipher.new('aes-128-cbc'):update('q')|nil cipher:update: cipher not initalized, call cipher:init first",
                "cipher.new('aes-128-cbc'):get_aead_tag()|nil cipher:get_aead_tag: cipher not initalized, call cipher:init first",
                "cipher.new('aes-128-cbc'):encrypt(P, P, 'abc', true)|nil cipher:final: EVP_CipherFinal_ex: wrong final block length",
                "kdf.derive{}|nil kdf.derive: \"type\" must be set",
                "kdf.derive{type = kdf.PBKDF2}|nil kdf.derive: \"outlen\" must be set",
                "kdf.derive{type = 7, outlen = 3}|nil kdf.derive: unknown type 7",
                "kdf.derive{type = kdf.HKDF, outlen = 3}|nil kdf.derive: \"hkdf_key\" must be set",
                "kdf.derive{type = kdf.PBKDF2, outlen = 3, pass = 3}|nil kdf.derive: except a string as \"pass\"",
                "kdf.derive{type = kdf.PBKDF2, outlen = 3, md = 'zz'}|nil kdf.derive: invalid digest type \"zz\"",
                "kdf.new('PBKDF2'):derive(44, {digest = 'sha256', salt = 's'})|nil kdf:derive: missing pass",
                "kdf.new('PBKDF2'):derive(10, {foo = 'zz'})|nil kdf:derive: param:construct: unknown key \"foo\"",
                "kdf.derive{type = kdf.SCRYPT, outlen = 9, pass = '', salt = '', scrypt_N = 1048576, scrypt_r = 8, scrypt_p = 1}"
                        + "|nil kdf.derive: memory limit exceeded",
            })
    void misuse_isReportedAsUpstreamDoes(String call, String results) {
        assertThat(eval("return " + call)).isEqualTo(results);
    }

    @ParameterizedTest
    @CsvSource({
        "aes-128-cbc, 16, 16, 16",
        "AES-256-GCM, 1, 32, 12",
        "aes-128-ecb, 16, 16, 0",
        "aes-192-ctr, 1, 24, 16",
        "aes-128-cfb8, 1, 16, 16",
        "id-aes128-wrap, 8, 16, 8",
        "AES-256-WRAP-PAD, 8, 32, 4",
        "chacha20-poly1305, 1, 32, 12",
        "des3, 8, 24, 8",
        "aes256, 16, 32, 16",
    })
    void cipher_hasOpensslsSizes(String name, String block, String key, String iv) {
        assertThat(eval("local c = assert(cipher.new('" + name + "')) return c.block_size, c.key_size, c.iv_size"))
                .isEqualTo(block + " " + key + " " + iv);
    }

    @Test
    void cbc_encryptsAllAtOnceOrByParts() {
        assertThat(eval("local c = cipher.new('aes-128-cbc') local e = c:encrypt(K:sub(1, 16), I, 'abc') return hex(e),"
                        + " c:decrypt(K:sub(1, 16), I, e)"))
                .isEqualTo("3af95fdd095462c5b21fa213d28a8d37 abc");
        assertThat(eval("local c = cipher.new('aes-128-cbc') c:init(K:sub(1, 16), I, {is_encrypt = true})"
                        + " local a, b = c:update('0123456789'), c:update('0123456789') local e = a .. b .. c:final('z')"
                        + " return #a, #b, c:decrypt(K:sub(1, 16), I, e)"))
                .isEqualTo("0 16 01234567890123456789z");
        assertThat(eval("local c = cipher.new('aes-128-cbc') local e = c:encrypt(K:sub(1, 16), I, 'abc')"
                        + " return c:decrypt(K:sub(1, 16), ('j'):rep(16), e:sub(2))"))
                .isEqualTo("nil cipher:final: EVP_CipherFinal_ex: wrong final block length");
    }

    @Test
    void gcm_authenticates() {
        String encrypt = "local c = cipher.new('aes-256-gcm') local iv = I:sub(1, 12)"
                + " local e = c:encrypt(K, iv, 'hello', false, 'aad') local tag = c:get_aead_tag() ";
        assertThat(eval(encrypt + "return hex(e), hex(tag), hex(c:get_aead_tag(8))"))
                .isEqualTo("b2e194185d 230b7e4f31933ad3a4b34184de170983 230b7e4f31933ad3");
        assertThat(eval(encrypt + "return c:decrypt(K, iv, e, false, 'aad', tag), c:decrypt(K, iv, e, false, 'aad',"
                        + " tag:sub(1, 12))"))
                .isEqualTo("hello hello");
        String failed = "nil cipher:final: EVP_CipherFinal_ex failed";
        assertThat(eval(encrypt + "return c:decrypt(K, iv, e, false, 'bad', tag)"))
                .isEqualTo(failed);
        assertThat(eval(encrypt + "return c:decrypt(K, iv, e, false, 'aad')")).isEqualTo(failed);
        assertThat(eval(encrypt + "return c:get_aead_tag(33)")).isEqualTo("nil tag size 33 is too large");
    }

    @Test
    void wrap_keepsAKey() {
        String wrap = "local c = cipher.new('aes-128-wrap') local iv = ('\\166'):rep(8)"
                + " local e = c:encrypt(K:sub(1, 16), iv, P) ";
        assertThat(eval(wrap + "return hex(e), c:decrypt(K:sub(1, 16), iv, e)"))
                .isEqualTo("6a0ee6a1a98f607a0349c1980674c437cf4b68437d0f637e pppppppppppppppp");
        assertThat(eval(wrap + "return c:decrypt(K:sub(1, 16), iv, e:sub(1, 23) .. 'x')"))
                .isEqualTo("nil cipher:final: update error");
    }

    @Test
    void derive_makesKeyAndVector() {
        assertThat(
                        eval(
                                "local k, iv = cipher.new('aes-256-cbc'):derive('pw', 'saltsalt', 3, 'md5') return hex(k), hex(iv)"))
                .isEqualTo("c42b55285ae3ad337314d541d634eb967fae2ce9190ba0b2feef0754ee374d35"
                        + " c602d266177ff31e148f4d12362dc844");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type = kdf.PBKDF2, pass = 'p', salt = 's', pbkdf2_iter = 3|3c174b26bc748c193e403d2d198cf1a278daad18",
                "type = kdf.HKDF, salt = 's', hkdf_key = 'k', hkdf_info = 'i'|02b0929a9d46e9236e23320ea2a8c3b46b410a54",
                "type = kdf.HKDF, salt = 's', hkdf_key = 'k', hkdf_mode = kdf.HKDEF_MODE_EXTRACT_ONLY"
                        + "|eff4f79cbd30588f8586e3d777f64bc8ba44d0a03578d55cbc71c9204a4c6f39",
                "type = kdf.HKDF, hkdf_key = 'k', hkdf_info = 'i', hkdf_mode = kdf.HKDEF_MODE_EXPAND_ONLY"
                        + "|7691e3dfacbba6bd98578f03fcf1096e216a316f",
                "type = kdf.SCRYPT, pass = 'p', salt = 's', scrypt_N = 1024, scrypt_r = 8, scrypt_p = 2"
                        + "|58d718bdb4ff0e5652b2b7f3aeace824f612514a",
                "type = kdf.TLS1_PRF, tls1_prf_secret = 'k', tls1_prf_seed = 'i'|c60b1242c983980c6f2f32d9b8914c39515ce221",
            })
    void kdf_withATable(String options, String hex) {
        assertThat(eval("return hex(kdf.derive{md = 'sha256', outlen = 20, " + options + "})"))
                .isEqualTo(hex);
    }

    @Test
    void kdf_asAnObject_keepsItsOptionsUntilReset() {
        assertThat(eval("local f = kdf.new('HKDF') return hex((f:derive(20, {digest = 'sha256', key = 'k', salt = 's',"
                        + " info = 'i', mode = 0}))), hex((f:derive(20)))"))
                .isEqualTo("02b0929a9d46e9236e23320ea2a8c3b46b410a54 02b0929a9d46e9236e23320ea2a8c3b46b410a54");
        assertThat(eval("local f = kdf.new('PBKDF2') f:derive(9, {digest = 'sha256', pass = 'p', salt = 's'}) f:reset()"
                        + " return f:derive(9)"))
                .isEqualTo("nil kdf:derive: missing pass");
    }

    @Test
    void rand_givesAsManyBytes() {
        assertThat(eval("return #rand.bytes(5), #rand.bytes(0), rand.bytes(16) == rand.bytes(16)"))
                .isEqualTo("5 0 false");
    }

    @Test
    void facade_loadsTheModules() {
        assertThat(eval(
                        "local o = require 'resty.openssl' o.load_modules() return o.digest == digest, o.get_fips_mode(),"
                                + " openssl.version.OPENSSL_3_UP"))
                .isEqualTo("true false true");
    }

    @Test
    void gcm_shortTag_isCheckedToo() {
        String encrypt = "local c = cipher.new('aes-128-gcm') local k, iv = K:sub(1, 16), I:sub(1, 12)"
                + " local e = c:encrypt(k, iv, 'hello', false, 'aad') local tag = c:get_aead_tag() ";
        assertThat(eval(encrypt + "return #tag, c:decrypt(k, iv, e, false, 'aad', tag)"))
                .isEqualTo("8 hello");
        assertThat(
                        eval(
                                encrypt + "local d = cipher.new('aes-128-gcm') d:init(k, iv, {is_encrypt = false})"
                                        + " d:update_aead_aad('aad') d:set_aead_tag(tag:sub(1, 4)) return d:update(e:sub(1, 2)) .. d:final(e:sub(3))"))
                .isEqualTo("hello");
        assertThat(eval(encrypt + "return c:decrypt(k, iv, e, false, 'aad', tag:reverse())"))
                .isEqualTo("nil cipher:final: EVP_CipherFinal_ex failed");
        assertThat(eval(encrypt + "return c:decrypt(k, iv, 'j' .. e:sub(2), false, 'aad', tag)"))
                .isEqualTo("nil cipher:final: EVP_CipherFinal_ex failed");
    }

    @ParameterizedTest
    @CsvSource({"dh, get_parameters", "ssl, from_socket", "provider_key, new", "stack, new_of"})
    void modules_thatAreNotThere_sayWhenCalled(String module, String function) {
        assertThat(eval("return openssl['" + module + "']." + function + "()"))
                .isEqualTo("nil resty.openssl." + module + "." + function
                        + " is not available on the JVM: there is no OpenSSL");
    }
}
