// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.EcCurve;
import dev.resty.servlet.crypto.KeyText;
import dev.resty.servlet.crypto.KeyText.Half;
import dev.resty.servlet.crypto.KeyType;
import dev.resty.servlet.crypto.KeyUse;
import dev.resty.servlet.crypto.KeyUse.Padding;
import dev.resty.servlet.crypto.Pem;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.pkey}: keys of RSA, of the curves P-256, P-384 and P-521, and of X25519, X448, Ed25519
 * and Ed448. Differs from OpenResty: other curves, DH keys and {@code set_parameters} aren't there.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslPkey {

    private static final int MOST_BITS = 16_384;

    private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

    private final OpensslBn numbers;
    private final OpensslJwk jwk;
    private final LuaTable metatable = LibraryTable.metatable(LibraryTable.of().build());

    private final LuaTable module;

    OpensslPkey(Worker worker, OpensslBn numbers) {
        this.numbers = numbers;
        this.jwk = new OpensslJwk(worker);
        this.module = table(metatable.get(LuaValue.INDEX).checktable());
    }

    /** The module's table. */
    LuaTable module() {
        return module;
    }

    private LuaTable table(LuaTable methods) {
        LuaTable paddings = new Table();
        for (Padding padding : Padding.values()) {
            String name = padding == Padding.NONE
                    ? "NO"
                    : padding == Padding.OAEP || padding == Padding.PSS ? "PKCS1_" + padding : padding.name();
            paddings.set("RSA_" + name + "_PADDING", LuaValue.valueOf(padding.number()));
        }
        metatable.set(
                "__tostring",
                LibraryTable.of()
                        .fn(
                                "s",
                                "tostring(pkey)",
                                "PEM of the public key.",
                                args -> text(args, LuaValue.NIL, LuaValue.NIL, false))
                        .build()
                        .get("s"));
        PkeySignatures signatures = new PkeySignatures();
        return LibraryTable.into(methods)
                .fn("new", "pkey, err = pkey.new(text | config?, opts?)", "Reads or makes a key.", this::create)
                .fn(
                        "istype",
                        "is = pkey.istype(value)",
                        "Whether it is a key.",
                        args -> NativeObject.isType(AsymmetricKey.class, args.arg1()))
                .fn("get_key_type", "type = pkey:get_key_type(nid_only?)", "What kind of key.", OpensslPkey::keyType)
                .fn(
                        "get_size",
                        "size = pkey:get_size()",
                        "The size of a signature.",
                        args -> LuaValue.valueOf(key(args, "get_size").size()))
                .fn(
                        "get_default_digest_type",
                        "type = pkey:get_default_digest_type()",
                        "A digest.",
                        args -> OpensslObjects.digest(DigestAlgorithm.SHA256))
                .fn("get_provider_name", "name = pkey:get_provider_name()", "Always default.", Openssl::provider)
                .fn(
                        "get_parameters",
                        "parameters = pkey:get_parameters()",
                        "Its numbers.",
                        args -> KeyParameters.of(key(args, "get_parameters"), numbers))
                .fn(
                        "is_private",
                        "is = pkey:is_private()",
                        "Whether the private half is known.",
                        args -> LuaValue.valueOf(key(args, "is_private").privateKey() != null))
                .fn("encrypt", "bytes, err = pkey:encrypt(text, padding?, opts?)", "Encrypts.", signatures::encrypt)
                .fn("decrypt", "text, err = pkey:decrypt(bytes, padding?, opts?)", "Decrypts.", signatures::decrypt)
                .fn("sign", "sig, err = pkey:sign(text | digest, md?, padding?, opts?)", "Signs.", signatures::sign)
                .fn(
                        "verify",
                        "ok, err = pkey:verify(sig, text | digest, md?, padding?, opts?)",
                        "Verifies.",
                        signatures::verify)
                .fn("sign_raw", "sig, err = pkey:sign_raw(hash, padding?)", "Signs bytes.", signatures::signRaw)
                .fn(
                        "verify_raw",
                        "ok, err = pkey:verify_raw(sig, hash, md?, padding?)",
                        "Verifies bytes.",
                        signatures::verifyRaw)
                .fn("verify_recover", "text, err = pkey:verify_recover(sig)", "What was signed.", signatures::recover)
                .fn("derive", "secret, err = pkey:derive(peer)", "What two keys have in common.", OpensslPkey::derive)
                .fn(
                        "tostring",
                        "text, err = pkey:tostring(half?, format?, pkcs1?)",
                        "PEM, DER or JWK.",
                        args -> text(args, args.arg(2), args.arg(3), args.arg(4).toboolean()))
                .fn(
                        "to_PEM",
                        "text, err = pkey:to_PEM(half?, pkcs1?)",
                        "PEM.",
                        args -> text(
                                args,
                                args.arg(2),
                                LuaText.of("PEM"),
                                args.arg(3).toboolean()))
                .value("PADDINGS", paddings)
                .build();
    }

    /** A key as an object for Lua. */
    NativeObject key(AsymmetricKey key) {
        NativeObject object = new NativeObject(key, metatable);
        object.rawset("key_type", LuaValue.valueOf(key.type().nid()));
        return object;
    }

    /** The key that a method was called for. */
    static AsymmetricKey key(Varargs args, String function) {
        return NativeObject.of(AsymmetricKey.class, "pkey", args, 1, function);
    }

    private Varargs create(Varargs args) {
        LuaValue given = args.arg1();
        try {
            if (given instanceof LuaString text) {
                return key(read(LuaText.copy(text), args.arg(2)));
            }
            if (given.toboolean() && !(given instanceof LuaTable)) {
                return Arguments.failure("pkey.new: unexpected type " + given.typename() + " at #1");
            }
            return key(generate(given instanceof LuaTable config ? config : new Table()));
        } catch (CryptoException e) {
            String what = given instanceof LuaString ? "load_key" : "new_key";
            return Arguments.failure("pkey.new:" + what + ": " + (e.reason().isEmpty() ? "failed" : e.reason()));
        }
    }

    private AsymmetricKey read(byte[] text, LuaValue opts) throws CryptoException {
        String format = option(opts, "format", "*");
        Half half =
                switch (option(opts, "type", "*")) {
                    case "*" -> Half.ANY;
                    case "pr" -> Half.PRIVATE;
                    case "pu" -> Half.PUBLIC;
                    default -> throw new CryptoException("expecting 'pr', 'pu' or '*' as \"type\"");
                };
        return switch (format) {
            case "PEM" -> KeyText.readPem(text, half, password(opts));
            case "DER" -> KeyText.readDer(text, half);
            case "JWK" -> jwk.read(text, half);
            case "*" ->
                Pem.isPem(text)
                        ? KeyText.readPem(text, half, password(opts))
                        : OpensslJwk.isJson(text) ? jwk.read(text, half) : KeyText.readDer(text, half);
            default -> throw new CryptoException("expecting 'DER', 'PEM', 'JWK' or '*' as \"format\"");
        };
    }

    private static String option(LuaValue opts, String name, String other) {
        LuaValue value = opts.istable() ? opts.get(name) : LuaValue.NIL;
        return value.toboolean() ? value.tojstring() : other;
    }

    private static byte @Nullable [] password(LuaValue opts) throws CryptoException {
        LuaValue given = opts.istable() ? opts.get("passphrase") : LuaValue.NIL;
        if (!given.toboolean() && opts.istable() && opts.get("passphrase_cb").toboolean()) {
            given = opts.get("passphrase_cb").call();
        }
        if (!given.toboolean()) {
            return null;
        }
        if (!(given instanceof LuaString text)) {
            throw new CryptoException("passphrase must be a string");
        }
        return LuaText.copy(text);
    }

    private static AsymmetricKey generate(LuaTable config) throws CryptoException {
        String type = option(config, "type", "RSA");
        if (config.get("params").toboolean() || config.get("param").toboolean()) {
            throw new CryptoException("composing keys of parameters is not supported; use the format JWK");
        }
        switch (type.toUpperCase(Locale.ROOT)) {
            case "RSA":
                double bits =
                        config.get("bits").toboolean() ? config.get("bits").todouble() : 2048;
                if (!(bits >= 512 && bits <= MOST_BITS)) {
                    throw new CryptoException(bits > MOST_BITS ? "bits out of range" : "key size too small");
                }
                LuaValue exponent = config.get("exp");
                return AsymmetricKey.rsa(
                        (int) bits, exponent.toboolean() ? BigInteger.valueOf((long) exponent.todouble()) : EXPONENT);
            case "EC":
                String name = option(config, "curve", "prime192v1");
                EcCurve curve = EcCurve.named(name);
                if (curve == null) {
                    throw new CryptoException("generate_param: unknown curve " + name);
                }
                return AsymmetricKey.ec(curve);
            case "X25519", "X448", "ED25519", "ED448":
                return AsymmetricKey.raw(KeyType.valueOf(type.toUpperCase(Locale.ROOT)));
            default:
                throw new CryptoException("unsupported type " + type);
        }
    }

    private static Varargs keyType(Varargs args) {
        KeyType type = key(args, "get_key_type").type();
        return args.arg(2).toboolean()
                ? LuaValue.valueOf(type.nid())
                : OpensslObjects.table(type.oid(), type.nid(), type.opensslName(), type.opensslName());
    }

    private static Varargs derive(Varargs args) {
        AsymmetricKey own = key(args, "derive");
        AsymmetricKey peer = NativeObject.find(AsymmetricKey.class, args.arg(2));
        if (peer == null) {
            return Arguments.failure("pkey:derive: expect a pkey instance at #1");
        }
        try {
            return Arguments.bytes(new KeyUse(own).agree(peer));
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("pkey:derive", e));
        }
    }

    private Varargs text(Varargs args, LuaValue half, LuaValue format, boolean pkcs1) {
        AsymmetricKey key = key(args, "tostring");
        String wanted = half.toboolean() ? half.tojstring() : "public";
        boolean secret = wanted.equals("private") || wanted.equals("PrivateKey");
        if (!secret && !wanted.equals("public") && !wanted.equals("PublicKey")) {
            return Arguments.failure("pkey:tostring: can only export private or public key, not " + wanted);
        }
        if (secret && key.privateKey() == null) {
            return Arguments.failure(
                    format.tojstring().equals("JWK")
                            ? "jwk.dump_jwk: could not dump public key as private key"
                            : "pkey:tostring: not a private key");
        }
        try {
            if (pkcs1) {
                return key.type() == KeyType.RSA
                        ? LuaText.of(KeyText.pkcs1Pem(key, secret))
                        : Arguments.failure("PKCS#1 format is only supported to encode RSA key in \"PEM\" format");
            }
            return switch (format.toboolean() ? format.tojstring() : "PEM") {
                case "JWK" -> jwk.write(key, secret);
                case "DER" -> Arguments.bytes(java.util.Objects.requireNonNull(KeyText.der(key, secret)));
                default -> LuaText.of(java.util.Objects.requireNonNull(KeyText.pem(key, secret)));
            };
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("pkey:tostring", e));
        }
    }
}
