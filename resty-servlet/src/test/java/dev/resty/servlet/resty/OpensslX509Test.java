// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The certificate is OpenSSL 3.0's, expected values are lua-resty-openssl 1.9's; it is valid for a hundred years. */
class OpensslX509Test {

    private static final String PRELUDE = """
            local x509, pkey = require "resty.openssl.x509", require "resty.openssl.pkey"
            local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
            local CERT = [[
            -----BEGIN CERTIFICATE-----
            MIIB4TCCAYegAwIBAgICEjQwCgYIKoZIzj0EAwIwNzELMAkGA1UEBhMCREUxEjAQ
            BgNVBAoMCUFjbWUsIEluYzEUMBIGA1UEAwwLZXhhbXBsZS5jb20wIBcNMjYxMTIy
            MTcyNjI4WhgPMjEyNjEwMjkxNzI2MjhaMDcxCzAJBgNVBAYTAkRFMRIwEAYDVQQK
            DAlBY21lLCBJbmMxFDASBgNVBAMMC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYI
            KoZIzj0DAQcDQgAE7qDypd0kftdLtt5Wf+ubpRuvnISeGajeThi+24dVebYR2+DT
            2et8a9jjHVBgyEXqsUI2WEp1x2/gzGuUmWji1KOBgDB+MB0GA1UdDgQWBBSbJ9ou
            d4MFqLOrwXDyrTkotQvlZTAfBgNVHSMEGDAWgBSbJ9oud4MFqLOrwXDyrTkotQvl
            ZTAPBgNVHRMBAf8EBTADAQH/MCsGA1UdEQQkMCKCC2V4YW1wbGUuY29tgg0qLmV4
            YW1wbGUub3JnhwQKAAABMAoGCCqGSM49BAMCA0gAMEUCIEuDU7Fpozv64tWrXBm+
            mMZ105/uf+CUyi6d60xImHkNAiEAxs1D6ILps/7tt9J9nC2EOrFeRuCRaEILRMdF
            nwPbcX8=
            -----END CERTIFICATE-----
            ]]
            local KEY = [[
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgB0Xci1RiFWNoWrt2
            VaA+jGpM5qyndFM7ISr0MQQDnM6hRANCAATuoPKl3SR+10u23lZ/65ulG6+chJ4Z
            qN5OGL7bh1V5thHb4NPZ63xr2OMdUGDIReqxQjZYSnXHb+DMa5SZaOLU
            -----END PRIVATE KEY-----
            ]]
            local c = x509.new(CERT)
            """;

    private final LibraryVm vm = new LibraryVm();

    private String eval(String code) {
        return vm.eval(PRELUDE + code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hex(c:digest('sha256'))|b5066b3275507e33afa48c7a15645305a41c6cf6b442ff1664134fac4813c102",
                "hex(c:pubkey_digest())|9b27da2e778305a8b3abc170f2ad3928b50be565",
                "c:get_lifetime()|1795368388 4948968388",
                "c:get_serial_number():to_hex(), c:get_version()|1234 3",
                "c:get_subject_name():tostring()|C=DE/CN=example.com/O=Acme, Inc",
                "c:get_issuer_name():find('organizationName').blob, c:get_issuer_name():count()|Acme, Inc 3",
                "c:get_subject_alt_name():tostring()|DNS=*.example.org/DNS=example.com/IP=10.0.0.1",
                "c:get_basic_constraints('ca'), c:get_basic_constraints().pathlen|true 0",
                "c:get_signature_name(), c:get_signature_digest_name()|ecdsa-with-SHA256 SHA256",
                "c:verify(c:get_pubkey()), c:verify(pkey.new{type = 'EC', curve = 'prime256v1'})|true false",
                "c:get_pubkey():to_PEM() == pkey.new(KEY):to_PEM(), c:check_private_key(pkey.new(KEY))|true true",
                "c:check_private_key(c:get_pubkey())|false x509:check_private_key: not a private key",
                "x509.new(c:tostring('DER')):digest() == c:digest(), x509.new(c:to_PEM()):digest() == c:digest()|true true",
                "x509.new(3)|nil x509.new: expect nil or a string at #1",
                "x509.new('zz')|nil x509.new: not enough data",
                "c:digest('zz')|nil x509:digest: invalid digest type \"zz\"",
                "c:tostring('zz')|nil x509:tostring: can only write PEM or DER format, not zz",
                "x509.istype(c), x509.istype(pkey.new(KEY))|true false",
            })
    void certificate_isRead(String expressions, String results) {
        assertThat(eval("return " + expressions)).isEqualTo(results);
    }

