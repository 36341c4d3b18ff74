// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.CertificateDraft;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.openssl.*} over the JVM's own cryptography, in the shape that lua-resty-openssl has with
 * OpenSSL 3. Differs from OpenResty: the functions of {@code dh}, {@code ssl}, {@code ssl_ctx} and of the modules that
 * upstream's own modules are made of, such as {@code asn1} and {@code stack}, give {@code nil} and say that they aren't
 * available.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class Openssl {

    /** What messages call the library. */
    static final String VERSION_TEXT = "Java Cryptography Architecture, as OpenSSL 3.0";

    private static final int VERSION_NUM = 0x30000000;

    private static final String MODULE_VERSION = "1.9.0";

    /** Upstream's modules that aren't here, with the functions that say so. */
    private static final Map<String, List<String>> UNAVAILABLE = Map.ofEntries(
            Map.entry("asn1", List.of("asn1_to_unix")),
            Map.entry("ctx", List.of("new", "free")),
            Map.entry("dh", List.of("get_parameters", "set_parameters")),
            Map.entry("ec", List.of("get_parameters", "set_parameters")),
            Map.entry("ecx", List.of("get_parameters", "set_parameters", "is_private")),
            Map.entry("param", List.of("construct", "parse", "parse_params_schema", "get_params_func")),
            Map.entry("provider_key", List.of("new")),
            Map.entry("rsa", List.of("get_parameters", "set_parameters")),
            Map.entry("ssl", List.of("from_request", "from_socket")),
            Map.entry("ssl_ctx", List.of("from_request", "from_socket")),
            Map.entry("stack", List.of("gc_of", "mt_of", "new_of", "add_of", "dup_of", "all_func", "deep_copy_of")),
            Map.entry("x509.crl", List.of("new", "dup")),
            Map.entry("x509.revoked", List.of("new")));

    private final Worker worker;
    private @Nullable OpensslBn numbers;
    private @Nullable OpensslPkey keys;
    private @Nullable OpensslX509Names names;
    private @Nullable OpensslX509 certificates;
    private @Nullable OpensslExtensions extensions;
    private @Nullable OpensslInfoAccess access;
    private @Nullable OpensslList<CertificateDraft> chains;

    private Openssl(Worker worker) {
        this.worker = worker;
    }

    /** The module of big numbers, which others give too. */
    private OpensslBn numbers() {
        OpensslBn made = numbers;
        if (made == null) {
            made = new OpensslBn();
            numbers = made;
        }
        return made;
    }

    /** The module of keys, which others give too. */
    private OpensslPkey keys() {
        OpensslPkey made = keys;
        if (made == null) {
            made = new OpensslPkey(worker, numbers());
            keys = made;
        }
        return made;
    }

    /** The modules by name. */
    static Map<String, Supplier<? extends LuaValue>> modules(Worker worker) {
        Map<String, Supplier<? extends LuaValue>> modules = new LinkedHashMap<>();
        modules.put("resty.openssl", () -> facade(worker));
        modules.put("resty.openssl.version", Openssl::version);
        modules.put("resty.openssl.digest", OpensslDigest::module);
        modules.put("resty.openssl.hmac", OpensslMac::hmac);
        modules.put("resty.openssl.mac", OpensslMac::mac);
        modules.put("resty.openssl.cipher", () -> OpensslCipher.module(worker));
        modules.put("resty.openssl.kdf", () -> OpensslKdf.module(worker));
        modules.put("resty.openssl.rand", OpensslRand::module);
        modules.put("resty.openssl.objects", OpensslObjects::module);
        modules.put("resty.openssl.provider", OpensslProvider::module);
        UNAVAILABLE.forEach((name, functions) -> {
            String module = "resty.openssl." + name;
            modules.put(module, () -> Unavailable.missing(module, "there is no OpenSSL", functions));
        });
        Openssl objects = new Openssl(worker);
        modules.put("resty.openssl.bn", () -> objects.numbers().module());
        modules.put("resty.openssl.pkey", () -> objects.keys().module());
        modules.put("resty.openssl.x509", () -> objects.certificates().module());
        modules.put("resty.openssl.x509.chain", () -> objects.chains().module());
        modules.put("resty.openssl.x509.store", () -> OpensslX509Store.store(objects.chains()));
        modules.put("resty.openssl.x509.name", () -> objects.names().nameModule());
        modules.put("resty.openssl.x509.altname", () -> objects.names().alternativeModule());
        modules.put("resty.openssl.x509.extension", () -> objects.extensions().module());
        modules.put("resty.openssl.x509.extensions", () -> objects.extensions().listModule());
        modules.put("resty.openssl.x509.extension.info_access", () -> objects.access()
                .module());
        modules.put("resty.openssl.x509.extension.dist_points", () -> objects.access()
                .pointsModule());
        modules.put(
                "resty.openssl.x509.csr",
                () -> new OpensslCsr(objects.keys(), objects.names(), objects.extensions()).module());
        modules.put("resty.openssl.pkcs12", () -> OpensslPkcs12.module(objects.keys(), objects.certificates()));
        return modules;
    }

    /** The modules of names in certificates. */
    private OpensslX509Names names() {
        OpensslX509Names made = names;
        if (made == null) {
            made = new OpensslX509Names();
            names = made;
        }
        return made;
    }

    /** The module of certificates. */
    private OpensslX509 certificates() {
        OpensslX509 made = certificates;
        if (made == null) {
            made = new OpensslX509(numbers(), keys(), names(), extensions(), access());
            certificates = made;
        }
        return made;
    }

    /** The module of certificates that come along. */
    private OpensslList<CertificateDraft> chains() {
        OpensslList<CertificateDraft> made = chains;
        if (made == null) {
            made = OpensslX509Store.chains(certificates());
            chains = made;
        }
        return made;
    }

    /** The modules of extensions. */
    private OpensslExtensions extensions() {
        OpensslExtensions made = extensions;
        if (made == null) {
            made = new OpensslExtensions(names());
            extensions = made;
        }
        return made;
    }

    /** The modules of places that certificates name. */
    private OpensslInfoAccess access() {
        OpensslInfoAccess made = access;
        if (made == null) {
            made = new OpensslInfoAccess(names());
            access = made;
        }
        return made;
    }

    private static LuaTable version() {
        return LibraryTable.of()
                .value("version_num", LuaValue.valueOf(VERSION_NUM))
                .value("version_text", VERSION_TEXT)
                .fn("version", "text = version.version(what)", "What it is.", args -> LuaText.of(VERSION_TEXT))
                .fn("info", "text = version.info(what)", "Nothing is known.", args -> LuaValue.NIL)
                .value("OPENSSL_30", LuaValue.TRUE)
                .value("OPENSSL_3X", LuaValue.TRUE)
                .value("OPENSSL_4X", LuaValue.FALSE)
                .value("OPENSSL_3_UP", LuaValue.TRUE)
                .value("OPENSSL_111", LuaValue.FALSE)
                .value("VERSION", LuaValue.valueOf(0))
                .build();
    }

    /** {@code resty.openssl}, whose fields are the modules once {@code load_modules} has run. */
    private static LuaTable facade(Worker worker) {
        LuaTable facade = new Table();
        return LibraryTable.into(facade)
                .value("_VERSION", MODULE_VERSION)
                .fn("load_modules", "openssl.load_modules()", "Loads the modules as fields.", args -> {
                    LuaValue require = worker.globals().get("require");
                    for (String name : LOADED) {
                        facade.set(name, require.call(LuaText.of("resty.openssl." + name)));
                    }
                    return LuaValue.NONE;
                })
                .fn("get_fips_mode", "on = openssl.get_fips_mode()", "Always false.", args -> LuaValue.FALSE)
                .fn("set_fips_mode", "ok, err = openssl.set_fips_mode(on)", "Refused.", Openssl::refuseFips)
                .build();
    }

    private static final List<String> LOADED =
            List.of("bn", "cipher", "digest", "hmac", "kdf", "mac", "objects", "pkey", "rand", "version", "x509");

    private static Varargs refuseFips(Varargs args) {
        return args.arg1().toboolean()
                ? Arguments.refusal("openssl.set_fips_mode: FIPS mode is a setting of the JVM")
                : LuaValue.TRUE;
    }

    /** {@code get_provider_name} of all objects. */
    static Varargs provider(Varargs args) {
        return LuaText.of("default");
    }
}
