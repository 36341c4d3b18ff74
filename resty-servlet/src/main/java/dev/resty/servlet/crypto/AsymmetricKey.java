// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A public key, and the private one where it is known.
 *
 * @param type what kind of key
 * @param publicKey the public half
 * @param privateKey the private half; null where only the public one is known
 */
public record AsymmetricKey(
        KeyType type, PublicKey publicKey, @Nullable PrivateKey privateKey) {

    /** A new RSA key. */
    public static AsymmetricKey rsa(int bits, BigInteger exponent) throws CryptoException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
            return of(KeyType.RSA, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new CryptoException("key size too small", e);
        }
    }

    /** A new key of a curve. */
    public static AsymmetricKey ec(EcCurve curve) throws CryptoException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve.javaName()));
            return of(KeyType.EC, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new CryptoException("unsupported", e);
        }
    }

    /** A new key of curve 25519 or 448. */
    public static AsymmetricKey raw(KeyType type) throws CryptoException {
        byte[] secret = new byte[type.rawSize()];
        new SecureRandom().nextBytes(secret);
        return raw(type, secret);
    }

    /** The key of curve 25519 or 448 with these private bytes. */
    public static AsymmetricKey raw(KeyType type, byte[] secret) throws CryptoException {
        byte[] encoded = Der.sequence(
                Der.integer(BigInteger.ZERO), Der.sequence(Der.oid(type.oid())), Der.octets(Der.octets(secret)));
        return ofPkcs8(encoded);
    }

    /** The public key of curve 25519 or 448 with these bytes. */
    public static AsymmetricKey rawPublic(KeyType type, byte[] bytes) throws CryptoException {
        return ofPublic(Der.sequence(Der.sequence(Der.oid(type.oid())), Der.bits(bytes)));
    }

    private static AsymmetricKey of(KeyType type, KeyPair pair) {
        return new AsymmetricKey(type, pair.getPublic(), pair.getPrivate());
    }

    /** A certificate's key, say. */
    public static AsymmetricKey of(PublicKey key) throws CryptoException {
        return ofPublic(key.getEncoded());
    }

    /** A public key from its X.509 encoding. */
    public static AsymmetricKey ofPublic(byte[] encoded) throws CryptoException {
        KeyType type = typeOf(new Der(encoded).enter(Der.SEQUENCE));
        try {
            KeyFactory factory = KeyFactory.getInstance(type.javaName());
            return new AsymmetricKey(type, factory.generatePublic(new X509EncodedKeySpec(encoded)), null);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("unsupported", e);
        }
    }

    private static KeyType typeOf(Der algorithmFirst) throws CryptoException {
        KeyType type = KeyType.of(algorithmFirst.enter(Der.SEQUENCE).oid());
        if (type == null) {
            throw new CryptoException("unsupported");
        }
        return type;
    }

    /** A private key from its PKCS #8 encoding; the public one is computed where that hasn't got it. */
    public static AsymmetricKey ofPkcs8(byte[] encoded) throws CryptoException {
        Der content = new Der(encoded).enter(Der.SEQUENCE);
        content.integer();
        KeyType type = typeOf(content);
        try {
            KeyFactory factory = KeyFactory.getInstance(type.javaName());
            PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return new AsymmetricKey(type, publicOf(type, key, factory), key);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("unsupported", e);
        }
    }

    private static PublicKey publicOf(KeyType type, PrivateKey key, KeyFactory factory)
            throws GeneralSecurityException, CryptoException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            return factory.generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
        }
        if (key instanceof ECPrivateKey ec) {
            EcCurve curve = EcCurve.of(ec.getParams());
            if (curve == null) {
                throw new CryptoException("unsupported");
            }
            byte[] point = curve.encode(curve.publicPoint(ec.getS()));
            return ofPublic(ecPublic(curve, point)).publicKey();
        }
        if (type == KeyType.RSA) {
            throw new CryptoException("unsupported");
        }
        // A generator makes of its random bytes the private key, so it computes the public one of known bytes.
        KeyPairGenerator generator = KeyPairGenerator.getInstance(type.javaName());
        generator.initialize(new NamedParameterSpec(type.javaName()), new KnownBytes(secret(key)));
        return generator.generateKeyPair().getPublic();
    }

    private static byte[] ecPublic(EcCurve curve, byte[] point) {
        return Der.sequence(Der.sequence(Der.oid(KeyType.EC.oid()), Der.oid(curve.oid())), Der.bits(point));
    }

    /** A public key of a curve by its point's coordinates. */
    public static AsymmetricKey ecPublic(EcCurve curve, byte[] x, byte[] y) throws CryptoException {
        byte[] point = new byte[1 + 2 * curve.size()];
        point[0] = 4;
        System.arraycopy(padded(x, curve), 0, point, 1, curve.size());
        System.arraycopy(padded(y, curve), 0, point, 1 + curve.size(), curve.size());
        return ofPublic(ecPublic(curve, point));
    }

    private static byte[] padded(byte[] coordinate, EcCurve curve) throws CryptoException {
        try {
            return Numbers.padded(Numbers.of(coordinate), curve.size());
        } catch (IllegalArgumentException e) {
            throw new CryptoException("invalid encoding", e);
        }
    }

    /** A private key of a curve by its number. */
    public static AsymmetricKey ecPrivate(EcCurve curve, BigInteger secret) throws CryptoException {
        return ofPkcs8(KeyText.pkcs8(KeyType.EC, Der.oid(curve.oid()), ecBody(curve, secret)));
    }

    private static byte[] ecBody(EcCurve curve, BigInteger secret) throws CryptoException {
        if (secret.signum() <= 0 || secret.compareTo(curve.parameters().getOrder()) >= 0) {
            throw new CryptoException("invalid private key");
        }
        return Der.sequence(Der.integer(BigInteger.ONE), Der.octets(Numbers.padded(secret, curve.size())));
    }

    /** The curve of an EC key; null for other keys. */
    public @Nullable EcCurve curve() {
        return publicKey instanceof ECPublicKey ec ? EcCurve.of(ec.getParams()) : null;
    }

    /** The size of signatures and encrypted texts of this key, in bytes. */
    public int size() {
        EcCurve curve = curve();
        if (curve != null) {
            int number = curve.parameters().getOrder().bitLength() / 8 + 3;
            int content = 2 * number;
            return content + (content < 0x80 ? 2 : 3);
        }
        if (publicKey instanceof RSAPublicKey rsa) {
            return (rsa.getModulus().bitLength() + 7) / 8;
        }
        return switch (type) {
            case ED25519 -> 64;
            case ED448 -> 114;
            default -> type.rawSize();
        };
    }

    /** The private bytes of a key of curve 25519 or 448. */
    static byte[] secret(PrivateKey key) throws CryptoException {
        Der content = new Der(key.getEncoded()).enter(Der.SEQUENCE);
        content.integer();
        content.skip();
        return new Der(content.octets()).octets();
    }

    /** The public bytes of a key of curve 25519 or 448. */
    public byte[] rawPublic() throws CryptoException {
        Der content = new Der(publicKey.getEncoded()).enter(Der.SEQUENCE);
        content.skip();
        return content.bits();
    }

    /** The private bytes of a key of curve 25519 or 448; null where only the public key is known. */
    public byte @Nullable [] rawPrivate() throws CryptoException {
        PrivateKey key = privateKey;
        return key == null ? null : secret(key);
    }

    /** Random bytes that are known beforehand. */
    private static final class KnownBytes extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        KnownBytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] out) {
            System.arraycopy(Arrays.copyOf(bytes, out.length), 0, out, 0, out.length);
        }
    }
}