    @Test
    void store_trustsWhatItWasGiven() {
        assertThat(
                        eval(
                                "local s = require('resty.openssl.x509.store').new() local ch = require('resty.openssl.x509.chain').new()"
                                        + " local before, why = s:verify(c) s:add(c) ch:add(c) return before, why, s:verify(c, ch), ch:count()"))
                .isEqualTo("nil self-signed certificate true 1");
    }

    @Test
    void rsa_signsAndEncrypts() {
        String keys = "local rsa = require 'resty.rsa' local pub, priv = rsa:generate_rsa_keys(1024) ";
        assertThat(
                        eval(
                                keys + "local p = rsa:new{public_key = pub, algorithm = 'SHA256'}"
                                        + " local s = rsa:new{private_key = priv, algorithm = 'SHA256'} local sig = s:sign('x')"
                                        + " return p:verify('x', sig), (p:verify('y', sig)), s:decrypt(p:encrypt('text')), s:encrypt('x')"))
                .isEqualTo("true nil text nil not inited for encrypt");
        assertThat(eval("local rsa = require 'resty.rsa' local pub, priv = rsa:generate_rsa_keys(1024, true)"
                        + " local oaep = rsa.PADDING.RSA_PKCS1_OAEP_PADDING return pub:match('BEGIN [%u ]+'),"
                        + " rsa:new{private_key = priv, padding = oaep}:decrypt(rsa:new{public_key = pub, padding ="
                        + " oaep}:encrypt('text')), rsa:new{}"))
                .isEqualTo("BEGIN PUBLIC KEY text nil public_key or private_key not found");
        assertThat(eval(keys + "return rsa:new{public_key = pub, algorithm = 'zz'}"))
                .isEqualTo("nil Unknown message digest");
    }

    @Test
    void evp_signsWithCurvesInBothEncodings() {
        assertThat(eval(
                        "local evp = require 'resty.evp' local s = evp.ECSigner:new(KEY) local der = s:sign('x', 'SHA256')"
                                + " local raw = s:get_raw_sig(der) local v = evp.ECVerifier:new(evp.Cert:new(CERT))"
                                + " return #raw, v:verify('x', raw, 'SHA256'), v:verify('y', raw, 'SHA256')"))
                .isEqualTo("64 true false Verification failed");
        assertThat(eval("local evp = require 'resty.evp' return evp.ECVerifier:new(), evp.PublicKey:new('zz')"))
                .isEqualTo("nil nil unsupported");
    }

    @Test
    void evp_signsAndEncryptsWithRsa() {
        assertThat(
                        eval(
                                "local evp = require 'resty.evp' local key = pkey.new{bits = 1024} local pem = key:to_PEM('private')"
                                        + " local pub = evp.PublicKey:new(key:to_PEM()) local pss = evp.CONST.RSA_PKCS1_PSS_PADDING"
                                        + " return evp.RSAVerifier:new(pub):verify('x', evp.RSASigner:new(pem):sign('x', 'SHA512'), 'SHA512'),"
                                        + " evp.RSAVerifier:new(pub, pss):verify('x', evp.RSASigner:new(pem, nil, pss):sign('x', 'SHA256'),"
                                        + " 'SHA256'), evp.RSADecryptor:new(pem):decrypt(evp.RSAEncryptor:new(pub):encrypt('text'))"))
                .isEqualTo("true true text");
    }
}
