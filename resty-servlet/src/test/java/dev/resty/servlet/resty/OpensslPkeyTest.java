// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and expected values are OpenSSL 3.0's, by lua-resty-openssl 1.9. */
class OpensslPkeyTest {

    private static final String PRELUDE = """
            local pkey, digest, bn =
                require "resty.openssl.pkey", require "resty.openssl.digest", require "resty.openssl.bn"
            local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
            local function hash(s) return hex(digest.new("sha256"):final(s)) end
            local ED = [[
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEICdPEXT+Y5i+KLe42p/LuD/YhZPSzEMIXozh/urR7zho
            -----END PRIVATE KEY-----
            ]]
            local EC = [[
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIAdF3ItUYhVjaFq7dlWgPoxqTOasp3RTOyEq9DEEA5zOoAoGCCqGSM49
            AwEHoUQDQgAE7qDypd0kftdLtt5Wf+ubpRuvnISeGajeThi+24dVebYR2+DT2et8
            a9jjHVBgyEXqsUI2WEp1x2/gzGuUmWji1A==
            -----END EC PRIVATE KEY-----
            ]]
            local EC_ENCRYPTED = [[
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhzDlYh8mG9zQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEPFXUa8yamNx2tqCYPs8hiAEgZDW
            j4vr02MyKr5FZngNXAzR4VAehbS7hgNr6iAKSZqLI8FeFfbZ4UZnYy5Dr9OYf3ja
            u11Unb7YfJ6NtABxQCc8dPwR9YNxTgSoA/ULfXm6PB3JXlZpd/grHHYI6EoF9keS
            TCBzXYDY5EBQNqDsY8We2OATQn8AV2YyzsgbRlfcaSshjj619TEnmPEZ3a770e4=
            -----END ENCRYPTED PRIVATE KEY-----
            ]]
            """;

    /** A key that is made once for all tests. */
    private static final String RSA = "local R = pkey.new{type = 'RSA', bits = 1024} local P = pkey.new(R:tostring()) ";

    private final LibraryVm vm = new LibraryVm();

    private String eval(String code) {
        return vm.eval(PRELUDE + code);
    }

    @Test
    void new_ofEc_computesThePublicHalf() {
        assertThat(eval("local k = pkey.new(EC) return k.key_type, k:get_key_type().sn, k:get_size(), k:is_private(),"
                        + " hash(k:tostring('public', 'DER'))"))
                .isEqualTo(
                        "408 id-ecPublicKey 72 true 4d54f3eae2cd3362c9e63fe51332cc06fa6f09a94f2e44d6cfc2a7377ef0673f");
        assertThat(eval("return hash(pkey.new(EC):tostring('private', 'PEM'))"))
                .isEqualTo("bad9e58365156daf72163f60117839988900928080be5b04bed9556835be08b1");
    }

    @Test
    void new_ofEd25519_computesThePublicHalf() {
        assertThat(eval("local k = pkey.new(ED) local p = k:get_parameters()"
                        + " return k:get_key_type().id, hex(p.public), hash(k:to_PEM('private'))"))
                .isEqualTo("1.3.101.112 a05dfa4f92d0381a80d0a416f38c1a86dd031b86af6d789a39a56ee0af488b87"
                        + " b6d66521078163ffbc9b5a23375a5dd0e9d6eb62d432ff5825aaa80b172649c4");
    }

