// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.Certificates;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.KeyText;
import dev.resty.servlet.lua.runtime.LuaText;
import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code ngx.ssl}. Differs from OpenResty: TLS belongs to the container, so what asks for the connection's TLS
 * or changes it gives {@code nil, "bad request"}, as it does in OpenResty for a connection without; certificates and keys
 * can't be parsed into C's structures.
 *
 * @see <a href="https://github.com/openresty/lua-resty-core/blob/master/lib/ngx/ssl.md">ngx.ssl</a>
 */
final class TlsLibrary {

    /** Functions that give {@code nil, "bad request"}. */
    private static final List<String> OF_CONNECTIONS = List.of(
            "clear_certs",
            "get_client_random",
            "get_req_ssl_pointer",
            "get_server_random",
            "get_shared_ssl_ciphers",
            "get_tls1_version",
            "get_tls1_version_str",
            "server_name",
            "server_port",
            "set_cert",
            "set_der_cert",
            "set_der_priv_key",
            "set_priv_key",
            "verify_client");

    private TlsLibrary() {}

    /** The module's table. */
    static LuaTable module() {
        LuaTable parsers = Unavailable.missing(
                "ngx.ssl",
                "there is no OpenSSL",
                "parse_der_cert",
                "parse_der_priv_key",
                "parse_pem_cert",
                "parse_pem_priv_key");
        LibraryTable table = LibraryTable.of()
                .inherit(parsers)
                .value("SSL3_VERSION", LuaValue.valueOf(0x300))
                .value("TLS1_VERSION", LuaValue.valueOf(0x301))
                .value("TLS1_1_VERSION", LuaValue.valueOf(0x302))
                .value("TLS1_2_VERSION", LuaValue.valueOf(0x303))
                .value("TLS1_3_VERSION", LuaValue.valueOf(0x304))
                .fn("cert_pem_to_der", "der, err = ssl.cert_pem_to_der(pem)", "Certificates as DER.", TlsLibrary::chain)
                .fn(
                        "priv_key_pem_to_der",
                        "der, err = ssl.priv_key_pem_to_der(pem, password?)",
                        "A key.",
                        TlsLibrary::key);
        for (String function : OF_CONNECTIONS) {
            table.fn(
                    function,
                    "nil, err = ssl." + function + "(...)",
                    "No TLS.",
                    args -> Arguments.failure("bad request"));
        }
        for (String function : List.of("raw_client_addr", "raw_server_addr")) {
            table.fn(
                    function,
                    "nil, nil, err = ssl." + function + "()",
                    "No TLS.",
                    args -> LuaValue.varargsOf(LuaValue.NIL, LuaValue.NIL, LuaText.of("bad request")));
        }
        return table.build();
    }

    private static Varargs chain(Varargs args) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (X509Certificate certificate : Certificates.readPem(Arguments.bytes(args, 1, "cert_pem_to_der"))) {
                all.writeBytes(Certificates.der(certificate));
            }
        } catch (CryptoException e) {
            return Arguments.failure("PEM_read_bio_X509_AUX() failed");
        }
        return Arguments.bytes(all.toByteArray());
    }

    private static Varargs key(Varargs args) {
        byte[] text = Arguments.bytes(args, 1, "priv_key_pem_to_der");
        byte[] password = args.arg(2).isnil() ? null : Arguments.bytes(args, 2, "priv_key_pem_to_der");
        try {
            AsymmetricKey key = KeyText.readPem(text, KeyText.Half.PRIVATE, password);
            return Arguments.bytes(Objects.requireNonNull(KeyText.der(key, true)));
        } catch (CryptoException e) {
            return Arguments.failure("PEM_read_bio_PrivateKey() failed");
        }
    }
}
