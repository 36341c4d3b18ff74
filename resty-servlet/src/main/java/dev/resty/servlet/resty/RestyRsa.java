// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.KeyText;
import dev.resty.servlet.crypto.KeyText.Half;
import dev.resty.servlet.crypto.KeyUse;
import dev.resty.servlet.crypto.KeyUse.Padding;
import dev.resty.servlet.crypto.KeyUse.Scheme;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.rsa}.
 *
 * @see <a href="https://github.com/spacewander/lua-resty-rsa">lua-resty-rsa</a>
 */
final class RestyRsa {

    private static final int MOST_BITS = 16_384;

    /** A key that is ready for one of its uses. */
    private record State(
            AsymmetricKey key,
            boolean isPublic,
            Scheme scheme,
            @Nullable DigestAlgorithm digest) {}

    private RestyRsa() {}

    /** The module's table. */
    static LuaTable module() {
        LuaTable paddings = new Table();
        paddings.set("RSA_PKCS1_PADDING", LuaValue.valueOf(Padding.PKCS1.number()));
        paddings.set("RSA_NO_PADDING", LuaValue.valueOf(Padding.NONE.number()));
        paddings.set("RSA_PKCS1_OAEP_PADDING", LuaValue.valueOf(Padding.OAEP.number()));
        LuaTable types = new Table();
        types.set("PKCS1", "PKCS#1");
        types.set("PKCS8", "PKCS#8");
        types.set("PKIX", "PKIX");
        LuaTable methods = LibraryTable.of()
                .fn("encrypt", "bytes, err = rsa:encrypt(text)", "Encrypts with a public key.", RestyRsa::encrypt)
                .fn("decrypt", "text, err = rsa:decrypt(bytes)", "Decrypts with a private key.", RestyRsa::decrypt)
                .fn("sign", "sig, err = rsa:sign(text)", "Signs with a private key.", RestyRsa::sign)
                .fn("verify", "ok, err = rsa:verify(text, sig)", "Verifies with a public key.", RestyRsa::verify)
                .fn(
                        "generate_rsa_keys",
                        "public, private, err = rsa:generate_rsa_keys(bits, pkcs8?)",
                        "A new key as PEM.",
                        RestyRsa::generate)
                .value("PADDING", paddings)
                .value("KEY_TYPE", types)
                .value("_VERSION", "1.1.0")
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("new", "rsa, err = rsa:new(opts)", "A key of PEM.", args -> create(args, metatable))
                .build();
    }

    private static Varargs create(Varargs args, LuaTable metatable) {
        LuaTable opts = args.checktable(2);
        LuaValue text = opts.get("public_key");
        boolean isPublic = text.toboolean();
        if (!isPublic) {
            text = opts.get("private_key");
        }
        if (!text.toboolean()) {
            return Arguments.failure("public_key or private_key not found");
        }
        LuaValue password = opts.get("password");
        LuaValue algorithm = opts.get("algorithm");
        try {
            AsymmetricKey key = KeyText.readPem(
                    LuaText.copy(text.checkstring()),
                    isPublic ? Half.PUBLIC : Half.PRIVATE,
                    password.toboolean() ? LuaText.copy(password.checkstring()) : null);
            DigestAlgorithm digest = algorithm.toboolean() ? DigestAlgorithm.named(algorithm.tojstring()) : null;
            if (algorithm.toboolean() && digest == null) {
                return Arguments.failure("Unknown message digest");
            }
            Scheme scheme = PkeySignatures.scheme(opts.get("padding"), LuaValue.NIL);
            return new NativeObject(new State(key, isPublic, scheme, digest), metatable);
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static Varargs failure(CryptoException e) {
        return Arguments.failure(e.reason().isEmpty() ? "internal error" : e.reason());
    }

    private static State state(Varargs args, String function) {
        return NativeObject.of(State.class, "rsa", args, 1, function);
    }

    private static Varargs encrypt(Varargs args) {
        State state = state(args, "encrypt");
        if (!state.isPublic()) {
            return Arguments.failure("not inited for encrypt");
        }
        try {
            return Arguments.bytes(
                    new KeyUse(state.key()).encrypt(Arguments.bytes(args, 2, "encrypt"), state.scheme()));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static Varargs decrypt(Varargs args) {
        State state = state(args, "decrypt");
        if (state.isPublic()) {
            return Arguments.failure("not inited for decrypt");
        }
        try {
            return Arguments.bytes(
                    new KeyUse(state.key()).decrypt(Arguments.bytes(args, 2, "decrypt"), state.scheme()));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static Varargs sign(Varargs args) {
        State state = state(args, "sign");
        if (state.isPublic()) {
            return Arguments.failure("not inited for sign");
        }
        DigestAlgorithm digest = state.digest();
        if (digest == null) {
            return Arguments.failure("no digest set");
        }
        try {
            byte[] hash = digest.digest(Arguments.bytes(args, 2, "sign"));
            return Arguments.bytes(new KeyUse(state.key()).signHash(hash, digest, Scheme.PKCS1));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static Varargs verify(Varargs args) {
        State state = state(args, "verify");
        if (!state.isPublic()) {
            return Arguments.failure("not inited for verify");
        }
        DigestAlgorithm digest = state.digest();
        if (digest == null) {
            return Arguments.failure("no digest set");
        }
        byte[] hash = digest.digest(Arguments.bytes(args, 2, "verify"));
        byte[] signature = Arguments.bytes(args, 3, "verify");
        try {
            return new KeyUse(state.key()).verifyHash(signature, hash, digest, Scheme.PKCS1)
                    ? LuaValue.TRUE
                    : Arguments.failure("bad signature");
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static Varargs generate(Varargs args) {
        double bits = Arguments.number(args, 2, "generate_rsa_keys");
        boolean pkcs8 = args.arg(3).toboolean();
        if (!(bits >= 512 && bits <= MOST_BITS)) {
            return Arguments.failure(bits < 512 ? "key size too small" : "modulus too large");
        }
        try {
            AsymmetricKey key = AsymmetricKey.rsa((int) bits, BigInteger.valueOf(65_537));
            return LuaValue.varargsOf(text(key, false, pkcs8), text(key, true, pkcs8));
        } catch (CryptoException e) {
            return failure(e);
        }
    }

    private static LuaValue text(AsymmetricKey key, boolean secret, boolean pkcs8) throws CryptoException {
        return LuaText.of(pkcs8 ? Objects.requireNonNull(KeyText.pem(key, secret)) : KeyText.pkcs1Pem(key, secret));
    }
}
