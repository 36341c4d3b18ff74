// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.AsymmetricKey;
import dev.resty.servlet.crypto.CryptoException;
import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.crypto.EcCurve;
import dev.resty.servlet.crypto.JwkRsa;
import dev.resty.servlet.crypto.KeyText;
import dev.resty.servlet.crypto.KeyText.Half;
import dev.resty.servlet.crypto.KeyType;
import dev.resty.servlet.crypto.Numbers;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.math.BigInteger;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Keys as JSON Web Keys (RFC 7517, RFC 8037). */
final class OpensslJwk {

    private final Worker worker;

    OpensslJwk(Worker worker) {
        this.worker = worker;
    }

    static boolean isJson(byte[] text) {
        for (byte b : text) {
            if (b > ' ' || b < 0) {
                return b == '{';
            }
        }
        return false;
    }

    private LuaValue json(String function) {
        return worker.globals().get("require").call(LuaText.of("cjson")).get(function);
    }

    AsymmetricKey read(byte[] text, Half half) throws CryptoException {
        LuaTable jwk;
        try {
            jwk = json("decode").call(LuaString.valueUsing(text)).checktable();
        } catch (LuaError e) {
            throw new CryptoException("jwk:load_jwk: error decoding JSON from JWK: " + e.getMessage(), e);
        }
        String kind = jwk.get("kty").tojstring();
        boolean secret = half != Half.PUBLIC && jwk.get("d").toboolean();
        if (half == Half.PRIVATE && !secret) {
            throw new CryptoException("jwk:load_jwk: missing required parameter \"d\"");
        }
        return switch (kind) {
            case "RSA" -> rsa(jwk, secret);
            case "EC" -> ec(jwk, secret);
            case "OKP" -> raw(jwk, secret);
            default -> throw new CryptoException("jwk:load_jwk: not yet supported jwk type \"" + kind + "\"");
        };
    }

    private static byte[] field(LuaTable jwk, String name) throws CryptoException {
        if (!(jwk.get(name) instanceof LuaString text)) {
            throw new CryptoException("jwk:load_jwk: missing required parameter \"" + name + "\"");
        }
        try {
            return Base64.getUrlDecoder().decode(LuaText.view(text).replaceAll("=+$", ""));
        } catch (IllegalArgumentException e) {
            throw new CryptoException(
                    "jwk:load_jwk: cannot decode parameter \"" + name + "\" from base64 " + LuaText.view(text), e);
        }
    }

    private static AsymmetricKey rsa(LuaTable jwk, boolean secret) throws CryptoException {
        BigInteger modulus = Numbers.of(field(jwk, "n"));
        BigInteger exponent = Numbers.of(field(jwk, "e"));
        if (!secret) {
            return JwkRsa.publicKey(modulus, exponent);
        }
        String[] names = {"d", "p", "q", "dp", "dq", "qi"};
        BigInteger[] parts = new BigInteger[names.length];
        for (int i = 0; i < names.length; i++) {
            parts[i] = Numbers.of(field(jwk, names[i]));
        }
        return JwkRsa.privateKey(modulus, exponent, parts);
    }

    private static AsymmetricKey ec(LuaTable jwk, boolean secret) throws CryptoException {
        EcCurve curve = EcCurve.named(jwk.get("crv").tojstring());
        if (curve == null) {
            throw new CryptoException(
                    "jwk:load_jwk: curve \"" + jwk.get("crv").tojstring() + "\" is not supported by this library");
        }
        return secret
                ? AsymmetricKey.ecPrivate(curve, Numbers.of(field(jwk, "d")))
                : AsymmetricKey.ecPublic(curve, field(jwk, "x"), field(jwk, "y"));
    }

    private static AsymmetricKey raw(LuaTable jwk, boolean secret) throws CryptoException {
        KeyType type = null;
        for (KeyType known : KeyType.values()) {
            if (known.isRaw() && known.javaName().equals(jwk.get("crv").tojstring())) {
                type = known;
            }
        }
        if (type == null) {
            throw new CryptoException(
                    "jwk:load_jwk: unknown curve \"" + jwk.get("crv").tojstring() + "\"");
        }
        byte[] bytes = field(jwk, secret ? "d" : "x");
        if (bytes.length != type.rawSize()) {
            throw new CryptoException("jwk:load_jwk: invalid length of a key of " + type.javaName());
        }
        return secret ? AsymmetricKey.raw(type, bytes) : AsymmetricKey.rawPublic(type, bytes);
    }

    /** A key as JSON, with the digest of its encoding as {@code kid}. */
    Varargs write(AsymmetricKey key, boolean secret) throws CryptoException {
        LuaTable jwk = new Table();
        EcCurve curve = key.curve();
        if (key.publicKey() instanceof RSAPublicKey rsa) {
            jwk.set("kty", "RSA");
            put(jwk, "n", Numbers.bytes(rsa.getModulus()));
            put(jwk, "e", Numbers.bytes(rsa.getPublicExponent()));
            if (secret && key.privateKey() instanceof RSAPrivateCrtKey own) {
                put(jwk, "d", Numbers.bytes(own.getPrivateExponent()));
                put(jwk, "p", Numbers.bytes(own.getPrimeP()));
                put(jwk, "q", Numbers.bytes(own.getPrimeQ()));
                put(jwk, "dp", Numbers.bytes(own.getPrimeExponentP()));
                put(jwk, "dq", Numbers.bytes(own.getPrimeExponentQ()));
                put(jwk, "qi", Numbers.bytes(own.getCrtCoefficient()));
            }
        } else if (curve != null && key.publicKey() instanceof ECPublicKey ec) {
            jwk.set("kty", "EC");
            jwk.set("crv", curve.jwkName());
            put(jwk, "x", Numbers.padded(ec.getW().getAffineX(), curve.size()));
            put(jwk, "y", Numbers.padded(ec.getW().getAffineY(), curve.size()));
            if (secret && key.privateKey() instanceof ECPrivateKey own) {
                put(jwk, "d", Numbers.padded(own.getS(), curve.size()));
            }
        } else {
            jwk.set("kty", "OKP");
            jwk.set("crv", key.type().javaName());
            put(jwk, "x", key.rawPublic());
            if (secret) {
                put(jwk, "d", key.rawPrivate());
            }
        }
        byte[] der = KeyText.der(key, secret);
        put(jwk, "kid", der == null ? null : DigestAlgorithm.SHA256.digest(der));
        return json("encode").call(jwk);
    }

    private static void put(LuaTable jwk, String name, byte @Nullable [] bytes) {
        if (bytes != null) {
            jwk.set(name, LuaText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
        }
    }
}
