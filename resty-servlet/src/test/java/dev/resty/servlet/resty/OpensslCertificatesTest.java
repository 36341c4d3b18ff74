// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates, requests and extensions that scripts make, and PKCS #12. Texts are those of OpenSSL 3.0. */
class OpensslCertificatesTest {

    private static final String PRELUDE = """
            local x509, pkey, csr = require "resty.openssl.x509", require "resty.openssl.pkey", require "resty.openssl.x509.csr"
            local names, altname = require "resty.openssl.x509.name", require "resty.openssl.x509.altname"
            local extension, bn = require "resty.openssl.x509.extension", require "resty.openssl.bn"
            local pkcs12, digest = require "resty.openssl.pkcs12", require "resty.openssl.digest"
            local store, chain = require "resty.openssl.x509.store", require "resty.openssl.x509.chain"
            local function made(subject, key, issuer, issuer_key)
                local c, name = x509.new(), names.new():add("C", "DE"):add("CN", subject)
                assert(c:set_version(3)) assert(c:set_serial_number(bn.new(77))) assert(c:set_pubkey(key))
                assert(c:set_lifetime(os.time() - 60, os.time() + 3600)) assert(c:set_subject_name(name))
                assert(c:set_issuer_name(issuer and issuer:get_subject_name() or name))
                assert(c:set_basic_constraints{CA = not issuer, pathLen = 1}) assert(c:set_basic_constraints_critical(true))
                assert(c:add_extension(assert(extension.new("subjectKeyIdentifier", "hash", {subject = c}))))
                assert(c:sign(issuer_key or key, digest.new("sha256")))
                return c
            end
            local function ec() return pkey.new{type = "EC", curve = "prime256v1"} end
            """;

    private final LibraryVm vm = new LibraryVm();

    private String eval(String code) {
        return vm.eval(PRELUDE + code);
    }

    @Test
    void certificate_thatIsMade_isReadAndTrustedLikeAny() {
        assertThat(eval("local k = ec() local c = x509.new(made('me', k):tostring('DER')) return c:get_version(),"
                        + " c:get_serial_number():to_hex(), c:get_subject_name():tostring(), c:verify(k),"
                        + " c:check_private_key(k), c:get_signature_name(), c:get_basic_constraints('pathlen'),"
                        + " c:get_basic_constraints_critical(), c:get_not_after() - c:get_not_before()"))
                .isEqualTo("3 4D C=DE/CN=me true true ecdsa-with-SHA256 1 true 3660");
        assertThat(eval("local k, k2 = ec(), ec() local root = made('root', k) local leaf = made('leaf', k2, root, k)"
                        + " local s = store.new() s:add(root) return leaf:verify(k), leaf:verify(k2), s:verify(leaf),"
                        + " (store.new():verify(leaf))"))
                .isEqualTo("true false true nil");
    }

    @Test
    void certificate_changedAfterSigning_isNotSignedAnyMore() {
        assertThat(eval("local k = ec() local c = made('me', k) local before = c:tostring() c:set_not_after(4102444800)"
                        + " return c:verify(k), c:tostring() == before, c:sign(k), c:verify(k), c:get_not_after()"))
                .isEqualTo("false false true true 4102444800");
        assertThat(eval("local k = pkey.new{type = 'Ed25519'} local c = made('me', k) return c:verify(k),"
                        + " c:get_signature_name(), c:get_signature_nid()"))
                .isEqualTo("true ED25519 1087");
    }

    @Test
    void copy_isIndependent() {
        assertThat(eval("local c = made('me', ec()) local d = x509.dup(c.ctx) d:set_serial_number(bn.new(5)) return"
                        + " c:get_serial_number():to_hex(), d:get_serial_number():to_hex()"))
                .isEqualTo("4D 05");
    }

