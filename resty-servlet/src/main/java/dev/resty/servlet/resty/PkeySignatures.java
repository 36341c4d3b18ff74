// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.EcCurve;
import dev.resty.servlet.crypto.KeyType;
import dev.resty.servlet.crypto.KeyUse;
import dev.resty.servlet.crypto.KeyUse.Padding;
import dev.resty.servlet.crypto.KeyUse.Scheme;
import dev.resty.servlet.lua.runtime.LuaText;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The methods of {@code resty.openssl.pkey} that sign, verify, encrypt and decrypt. */
final class PkeySignatures {

    /** What is signed. */
    private record Signed(byte[] bytes, @Nullable DigestAlgorithm digest) {}

    Varargs encrypt(Varargs args) {
        return crypt(args, "encrypt", KeyUse::encrypt);
    }

    Varargs decrypt(Varargs args) {
        return crypt(args, "decrypt", KeyUse::decrypt);
    }

    Varargs signRaw(Varargs args) {
        return crypt(args, "sign", (use, bytes, scheme) -> use.signHash(bytes, null, scheme));
    }

    Varargs recover(Varargs args) {
        return crypt(args, "verify_recover", KeyUse::recover);
    }

    /** What is done to bytes with a key. */
    private interface Operation {
        byte[] of(KeyUse use, byte[] bytes, Scheme scheme) throws CryptoException;
    }

    private static Varargs crypt(Varargs args, String name, Operation operation) {
        AsymmetricKey key = OpensslPkey.key(args, name);
        if (!(args.arg(2) instanceof LuaString text)) {
            return Arguments.failure("pkey:asymmetric_routine: expect a string at #1");
        }
        try {
            Scheme scheme = scheme(args.arg(3), args.arg(4));
            return Arguments.bytes(operation.of(new KeyUse(key), LuaText.copy(text), scheme));
        } catch (CryptoException e) {
            return Arguments.failure(
                    e.reason().startsWith("invalid padding")
                            ? e.reason()
                            : OpensslErrors.failed("pkey:asymmetric_routine EVP_PKEY_" + name, e));
        }
    }

    /** The scheme of a padding's number and of options. */
    static Scheme scheme(LuaValue padding, LuaValue opts) throws CryptoException {
        Padding named = Padding.PKCS1;
        if (padding.toboolean()) {
            LuaValue number = padding.tonumber();
            Padding found = number.isnil() ? null : Padding.numbered(number.toint());
            if (found == null) {
                throw new CryptoException("invalid padding: " + padding.tojstring());
            }
            named = found;
        }
        if (!(opts instanceof LuaTable table)) {
            return Scheme.of(named);
        }
        LuaValue salt = table.get("pss_saltlen");
        return new Scheme(
                named,
                digest(table.get("oaep_md")),
                digest(table.get("mgf1_md")),
                salt.toboolean() ? salt.toint() : -1);
    }

    private static @Nullable DigestAlgorithm digest(LuaValue name) throws CryptoException {
        if (!name.toboolean()) {
            return null;
        }
        DigestAlgorithm digest = DigestAlgorithm.named(name.tojstring());
        if (digest == null) {
            throw new CryptoException("invalid digest");
        }
        return digest;
    }

    /** The digest of what is signed; null with an Edwards curve, which signs a message as it is. */
    private static @Nullable Signed signed(AsymmetricKey key, LuaValue value, LuaValue name) throws CryptoException {
        OpensslDigest.Running running = NativeObject.find(OpensslDigest.Running.class, value);
        if (running != null) {
            return new Signed(copy(running.digest()), running.algorithm());
        }
        if (!(value instanceof LuaString message)) {
            return null;
        }
        if (key.type().isEdwards()) {
            if (name.toboolean()) {
                throw new CryptoException("invalid digest");
            }
            return new Signed(LuaText.copy(message), null);
        }
        DigestAlgorithm digest = digest(name);
        DigestAlgorithm used = digest == null ? DigestAlgorithm.SHA256 : digest;
        return new Signed(used.digest(LuaText.copy(message)), used);
    }

