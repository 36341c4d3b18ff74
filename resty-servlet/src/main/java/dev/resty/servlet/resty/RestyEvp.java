// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.Certificates;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.EcCurve;
import dev.resty.servlet.crypto.KeyText;
import dev.resty.servlet.crypto.KeyText.Half;
import dev.resty.servlet.crypto.KeyUse;
import dev.resty.servlet.crypto.KeyUse.Padding;
import dev.resty.servlet.crypto.KeyUse.Scheme;
import dev.resty.servlet.crypto.Pem;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.evp} that comes with lua-resty-jwt: signs, verifies and encrypts with RSA and ECDSA.
 * Differs from OpenResty: {@code new} makes an object of its own at each call, where upstream changes and returns the
 * class.
 *
 * @see <a href="https://github.com/cdbattags/lua-resty-jwt">lua-resty-jwt</a>
 */
final class RestyEvp {

    private static final String VERIFICATION_FAILED = "Verification failed";

    /** A key, and how it is used. */
    private record State(
            AsymmetricKey key, Scheme scheme, @Nullable DigestAlgorithm digest) {}

    private RestyEvp() {}

    /** The module's table. */
    static LuaTable module() {
        LuaTable constants = new Table();
        constants.set("RSA_PKCS1_PADDING", LuaValue.valueOf(Padding.PKCS1.number()));
        constants.set("RSA_NO_PADDING", LuaValue.valueOf(Padding.NONE.number()));
        constants.set("RSA_PKCS1_OAEP_PADDING", LuaValue.valueOf(Padding.OAEP.number()));
        constants.set("RSA_PKCS1_PSS_PADDING", LuaValue.valueOf(Padding.PSS.number()));
        for (DigestAlgorithm digest : List.of(
                DigestAlgorithm.MD5,
                DigestAlgorithm.SHA1,
                DigestAlgorithm.SHA224,
                DigestAlgorithm.SHA256,
                DigestAlgorithm.SHA384,
                DigestAlgorithm.SHA512)) {
            constants.set(digest.name() + "_DIGEST", digest.name());
        }
        return LibraryTable.of()
                .value("CONST", constants)
                .value("RSASigner", signer(false))
                .value("ECSigner", signer(true))
                .value("RSAVerifier", verifier(false))
                .value("ECVerifier", verifier(true))
                .value("RSAEncryptor", encryptor())
                .value("RSADecryptor", decryptor())
                .value("Cert", certificate())
                .value("PublicKey", publicKey())
                .build();
    }

    /** What a class of the module does when an object of it is made. */
    private interface Maker {
        Varargs make(Varargs args, LuaTable metatable) throws CryptoException;
    }

    private static LuaTable withNew(LuaTable methods, String signature, String meaning, Maker maker) {
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("new", signature, meaning, args -> {
                    try {
                        return maker.make(args, metatable);
                    } catch (CryptoException e) {
                        return failure(e);
                    }
                })
                .build();
    }

    private static Varargs failure(CryptoException e) {
        return Arguments.failure(e.reason().isEmpty() ? "Zero error code (null arguments?)" : e.reason());
    }

    private static State state(Varargs args, String function) {
        return NativeObject.of(State.class, "key", args, 1, function);
    }

    private static AsymmetricKey secret(Varargs args) throws CryptoException {
        byte[] password = args.arg(3).toboolean() ? Arguments.bytes(args, 3, "new") : null;
        return KeyText.readPem(Arguments.bytes(args, 2, "new"), Half.PRIVATE, password);
    }

    private static LuaTable signer(boolean curves) {
        LuaTable methods = LibraryTable.of()
                .fn("sign", "sig, err = signer:sign(message, digest)", "Signs.", RestyEvp::sign)
                .build();
        if (curves) {
            LibraryTable.into(methods)
                    .fn("get_raw_sig", "raw, err = signer:get_raw_sig(sig)", "Of DER.", args -> converted(args, true));
        }
        return withNew(
                methods,
                "signer, err = Signer:new(pem, password?, padding?)",
                "With a private key.",
                (args, metatable) -> new NativeObject(
                        new State(secret(args), PkeySignatures.scheme(args.arg(4), LuaValue.NIL), null), metatable));
    }

