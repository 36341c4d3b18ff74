// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.Certificates;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.Pem;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.Locale;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.x509}: certificates to read. Differs from OpenResty: nothing in a certificate can be
 * changed, and none can be made or signed.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslX509 {

    private final OpensslBn numbers;
    private final OpensslPkey keys;
    private final OpensslX509Names names;
    private final LuaTable metatable = LibraryTable.metatable(LibraryTable.of().build());
    private final LuaTable module;

    OpensslX509(OpensslBn numbers, OpensslPkey keys, OpensslX509Names names) {
        this.numbers = numbers;
        this.keys = keys;
        this.names = names;
        this.module = table(metatable.get(LuaValue.INDEX).checktable());
    }

    /** The module's table. */
    LuaTable module() {
        return module;
    }

    /** The certificate of an argument. */
    static X509Certificate certificate(Varargs args, String function) {
        return NativeObject.of(X509Certificate.class, "x509", args, 1, function);
    }

    private LuaTable table(LuaTable methods) {
        LibraryTable table = LibraryTable.into(methods)
                .fn("new", "x509, err = x509.new(text, format?)", "Reads a certificate.", this::create)
                .fn(
                        "istype",
                        "is = x509.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(X509Certificate.class, args.arg1()))
                .fn(
                        "dup",
                        "x509, err = x509.dup(ctx)",
                        "Another object of the same.",
                        args -> args.arg1().isuserdata(X509Certificate.class)
                                ? new NativeObject(args.arg1().touserdata(), metatable)
                                : Arguments.failure("x509.dup: expect a x509 ctx at #1"))
                .fn("tostring", "text, err = x509:tostring(format?)", "PEM or DER.", args -> text(args, args.arg(2)))
                .fn("to_PEM", "text, err = x509:to_PEM()", "PEM.", args -> text(args, LuaValue.NIL))
                .fn(
                        "digest",
                        "bytes, err = x509:digest(name?)",
                        "Its digest; sha1 by default.",
                        args -> digest(args, false))
                .fn(
                        "pubkey_digest",
                        "bytes, err = x509:pubkey_digest(name?)",
                        "Its key's digest.",
                        args -> digest(args, true))
                .fn("verify", "ok, err = x509:verify(pkey)", "Whether a key has signed it.", args -> {
                    AsymmetricKey key = NativeObject.find(AsymmetricKey.class, args.arg(2));
                    return key == null
                            ? Arguments.refusal("x509:verify: expect a pkey instance at #1")
                            : LuaValue.valueOf(Certificates.isSignedBy(certificate(args, "verify"), key));
                })
                .fn(
                        "check_private_key",
                        "ok, err = x509:check_private_key(pkey)",
                        "Whether a key is its own.",
                        OpensslX509::owns);
        getters(table);
        metatable.set("__tostring", methods.get("to_PEM"));
        return table.build();
    }

    private void getters(LibraryTable table) {
        table.fn(
                        "get_not_before",
                        "time = x509:get_not_before()",
                        "Since when it is valid.",
                        args -> seconds(certificate(args, "get_not_before").getNotBefore()))
                .fn(
                        "get_not_after",
                        "time = x509:get_not_after()",
                        "Until when it is valid.",
                        args -> seconds(certificate(args, "get_not_after").getNotAfter()))
                .fn("get_lifetime", "from, to = x509:get_lifetime()", "Both.", args -> {
                    X509Certificate certificate = certificate(args, "get_lifetime");
                    return LuaValue.varargsOf(seconds(certificate.getNotBefore()), seconds(certificate.getNotAfter()));
                })
                .fn(
                        "get_serial_number",
                        "bn = x509:get_serial_number()",
                        "Its number.",
                        args -> numbers.number(
                                certificate(args, "get_serial_number").getSerialNumber()))
                .fn(
                        "get_version",
                        "n = x509:get_version()",
                        "X.509's version.",
                        args -> LuaValue.valueOf(
                                certificate(args, "get_version").getVersion()))
                .fn("get_pubkey", "pkey, err = x509:get_pubkey()", "Its key.", this::publicKey)
                .fn(
                        "get_subject_name",
                        "name = x509:get_subject_name()",
                        "Whose it is.",
                        args -> names.name(certificate(args, "get_subject_name").getSubjectX500Principal()))
                .fn(
                        "get_issuer_name",
                        "name = x509:get_issuer_name()",
                        "Who vouches for it.",
                        args -> names.name(certificate(args, "get_issuer_name").getIssuerX500Principal()))
                .fn(
                        "get_subject_alt_name",
                        "altname, err = x509:get_subject_alt_name()",
                        "Other names.",
                        args -> names.alternatives(certificate(args, "get_subject_alt_name")))
                .fn(
                        "get_basic_constraints",
                        "t = x509:get_basic_constraints(name?)",
                        "ca and pathlen.",
                        OpensslX509::constraints)
                .fn(
                        "get_signature_name",
                        "name = x509:get_signature_name()",
                        "How it is signed.",
                        args -> LuaText.of(signatureName(certificate(args, "get_signature_name"))))
                .fn(
                        "get_signature_digest_name",
                        "name = x509:get_signature_digest_name()",
                        "By which digest.",
                        args -> {
                            String name = certificate(args, "get_signature_digest_name")
                                    .getSigAlgName();
                            return LuaText.of(name.split("with")[0].toUpperCase(Locale.ROOT));
                        });
    }

    private static LuaValue seconds(Date date) {
        return LuaValue.valueOf((double) Math.floorDiv(date.getTime(), 1000L));
    }

    /** OpenSSL's short name, such as {@code RSA-SHA256} and {@code ecdsa-with-SHA256}. */
    private static String signatureName(X509Certificate certificate) {
        String name = certificate.getSigAlgName();
        int with = name.indexOf("with");
        if (with < 0) {
            return name;
        }
        String digest = name.substring(0, with);
        return name.endsWith("RSA") ? "RSA-" + digest : name.endsWith("ECDSA") ? "ecdsa-with-" + digest : name;
    }

    private Varargs create(Varargs args) {
        if (!(args.arg1() instanceof LuaString string)) {
            return Arguments.failure("x509.new: expect nil or a string at #1");
        }
        byte[] text = LuaText.copy(string);
        String format = args.arg(2).toboolean() ? args.arg(2).tojstring() : "*";
        if (!format.equals("PEM") && !format.equals("DER") && !format.equals("*")) {
            return Arguments.failure("x509.new: expect 'DER', 'PEM' or '*' as \"fmt\"");
        }
        try {
            boolean pem = format.equals("PEM") || format.equals("*") && Pem.isPem(text);
            X509Certificate certificate = pem ? Certificates.readPem(text).get(0) : Certificates.readDer(text);
            return new NativeObject(certificate, metatable);
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509.new", e));
        }
    }

    private static Varargs text(Varargs args, LuaValue format) {
        X509Certificate certificate = certificate(args, "tostring");
        String wanted = format.toboolean() ? format.tojstring() : "PEM";
        try {
            return switch (wanted) {
                case "PEM" -> LuaText.of(Certificates.pem(certificate));
                case "DER" -> Arguments.bytes(Certificates.der(certificate));
                default -> Arguments.failure("x509:tostring: can only write PEM or DER format, not " + wanted);
            };
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509:tostring", e));
        }
    }

    private static Varargs digest(Varargs args, boolean ofKey) {
        X509Certificate certificate = certificate(args, "digest");
        String name = args.arg(2).toboolean() ? args.arg(2).tojstring() : "sha1";
        DigestAlgorithm digest = DigestAlgorithm.named(name);
        if (digest == null) {
            return Arguments.failure("x509:digest: invalid digest type \"" + name + "\"");
        }
        try {
            byte[] bytes = ofKey ? Certificates.keyBits(certificate) : Certificates.der(certificate);
            return Arguments.bytes(digest.digest(bytes));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509:digest", e));
        }
    }

    private static Varargs owns(Varargs args) {
        AsymmetricKey key = NativeObject.find(AsymmetricKey.class, args.arg(2));
        if (key == null) {
            return Arguments.refusal("x509:check_private_key: except a pkey instance at #1");
        }
        if (key.privateKey() == null) {
            return Arguments.refusal("x509:check_private_key: not a private key");
        }
        byte[] own = certificate(args, "check_private_key").getPublicKey().getEncoded();
        return Arrays.equals(own, key.publicKey().getEncoded())
                ? LuaValue.TRUE
                : Arguments.refusal("x509:check_private_key: key values mismatch");
    }

    private Varargs publicKey(Varargs args) {
        try {
            return keys.key(AsymmetricKey.of(certificate(args, "get_pubkey").getPublicKey()));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("x509:get_pubkey", e));
        }
    }

    private static Varargs constraints(Varargs args) {
        X509Certificate certificate = certificate(args, "get_basic_constraints");
        if (certificate.getExtensionValue("2.5.29.19") == null) {
            return LuaValue.NIL;
        }
        int length = certificate.getBasicConstraints();
        LuaValue authority = LuaValue.valueOf(length >= 0);
        LuaValue path = LuaValue.valueOf(length < 0 || length == Integer.MAX_VALUE ? 0 : length);
        String name =
                args.arg(2).type() == LuaValue.TSTRING ? args.arg(2).tojstring().toLowerCase(Locale.ROOT) : "";
        if (name.equals("ca")) {
            return authority;
        }
        if (name.equals("pathlen")) {
            return path;
        }
        LuaTable both = new Table();
        both.set("ca", authority);
        both.set("pathlen", path);
        return both;
    }
}