    private static byte[] copy(MessageDigest digest) throws CryptoException {
        try {
            return ((MessageDigest) digest.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new CryptoException("not able to copy ctx", e);
        }
    }

    private static @Nullable EcCurve rawCurve(AsymmetricKey key, LuaValue opts) {
        boolean raw = opts.istable() && opts.get("ecdsa_use_raw").toboolean();
        return raw && key.type() == KeyType.EC ? key.curve() : null;
    }

    Varargs sign(Varargs args) {
        AsymmetricKey key = OpensslPkey.key(args, "sign");
        if (key.type().isRaw() && key.privateKey() == null) {
            return Arguments.failure("pkey:sign: missing private key");
        }
        try {
            Signed signed = signed(key, args.arg(2), args.arg(3));
            if (signed == null) {
                return Arguments.failure("pkey:sign: expect a digest instance or a string at #1");
            }
            KeyUse use = new KeyUse(key);
            byte[] signature = key.type().isEdwards()
                    ? use.signMessage(signed.bytes())
                    : use.signHash(signed.bytes(), signed.digest(), scheme(args.arg(4), args.arg(5)));
            EcCurve curve = rawCurve(key, args.arg(5));
            return Arguments.bytes(curve == null ? signature : KeyUse.rawSignature(signature, curve));
        } catch (CryptoException e) {
            return Arguments.failure(failed(args.arg(3), "pkey:sign", e));
        }
    }

    private static String failed(LuaValue digest, String what, CryptoException e) {
        return e.reason().equals("invalid digest")
                ? "pkey:sign_verify_prepare: invalid digest type \"" + digest.tojstring() + "\""
                : OpensslErrors.failed(what, e);
    }

    Varargs verify(Varargs args) {
        AsymmetricKey key = OpensslPkey.key(args, "verify");
        if (!(args.arg(2) instanceof LuaString text)) {
            return Arguments.failure("pkey:verify: expect a string at #1");
        }
        byte[] signature = LuaText.copy(text);
        EcCurve curve = rawCurve(key, args.arg(6));
        if (curve != null && signature.length != 2 * curve.size()) {
            return Arguments.failure("pkey:sign: ecdsa.sig_raw2der: invalid signature length, expect "
                    + 2 * curve.size() + " but got " + signature.length);
        }
        try {
            Signed signed = signed(key, args.arg(3), args.arg(4));
            if (signed == null) {
                return Arguments.failure("pkey:verify: expect a digest instance or a string at #2");
            }
            byte[] der = curve == null ? signature : KeyUse.derSignature(signature, curve);
            KeyUse use = new KeyUse(key);
            boolean right = key.type().isEdwards()
                    ? use.verifyMessage(der, signed.bytes())
                    : use.verifyHash(der, signed.bytes(), signed.digest(), scheme(args.arg(5), args.arg(6)));
            return right ? LuaValue.TRUE : Arguments.refusal("pkey:verify failed");
        } catch (CryptoException e) {
            String error = failed(args.arg(4), "pkey:verify", e);
            return error.startsWith("pkey:sign_verify_prepare") ? Arguments.failure(error) : Arguments.refusal(error);
        }
    }

    Varargs verifyRaw(Varargs args) {
        AsymmetricKey key = OpensslPkey.key(args, "verify_raw");
        byte[] signature = Arguments.bytes(args, 2, "verify_raw");
        byte[] hash = Arguments.bytes(args, 3, "verify_raw");
        try {
            boolean right =
                    new KeyUse(key).verifyHash(signature, hash, digest(args.arg(4)), scheme(args.arg(5), args.arg(6)));
            return right ? LuaValue.TRUE : Arguments.failure("pkey:asymmetric_routine EVP_PKEY_verify: code: 0");
        } catch (CryptoException e) {
            return Arguments.failure(OpensslErrors.failed("pkey:asymmetric_routine EVP_PKEY_verify", e));
        }
    }
}