    private static Varargs sign(Varargs args) {
        State state = state(args, "sign");
        DigestAlgorithm digest = DigestAlgorithm.named(LuaText.view(Arguments.string(args, 3, "sign")));
        if (digest == null) {
            return Arguments.failure("Zero error code (null arguments?)");
        }
        try {
            byte[] hash = digest.digest(Arguments.bytes(args, 2, "sign"));
            return Arguments.bytes(new KeyUse(state.key()).signHash(hash, digest, state.scheme()));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static Varargs converted(Varargs args, boolean toRaw) {
        if (!args.arg(2).toboolean()) {
            return Arguments.failure("Must pass a signature to convert");
        }
        EcCurve curve = state(args, "convert").key().curve();
        byte[] signature = Arguments.bytes(args, 2, "convert");
        if (curve == null || !toRaw && signature.length != 2 * curve.size()) {
            return Arguments.failure("signature length != 2 * order length");
        }
        try {
            return Arguments.bytes(
                    toRaw ? KeyUse.rawSignature(signature, curve) : KeyUse.derSignature(signature, curve));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static LuaTable verifier(boolean curves) {
        LuaTable methods = LibraryTable.of()
                .fn(
                        "verify",
                        "ok, err = verifier:verify(message, sig, digest)",
                        "Verifies.",
                        args -> verify(args, curves))
                .build();
        if (curves) {
            LibraryTable.into(methods)
                    .fn(
                            "get_der_sig",
                            "sig, err = verifier:get_der_sig(raw)",
                            "Of raw.",
                            args -> converted(args, false));
        }
        return withNew(
                methods, "verifier, err = Verifier:new(source, padding?)", "With a public key.", (args, metatable) -> {
                    AsymmetricKey key = source(args);
                    return key == null
                            ? Arguments.failure("You must pass in an key_source for a public key")
                            : new NativeObject(
                                    new State(key, PkeySignatures.scheme(args.arg(3), LuaValue.NIL), null), metatable);
                });
    }

    /** The key of a {@code Cert} or {@code PublicKey}; null where there is none. */
    private static @Nullable AsymmetricKey source(Varargs args) {
        LuaValue held = args.arg(2).istable() ? args.arg(2).get("public_key") : LuaValue.NIL;
        return held.isuserdata(AsymmetricKey.class) ? (AsymmetricKey) held.touserdata() : null;
    }

    private static Varargs verify(Varargs args, boolean curves) {
        State state = state(args, "verify");
        DigestAlgorithm digest = DigestAlgorithm.named(LuaText.view(Arguments.string(args, 4, "verify")));
        if (digest == null) {
            return Arguments.refusal("Zero error code (null arguments?)");
        }
        byte[] signature = Arguments.bytes(args, 3, "verify");
        EcCurve curve = state.key().curve();
        if (curves && (curve == null || signature.length != 2 * curve.size())) {
            return Arguments.failure("signature length != 2 * order length");
        }
        try {
            byte[] hash = digest.digest(Arguments.bytes(args, 2, "verify"));
            byte[] der = curves && curve != null ? KeyUse.derSignature(signature, curve) : signature;
            return new KeyUse(state.key()).verifyHash(der, hash, digest, state.scheme())
                    ? LuaValue.TRUE
                    : Arguments.refusal(VERIFICATION_FAILED);
        } catch (CryptoException e) {
            return Arguments.refusal(VERIFICATION_FAILED);
        }
    }

    private static Scheme encryption(Varargs args, int padding) throws CryptoException {
        LuaValue number = args.arg(padding).toboolean() ? args.arg(padding) : LuaValue.valueOf(Padding.OAEP.number());
        return PkeySignatures.scheme(number, LuaValue.NIL);
    }

    private static @Nullable DigestAlgorithm digest(Varargs args, int number) {
        return args.arg(number).toboolean()
                ? DigestAlgorithm.named(args.arg(number).tojstring())
                : DigestAlgorithm.SHA256;
    }

    private static LuaTable encryptor() {
        LuaTable methods = LibraryTable.of()
                .fn("encrypt", "bytes, err = encryptor:encrypt(text)", "Encrypts.", args -> crypt(args, true))
                .build();
        return withNew(
                methods,
                "encryptor, err = RSAEncryptor:new(source, padding?, digest?)",
                "With a public key.",
                (args, metatable) -> {
                    AsymmetricKey key = source(args);
                    return key == null
                            ? Arguments.failure("You must pass in an key_source for a public key")
                            : new NativeObject(new State(key, encryption(args, 3), digest(args, 4)), metatable);
                });
    }

    private static LuaTable decryptor() {
        LuaTable methods = LibraryTable.of()
                .fn("decrypt", "text, err = decryptor:decrypt(bytes)", "Decrypts.", args -> crypt(args, false))
                .build();
        return withNew(
                methods,
                "decryptor, err = RSADecryptor:new(pem, password?, padding?, digest?)",
                "With a private key.",
                (args, metatable) ->
                        new NativeObject(new State(secret(args), encryption(args, 4), digest(args, 5)), metatable));
    }

    private static Varargs crypt(Varargs args, boolean encrypt) {
        State state = state(args, encrypt ? "encrypt" : "decrypt");
        DigestAlgorithm digest = state.digest();
        if (digest == null) {
            return Arguments.failure("Unknown message digest");
        }
        Scheme scheme = new Scheme(state.scheme().padding(), digest, null, -1);
        byte[] text = Arguments.bytes(args, 2, encrypt ? "encrypt" : "decrypt");
        try {
            KeyUse use = new KeyUse(state.key());
            return Arguments.bytes(encrypt ? use.encrypt(text, scheme) : use.decrypt(text, scheme));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static LuaTable publicKey() {
        return withNew(
                LibraryTable.of().build(),
                "key, err = PublicKey:new(pem | der)",
                "A public key.",
                (args, metatable) -> {
                    if (!args.arg(2).toboolean()) {
                        return Arguments.failure("Must pass a PEM or binary DER public key");
                    }
                    byte[] text = Arguments.bytes(args, 2, "new");
                    AsymmetricKey key = Pem.isPem(text)
                            ? KeyText.readPem(text, Half.PUBLIC, null)
                            : KeyText.readDer(text, Half.PUBLIC);
                    return holder(key, key, metatable);
                });
    }

    private static NativeObject holder(Object state, AsymmetricKey key, LuaTable metatable) {
        NativeObject made = new NativeObject(state, metatable);
        made.rawset("public_key", LuaValue.userdataOf(key));
        return made;
    }

    private static LuaTable certificate() {
        LuaTable methods = LibraryTable.of()
                .fn("get_der", "der, err = cert:get_der()", "Its encoding.", args -> {
                    try {
                        return Arguments.bytes(Certificates.der(certificate(args, "get_der")));
                    } catch (CryptoException e) {
                        return failure(e);
                    }
                })
                .fn("get_fingerprint", "text, err = cert:get_fingerprint(digest)", "Its digest.", RestyEvp::fingerprint)
                .fn("get_public_key", "key, err = cert:get_public_key()", "Its key.", args -> args.arg1()
                        .get("public_key"))
                .fn("verify_trust", "ok, err = cert:verify_trust(file)", "Whether it is trusted.", RestyEvp::trust)
                .build();
        return withNew(methods, "cert, err = Cert:new(pem | der)", "A certificate.", (args, metatable) -> {
            if (!args.arg(2).toboolean()) {
                return Arguments.failure("Must pass a PEM or binary DER cert");
            }
            byte[] text = Arguments.bytes(args, 2, "new");
            X509Certificate made = Pem.isPem(text) ? Certificates.readPem(text).get(0) : Certificates.readDer(text);
            return holder(made, AsymmetricKey.of(made.getPublicKey()), metatable);
        });
    }

    private static X509Certificate certificate(Varargs args, String function) {
        return NativeObject.of(X509Certificate.class, "cert", args, 1, function);
    }

    private static Varargs fingerprint(Varargs args) {
        DigestAlgorithm digest = DigestAlgorithm.named(LuaText.view(Arguments.string(args, 2, "get_fingerprint")));
        if (digest == null) {
            return Arguments.failure("Zero error code (null arguments?)");
        }
        try {
            byte[] hash = digest.digest(Certificates.der(certificate(args, "get_fingerprint")));
            return LuaText.of(HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static Varargs trust(Varargs args) {
        X509Certificate certificate = certificate(args, "verify_trust");
        LuaString file = Arguments.string(args, 2, "verify_trust");
        try {
            List<X509Certificate> trusted = Certificates.readPem(Files.readAllBytes(Path.of(LuaText.view(file))));
            String why = Certificates.distrust(certificate, List.of(), trusted);
            return why == null ? LuaValue.TRUE : Arguments.refusal(why);
        } catch (IOException | InvalidPathException e) {
            return Arguments.refusal("No such file or directory");
        } catch (CryptoException e) {
            return Arguments.refusal(e.reason());
        }
    }
}