    @Test
    void new_ofAnEncryptedKey_takesAPassphrase() {
        assertThat(eval("return pkey.new(EC_ENCRYPTED, {passphrase = 'secret'}):tostring() == pkey.new(EC):tostring(),"
                        + " pkey.new(EC_ENCRYPTED, {passphrase_cb = function() return 'secret' end}) ~= nil,"
                        + " pkey.new(EC_ENCRYPTED, {passphrase = 'wrong'})"))
                .isEqualTo("true true nil pkey.new:load_key: bad decrypt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pkey.new(EC, {type = 'zz'})|nil pkey.new:load_key: expecting 'pr', 'pu' or '*' as \"type\"",
                "pkey.new(EC, {format = 'zz'})|nil pkey.new:load_key: expecting 'DER', 'PEM', 'JWK' or '*' as \"format\"",
                "pkey.new(3)|nil pkey.new: unexpected type number at #1",
                "pkey.new{type = 'EC', curve = 'zz'}|nil pkey.new:new_key: generate_param: unknown curve zz",
                "pkey.new('garbage')|nil pkey.new:load_key: unsupported",
                "pkey.new(EC):tostring('foo')|nil pkey:tostring: can only export private or public key, not foo",
                "pkey.new(EC):sign('x', 'zz')|nil pkey:sign_verify_prepare: invalid digest type \"zz\"",
                "pkey.new(EC):verify(3)|nil pkey:verify: expect a string at #1",
                "pkey.new(EC):encrypt(3)|nil pkey:asymmetric_routine: expect a string at #1",
                "pkey.new('{\"kty\":\"zz\"}')|nil pkey.new:load_key: jwk:load_jwk: not yet supported jwk type \"zz\"",
            })
    void misuse_isReportedAsUpstreamDoes(String call, String results) {
        assertThat(eval("return " + call)).isEqualTo(results);
    }

    @Test
    void sign_withEd25519_isDeterministic() {
        assertThat(eval("return hex(pkey.new(ED):sign('hello'))"))
                .isEqualTo("f9fb81c039fe7bec90f3c889997aa38aeb38e430bff7089e2556be49c67be258"
                        + "140d86373e02442aa80e925f988ba87e1f0c253e60363bf6358ab3989a1d340c");
        assertThat(eval("local k = pkey.new(ED) local p = pkey.new(k:tostring()) local s = k:sign('hello')"
                        + " return p:verify(s, 'hello'), (p:verify(s, 'hellp')), p:sign('x')"))
                .isEqualTo("true false nil pkey:sign: missing private key");
    }

    @Test
    void sign_withEc_isInDerOrRaw() {
        assertThat(eval("local k = pkey.new(EC) local s = k:sign('hello', 'sha256') local d = digest.new('sha256')"
                        + " d:update('hello') return k:verify(s, 'hello', 'sha256'), k:verify(s, d),"
                        + " (k:verify(s, 'hellp', 'sha256')), k:verify(k:sign(d), 'hello')"))
                .isEqualTo("true true false true");
        assertThat(eval("local k, raw = pkey.new(EC), {ecdsa_use_raw = true} local s = k:sign('x', 'sha256', nil, raw)"
                        + " return #s, k:verify(s, 'x', 'sha256', nil, raw), k:verify('raw', 'x', 'sha256', nil, raw)"))
                .isEqualTo("64 true nil pkey:sign: ecdsa.sig_raw2der: invalid signature length, expect 64 but got 3");
    }

    @Test
    void sign_withRsa_padsAsAsked() {
        assertThat(eval(RSA
                        + "return P:verify(R:sign('a', 'sha384'), 'a', 'sha384'), (P:verify(R:sign('a', 'sha384'), 'a',"
                        + " 'sha256')), (P:verify('zz', 'a')), P:verify_recover(R:sign_raw('abc'))"))
                .isEqualTo("true false false abc");
        assertThat(eval(RSA + "local pss = pkey.PADDINGS.RSA_PKCS1_PSS_PADDING local function check(o, p)"
                        + " return (P:verify(R:sign('a', 'sha256', pss, o), 'a', 'sha256', pss, p)) end"
                        + " return check(), check({pss_saltlen = 20}), check({pss_saltlen = 20}, {pss_saltlen = 21}),"
                        + " check({mgf1_md = 'sha1'}, {mgf1_md = 'sha1'}), check({mgf1_md = 'sha1'})"))
                .isEqualTo("true true false true false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nil", "pkey.PADDINGS.RSA_PKCS1_OAEP_PADDING", "4, {oaep_md = 'sha256'}"})
    void encrypt_isUndoneByTheOtherHalf(String padding) {
        assertThat(eval(RSA + "return R:decrypt(P:encrypt('abc', " + padding + "), " + padding + ")"))
                .isEqualTo("abc");
    }