    @Test
    void request_carriesNamesAndKey() {
        assertThat(eval(
                        "local k, r = ec(), csr.new() r:set_subject_name(names.new():add('CN', 'a.org')) r:set_pubkey(k)"
                                + " r:set_subject_alt_name(altname.new():add('DNS', 'a.org'):add('IP', '2001:db8::1'))"
                                + " assert(r:sign(k)) local b = csr.new(r:to_PEM()) return b:verify(k), b:check_private_key(k),"
                                + " b:get_subject_name():tostring(), b:get_subject_alt_name():tostring(), b:get_version(),"
                                + " b:get_extensions():count(), (b:get_extension('subjectAltName')):text()"))
                .isEqualTo(
                        "true true CN=a.org DNS=a.org/IP=2001:db8::1 1 1 DNS:a.org, IP Address:2001:DB8:0:0:0:0:0:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extendedKeyUsage|serverAuth,clientAuth|TLS Web Server Authentication, TLS Web Client Authentication",
                "keyUsage|critical,digitalSignature, Key Encipherment,decipherOnly|Digital Signature, Key Encipherment, Decipher Only",
                "basicConstraints|CA:TRUE,pathlen:0|CA:TRUE, pathlen:0",
                "subjectAltName|DNS:a.org,email:b@c.de,URI:http://x/,IP:10.0.0.1|"
                        + "DNS:a.org, email:b@c.de, URI:http://x/, IP Address:10.0.0.1",
                "authorityInfoAccess|OCSP;URI:http://o/|OCSP - URI:http://o/",
                "subjectKeyIdentifier|00:aB|00:AB",
                "basicConstraints|DER:3000|CA:FALSE"
            })
    void extension_ofText(String name, String text, String printed) {
        assertThat(eval("return extension.new('" + name + "', '" + text + "'):text()"))
                .isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extension.new('nonsense', 'x')|nil x509.extension.new: objects.txtnid2nid: invalid NID text nonsense",
                "extension.new('keyUsage', 'flying')|nil x509.extension.new: unknown bit string argument",
                "extension.new('keyUsage', 3)|nil x509.extension.new: expect string at #2",
                "extension.new('subjectKeyIdentifier', 'hash')|nil x509.extension.new: no public key",
                "extension.new('basicConstraints', 'DER:3')|nil x509.extension.new: illegal hex digit",
                "extension.from_der('x', 'nonsense')|"
                        + "nil x509.extension.from_der: objects.txtnid2nid: invalid NID text nonsense",
                "names.new():add('nonsense', 'x')|nil x509.name:add: invalid NID text nonsense",
                "names.new():add('C', 'Germany')|nil x509.name:add: X509_NAME_add_entry_by_OBJ() failed",
                "altname.new():add('IP', 'localhost')|nil x509.altname:gn_set: invalid IP address localhost",
                "altname.new():add('IP', '1.2.3.400')|nil x509.altname:gn_set: invalid IP address 1.2.3.400",
                "altname.new():add('IP', ':::')|nil x509.altname:gn_set: invalid IP address :::",
                "altname.new():add('IP', 'ffff:')|nil x509.altname:gn_set: invalid IP address ffff:",
                "altname.new():add('DirName', 'x')|"
                        + "nil x509.altname:gn_set: setting type DirName is currently not supported",
                "altname.new():add('Fax', 'x')|nil x509.altname:gn_set: unknown type Fax",
                "csr.new('zz')|nil x509.csr.new: not enough data",
                "csr.new(('-'):rep(99), 'DER')|nil x509.csr.new: nested asn1 error",
                "csr.new(7)|nil x509.csr.new: expect nil or a string at #1",
                "csr.new():sign('key')|false x509.csr:sign: expect a pkey instance at #1",
                "csr.new():set_subject_alt_name('x')|"
                        + "false x509.csr:set_subject_alt_name: expect a x509.altname instance at #1",
                "x509.new():sign(pkey.new(ec():to_PEM()))|false x509:sign: not a private key",
                "x509.new():sign(pkey.new{type = 'X25519'})|false x509:sign: operation not supported for this keytype",
                "x509.new():get_pubkey()|nil x509:get_pubkey failed",
                "x509.new():set_serial_number(5)|false x509:set_serial_number: expect a bn instance at #1",
                "x509.new():get_subject_alt_name()|nil",
                "pkcs12.encode({key = ec(), cert = x509.new()})|"
                        + "nil pkcs12.encode: key doesn't match cert: x509:check_private_key: unknown key type",
                "pkcs12.encode({key = ec(), cert = made('me', ec())})|"
                        + "nil pkcs12.encode: key doesn't match cert: x509:check_private_key: key values mismatch",
                "pkcs12.decode('rubbish')|nil pkcs12.decode: PKCS12_parse: wrong tag"
            })
    void badInput_isAnError(String call, String expected) {
        assertThat(eval("return " + call)).isEqualTo(expected);
    }

    @Test
    void certificate_cutShort_isAnError() {
        assertThat(eval("local der = made('me', ec()):tostring('DER') local failed = 0 for i = 0, #der - 1 do"
                        + " local c, err = x509.new(der:sub(1, i), 'DER') if not c and err:find('^x509.new') then"
                        + " failed = failed + 1 end end return failed == #der"))
                .isEqualTo("true");
    }

    @Test
    void infoAccess_isReadAndChanged() {
        assertThat(eval("local c = x509.new() c:add_extension(extension.new('authorityInfoAccess',"
                        + " 'OCSP;URI:http://o/,caIssuers;URI:http://i/')) local list = c:get_info_access()"
                        + " list:add('OCSP', 'URI', 'http://p/') c:set_info_access(list) return c:get_ocsp_url(),"
                        + " #c:get_ocsp_url(true), c:get_info_access():count(), c:get_info_access()[2][1],"
                        + " c:get_crl_url()"))
                .isEqualTo("http://o/ 2 3 179 nil");
        assertThat(eval("local c = x509.new() c:add_extension(extension.new('crlDistributionPoints', 'URI:http://l/'))"
                        + " return c:get_crl_url(), c:get_crl_distribution_points():index(1):tostring()"))
                .isEqualTo("http://l/ URI=http://l/");
    }

    @Test
    void lists_areIndexedCountedAndIterated() {
        assertThat(eval("local l = require('resty.openssl.x509.extensions').new() local e = extension.new('keyUsage',"
                        + " 'cRLSign') l:add(e) l:add(e) local n = 0 for i, x in l:each() do n = n + i end"
                        + " return l:count(), l[1]:text(), l[3], n, #l:all(), l:index(2):get_object().nid"))
                .isEqualTo("2 CRL Sign nil 3 2 83");
    }

    @Test
    void chains_areIndexedAndCopied() {
        assertThat(eval(
                        "local a = chain.new() a:add(made('one', ec())) local b = chain.dup(a.ctx) b:add(made('two', ec()))"
                                + " return a:count(), b:count(), b[2]:get_subject_name():tostring(), a:add('x')"))
                .isEqualTo("1 2 C=DE/CN=two nil x509.chain:add: expect a x509 instance at #1");
    }

    @Test
    void providers_areTheJvms() {
        assertThat(eval("local p = require 'resty.openssl.provider' local l = p.load('legacy') return p.istype(l),"
                        + " l:self_test(), l:unload(), p.is_available('fips'), p.load('fips')"))
                .isEqualTo("true true true false nil provider.load: provider fips is not available on the JVM");
        assertThat(eval(
                        "local o = require 'resty.openssl.objects' return o.find_sigid_algs(795), o.txt2nid('keyUsage'),"
                                + " o.nid2table(85).ln, o.find_sigid_algs(1)"))
                .isEqualTo("673 83 X509v3 Subject Alternative Name 0");
    }

    @Test
    void pkcs12_roundTrips() {
        assertThat(eval("local k = ec() local c, other = made('me', k), made('other', ec()) local bytes ="
                        + " assert(pkcs12.encode({key = k, cert = c, cacerts = {other}, friendly_name = 'my name'}, 'secret'))"
                        + " local t = assert(pkcs12.decode(bytes, 'secret')) return t.friendly_name, t.cert:to_PEM() =="
                        + " c:to_PEM(), t.key:to_PEM('private') == k:to_PEM('private'), #t.cacerts,"
                        + " t.cacerts[1]:get_subject_name():tostring(), select(2, pkcs12.decode(bytes, 'wrong'))"))
                .isEqualTo("my name true true 1 C=DE/CN=other pkcs12.decode: PKCS12_parse: mac verify failure");
        assertThat(eval("local k = ec() local t = pkcs12.decode(pkcs12.encode({key = k, cert = made('me', k)})) return"
                        + " t.friendly_name, t.cacerts, t.cert:check_private_key(k)"))
                .isEqualTo("nil nil true");
    }
}
