// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Keys as PEM and DER, in the formats that OpenSSL reads and writes: PKCS #1, PKCS #8, SEC 1 and X.509. */
public final class KeyText {

    private static final byte[] NO_PARAMETERS = Der.NULL;

    private KeyText() {}

    /** Which half of a key is wanted. */
    public enum Half {
        /** The private one. */
        PRIVATE,
        /** The public one. */
        PUBLIC,
        /** Whatever is found, the private one first. */
        ANY
    }

    /**
     * Reads a key of PEM, the first block that is one.
     *
     * @param password of an encrypted key; null for none
     * @throws CryptoException there is none that can be read
     */
    public static AsymmetricKey readPem(byte[] text, Half half, byte @Nullable [] password) throws CryptoException {
        for (Pem block : Pem.all(new String(text, StandardCharsets.ISO_8859_1))) {
            boolean secret = block.label().endsWith("PRIVATE KEY");
            if (secret && half != Half.PUBLIC) {
                return secret(block, password);
            }
            if (block.label().endsWith("PUBLIC KEY") && half != Half.PRIVATE) {
                return block.label().startsWith("RSA ")
                        ? rsaPublic(block.bytes())
                        : AsymmetricKey.ofPublic(block.bytes());
            }
        }
        throw new CryptoException("no start line");
    }

    private static AsymmetricKey secret(Pem block, byte @Nullable [] password) throws CryptoException {
        switch (block.label()) {
            case "PRIVATE KEY":
                return AsymmetricKey.ofPkcs8(block.bytes());
            case "ENCRYPTED PRIVATE KEY":
                return AsymmetricKey.ofPkcs8(decrypted(block.bytes(), needed(password)));
            case "RSA PRIVATE KEY":
                return rsaPrivate(opened(block, password));
            case "EC PRIVATE KEY":
                return ecPrivate(opened(block, password));
            default:
                throw new CryptoException("unsupported");
        }
    }

    private static byte[] needed(byte @Nullable [] password) throws CryptoException {
        if (password == null) {
            throw new CryptoException("bad password read");
        }
        return password;
    }

    /** Reads a key of DER. */
    public static AsymmetricKey readDer(byte[] bytes, Half half) throws CryptoException {
        CryptoException why = new CryptoException("unsupported");
        if (half != Half.PUBLIC) {
            for (Reader reader : new Reader[] {AsymmetricKey::ofPkcs8, KeyText::rsaPrivate, KeyText::ecPrivate}) {
                try {
                    return reader.read(bytes);
                } catch (CryptoException e) {
                    why.addSuppressed(e);
                }
            }
        }
        if (half != Half.PRIVATE) {
            try {
                return AsymmetricKey.ofPublic(bytes);
            } catch (CryptoException e) {
                why.addSuppressed(e);
            }
        }
        throw why;
    }

    /** One of the formats. */
    private interface Reader {
        AsymmetricKey read(byte[] bytes) throws CryptoException;
    }

    static byte[] pkcs8(KeyType type, byte[] parameters, byte[] body) {
        return Der.sequence(
                Der.integer(BigInteger.ZERO), Der.sequence(Der.oid(type.oid()), parameters), Der.octets(body));
    }

    private static AsymmetricKey rsaPrivate(byte[] pkcs1) throws CryptoException {
        Der content = new Der(pkcs1).enter(Der.SEQUENCE);
        content.integer();
        content.integer();
        return AsymmetricKey.ofPkcs8(pkcs8(KeyType.RSA, NO_PARAMETERS, pkcs1));
    }

    /** A public RSA key from its PKCS #1 encoding. */
    private static AsymmetricKey rsaPublic(byte[] pkcs1) throws CryptoException {
        return AsymmetricKey.ofPublic(
                Der.sequence(Der.sequence(Der.oid(KeyType.RSA.oid()), NO_PARAMETERS), Der.bits(pkcs1)));
    }

    private static AsymmetricKey ecPrivate(byte[] sec1) throws CryptoException {
        Der content = new Der(sec1).enter(Der.SEQUENCE);
        content.integer();
        byte[] secret = content.octets();
        EcCurve curve = content.followsContext(0)
                ? EcCurve.named(content.enterContext(0).oid())
                : null;
        if (curve == null) {
            throw new CryptoException("unsupported");
        }
        return AsymmetricKey.ecPrivate(curve, Numbers.of(secret));
    }

    private static byte[] decrypted(byte[] encrypted, byte[] password) throws CryptoException {
        char[] characters = new char[password.length];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (char) (password[i] & 0xff);
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            String name = info.getAlgParameters() == null
                    ? info.getAlgName()
                    : info.getAlgName().equals("PBES2")
                            ? info.getAlgParameters().toString()
                            : info.getAlgName();
            Key key = SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(characters));
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return cipher.doFinal(info.getEncryptedData());
        } catch (GeneralSecurityException | IOException e) {
            throw new CryptoException("bad decrypt", e);
        }
    }

    /** The bytes of a block that may be encrypted as PEM's own headers say. */
    private static byte[] opened(Pem block, byte @Nullable [] password) throws CryptoException {
        String info = block.headers().get("DEK-Info");
        if (info == null) {
            return block.bytes();
        }
        int comma = info.indexOf(',');
        CipherAlgorithm cipher = comma < 0 ? null : CipherAlgorithm.named(info.substring(0, comma));
        if (cipher == null) {
            throw new CryptoException("unsupported encryption");
        }
        byte[] iv = HexFormat.of().parseHex(info.substring(comma + 1).trim());
        byte[] key = KeyDerivation.bytesToKey(
                DigestAlgorithm.MD5, needed(password), java.util.Arrays.copyOf(iv, 8), 1, cipher.keySize(), () -> {});
        return new CipherRun(cipher, false, true, key, iv).finish(block.bytes());
    }

    /** The encoding that OpenSSL has for a half of a key; null where the private half isn't known. */
    public static byte @Nullable [] der(AsymmetricKey key, boolean secret) {
        if (!secret) {
            return key.publicKey().getEncoded();
        }
        PrivateKey half = key.privateKey();
        EcCurve curve = key.curve();
        if (half instanceof ECPrivateKey ec && curve != null && key.publicKey() instanceof ECPublicKey point) {
            byte[] body = Der.sequence(
                    Der.integer(BigInteger.ONE),
                    Der.octets(Numbers.padded(ec.getS(), curve.size())),
                    Der.context(1, Der.bits(curve.encode(point.getW()))));
            return pkcs8(KeyType.EC, Der.oid(curve.oid()), body);
        }
        return half == null ? null : half.getEncoded();
    }

    /** PEM of a half of a key; null where the private half isn't known. */
    public static @Nullable String pem(AsymmetricKey key, boolean secret) {
        byte[] encoded = der(key, secret);
        return encoded == null ? null : Pem.text(secret ? "PRIVATE KEY" : "PUBLIC KEY", encoded);
    }

    /** PEM of a half of an RSA key in the format PKCS #1. */
    public static String pkcs1Pem(AsymmetricKey key, boolean secret) throws CryptoException {
        byte[] encoded = der(key, secret);
        if (encoded == null || key.type() != KeyType.RSA) {
            throw new CryptoException("unsupported");
        }
        Der content = new Der(encoded).enter(Der.SEQUENCE);
        if (secret) {
            content.integer();
        }
        content.skip();
        byte[] body = secret ? content.octets() : content.bits();
        return Pem.text(secret ? "RSA PRIVATE KEY" : "RSA PUBLIC KEY", body);
    }
}