    @Test
    void derive_givesBothTheSameSecret() {
        assertThat(eval("local a, b = pkey.new{type = 'X25519'}, pkey.new{type = 'X25519'}"
                        + " return #a:derive(b), a:derive(b) == b:derive(a)"))
                .isEqualTo("32 true");
        assertThat(eval("return hex(pkey.new(EC):derive(pkey.new(EC)))"))
                .isEqualTo("f4b32bb0fad12afbc5a11ab0a5c44930528aad15f566e219b160bd922ce5441c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkey.new(EC)", "pkey.new(ED)", "pkey.new{bits = 1024}", "pkey.new{type = 'X448'}"})
    void jwkAndDer_areReadBack(String key) {
        assertThat(eval("local k = " + key + " local p = k:tostring('private', 'PEM') return"
                        + " pkey.new(k:tostring('private', 'JWK')):tostring('private', 'PEM') == p,"
                        + " pkey.new(k:tostring('private', 'DER')):tostring('private', 'PEM') == p,"
                        + " pkey.new(k:tostring('public', 'JWK')):tostring() == k:tostring(),"
                        + " pkey.new(k:tostring('private', 'JWK'), {type = 'pu'}):is_private()"))
                .isEqualTo("true true true false");
    }

    @Test
    void pkcs1_isWrittenAndRead() {
        assertThat(eval(RSA + "local s, p = R:to_PEM('private', true), R:to_PEM('public', true)"
                        + " return s:match('BEGIN [%u ]+'), p:match('BEGIN [%u ]+'), pkey.new(s):tostring() == P:tostring(),"
                        + " pkey.new(p):tostring() == P:tostring()"))
                .isEqualTo("BEGIN RSA PRIVATE KEY BEGIN RSA PUBLIC KEY true true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a + b, a - b, b - a, a * b, a / b, a % b, -a, a + 1|13 7 -7 30 3 1 -10 11",
                "a == b, a < b, a <= b, a > b|false false false true",
                "bn.exp(a, b), bn.mod_exp(a, b, 7), bn.mod_sub(b, a, 7), bn.gcd(12, 18), bn.sqr(a)|1000 6 0 6 100",
                "bn.lshift(a, 3), bn.rshift(a, 1), bn.mod_add(a, b, 7), bn.mod_mul(a, b, 7), bn.mod_sqr(a, 7)|80 5 6 2 2",
                "hex(a:to_binary()), hex(a:to_binary(4)), bn.new(300):to_hex(), bn.new(0):to_hex(), (-a):to_hex()"
                        + "|0a 0000000a 012C 0 -0A",
                "hex(a:to_mpi()), hex(bn.new(200):to_mpi()), hex((-a):to_mpi())|000000010a 0000000200c8 000000018a",
                "bn.from_hex('0A'), bn.from_dec('12'), bn.from_binary('a'), bn.from_mpi((-a):to_mpi())|10 12 97 -10",
                "a:is_zero(), bn.new(1):is_one(), a:is_odd(), bn.new(7):is_prime(), a:is_prime(), a:is_word(10)"
                        + "|false true false true false true",
                "bn.new({})|nil bn.new: set_bn: expect nil, a number or a string at #1",
                "bn.new('1', 7)|nil bn.new: set_bn: unsupported base: 7",
                "select(2, pcall(function() return a + {} end)):match('cannot.*')|cannot add a table to bignum",
                "select(2, pcall(function() return a / 0 end)):match('BN.*')|BN_div() failed",
            })
    void bn_computes(String expressions, String results) {
        assertThat(eval("local a, b = bn.new(10), bn.new('3') local t = {" + expressions + "}"
                        + " for i = 1, table.maxn(t) do t[i] = tostring(t[i]) end return table.concat(t, ' ')"))
                .isEqualTo(results);
    }
}
