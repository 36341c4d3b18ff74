// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;

/** Signs, verifies, encrypts, decrypts and agrees with a key. */
public final class KeyUse {

    private final AsymmetricKey key;

    /** Uses of a key. */
    public KeyUse(AsymmetricKey key) {
        this.key = key;
    }

    /** The paddings of RSA with OpenSSL's numbers. */
    public enum Padding {
        /** PKCS #1 v1.5. */
        PKCS1(1),
        /** None. */
        NONE(3),
        /** OAEP, for encryption. */
        OAEP(4),
        /** PSS, for signatures. */
        PSS(6);

        private final int number;

        Padding(int number) {
            this.number = number;
        }

        /** The padding of that number; null for one that isn't known. */
        public static @Nullable Padding numbered(int number) {
            for (Padding padding : values()) {
                if (padding.number == number) {
                    return padding;
                }
            }
            return null;
        }

        /** OpenSSL's number for it. */
        public int number() {
            return number;
        }
    }

    /**
     * How RSA pads.
     *
     * @param padding the padding
     * @param oaepDigest the digest of OAEP; null for SHA-1
     * @param maskDigest the digest of the mask; null for that of the padding
     * @param saltLength the length of PSS's salt; negative for the longest when signing and any when verifying
     */
    public record Scheme(
            Padding padding,
            @Nullable DigestAlgorithm oaepDigest,
            @Nullable DigestAlgorithm maskDigest,
            int saltLength) {

        /** PKCS #1 v1.5. */
        public static final Scheme PKCS1 = new Scheme(Padding.PKCS1, null, null, -1);

        /** The scheme with a padding and OpenSSL's defaults. */
        public static Scheme of(Padding padding) {
            return new Scheme(padding, null, null, -1);
        }
    }

    private PrivateKey secret() throws CryptoException {
        PrivateKey found = key.privateKey();
        if (found == null) {
            throw new CryptoException("not a private key");
        }
        return found;
    }

    private int bits() {
        return key.publicKey() instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
    }

    /**
     * Signs a digest; ECDSA's signature is in DER.
     *
     * @param digest null to sign the bytes as they are
     */
    public byte[] signHash(byte[] hash, @Nullable DigestAlgorithm digest, Scheme scheme) throws CryptoException {
        return switch (key.type()) {
            case RSA -> signRsa(hash, digest, scheme);
            case EC -> sign("NONEwithECDSA", hash);
            default -> throw new CryptoException("operation not supported for this keytype");
        };
    }

    private byte[] signRsa(byte[] hash, @Nullable DigestAlgorithm digest, Scheme scheme) throws CryptoException {
        return switch (scheme.padding()) {
            case PKCS1 ->
                rsa(
                        "PKCS1Padding",
                        Cipher.ENCRYPT_MODE,
                        secret(),
                        digest == null ? hash : RsaPadding.digestInfo(digest, hash));
            case NONE -> rsa("NoPadding", Cipher.ENCRYPT_MODE, secret(), hash);
            case PSS -> {
                DigestAlgorithm named = digest == null ? bySize(hash.length) : digest;
                DigestAlgorithm mask = scheme.maskDigest() == null ? named : scheme.maskDigest();
                byte[] padded = RsaPadding.pss(named, mask, hash, bits(), scheme.saltLength());
                yield rsa("NoPadding", Cipher.DECRYPT_MODE, secret(), padded);
            }
            case OAEP -> throw new CryptoException("illegal or unsupported padding mode");
        };
    }

    private static DigestAlgorithm bySize(int size) throws CryptoException {
        for (DigestAlgorithm digest : DigestAlgorithm.values()) {
            if (digest.size() == size) {
                return digest;
            }
        }
        throw new CryptoException("invalid digest length");
    }

    /** Whether a digest's signature is right. The message of what is thrown says why it can't be. */
    public boolean verifyHash(byte[] signature, byte[] hash, @Nullable DigestAlgorithm digest, Scheme scheme)
            throws CryptoException {
        return switch (key.type()) {
            case RSA -> verifyRsa(signature, hash, digest, scheme);
            case EC -> verify("NONEwithECDSA", signature, hash);
            default -> throw new CryptoException("operation not supported for this keytype");
        };
    }

    private boolean verifyRsa(byte[] signature, byte[] hash, @Nullable DigestAlgorithm digest, Scheme scheme)
            throws CryptoException {
        if (signature.length != key.size()) {
            throw new CryptoException("wrong signature length");
        }
        if (scheme.padding() == Padding.PSS) {
            DigestAlgorithm named = digest == null ? bySize(hash.length) : digest;
            DigestAlgorithm mask = scheme.maskDigest() == null ? named : scheme.maskDigest();
            byte[] padded = rsa("NoPadding", Cipher.ENCRYPT_MODE, key.publicKey(), signature);
            return RsaPadding.isPss(named, mask, hash, bits(), scheme.saltLength(), padded);
        }
        byte[] signed = recover(signature, scheme);
        return Arrays.equals(signed, digest == null ? hash : RsaPadding.digestInfo(digest, hash));
    }

    /** What an RSA signature signs. */
    public byte[] recover(byte[] signature, Scheme scheme) throws CryptoException {
        return rsa(
                scheme.padding() == Padding.NONE ? "NoPadding" : "PKCS1Padding",
                Cipher.DECRYPT_MODE,
                key.publicKey(),
                signature);
    }

    /** Signs a message with an Edwards curve. */
    public byte[] signMessage(byte[] message) throws CryptoException {
        return sign(key.type().javaName(), message);
    }

    /** Whether a message's signature with an Edwards curve is right. */
    public boolean verifyMessage(byte[] signature, byte[] message) throws CryptoException {
        return verify(key.type().javaName(), signature, message);
    }

    private byte[] sign(String algorithm, byte[] bytes) throws CryptoException {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new CryptoException("", e);
        }
    }

    private boolean verify(String algorithm, byte[] signed, byte[] bytes) throws CryptoException {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(key.publicKey());
            signature.update(bytes);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new CryptoException("", e);
        }
    }

    /** Encrypts with the public RSA key. */
    public byte[] encrypt(byte[] text, Scheme scheme) throws CryptoException {
        return crypt(Cipher.ENCRYPT_MODE, key.publicKey(), text, scheme);
    }

    /** Decrypts with the private RSA key. */
    public byte[] decrypt(byte[] text, Scheme scheme) throws CryptoException {
        return crypt(Cipher.DECRYPT_MODE, secret(), text, scheme);
    }

    private byte[] crypt(int mode, Key half, byte[] text, Scheme scheme) throws CryptoException {
        if (key.type() != KeyType.RSA) {
            throw new CryptoException("operation not supported for this keytype");
        }
        return switch (scheme.padding()) {
            case PKCS1 -> rsa("PKCS1Padding", mode, half, text);
            case NONE -> rsa("NoPadding", mode, half, text);
            case OAEP -> oaep(mode, half, text, scheme);
            case PSS -> throw new CryptoException("illegal or unsupported padding mode");
        };
    }

    private static byte[] oaep(int mode, Key half, byte[] text, Scheme scheme) throws CryptoException {
        DigestAlgorithm digest = scheme.oaepDigest() == null ? DigestAlgorithm.SHA1 : scheme.oaepDigest();
        DigestAlgorithm mask = scheme.maskDigest() == null ? digest : scheme.maskDigest();
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(
                    mode,
                    half,
                    new OAEPParameterSpec(
                            digest.javaName(),
                            "MGF1",
                            new MGF1ParameterSpec(mask.javaName()),
                            PSource.PSpecified.DEFAULT));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw failure(mode, e);
        }
    }

    private static byte[] rsa(String padding, int mode, Key half, byte[] bytes) throws CryptoException {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/" + padding);
            cipher.init(mode, half);
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw failure(mode, e);
        }
    }

    private static CryptoException failure(int mode, GeneralSecurityException e) {
        return new CryptoException(
                mode == Cipher.ENCRYPT_MODE ? "data too large for key size" : "padding check failed", e);
    }

    /** What this key and another one's public half have in common. */
    public byte[] agree(AsymmetricKey peer) throws CryptoException {
        if (peer.type() != key.type() || key.type() == KeyType.RSA || key.type().isEdwards()) {
            throw new CryptoException("operation not supported for this keytype");
        }
        try {
            KeyAgreement agreement = KeyAgreement.getInstance(
                    key.type() == KeyType.EC ? "ECDH" : key.type().javaName());
            agreement.init(secret());
            agreement.doPhase(peer.publicKey(), true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new CryptoException("different parameters", e);
        }
    }

    /** An ECDSA signature of DER as its two numbers, each of the curve's size. */
    public static byte[] rawSignature(byte[] der, EcCurve curve) throws CryptoException {
        Der content = new Der(der).enter(Der.SEQUENCE);
        byte[] raw = new byte[2 * curve.size()];
        try {
            System.arraycopy(Numbers.padded(content.integer(), curve.size()), 0, raw, 0, curve.size());
            System.arraycopy(Numbers.padded(content.integer(), curve.size()), 0, raw, curve.size(), curve.size());
        } catch (IllegalArgumentException e) {
            throw new CryptoException("bad signature", e);
        }
        return raw;
    }

    /** The other way round. */
    public static byte[] derSignature(byte[] raw, EcCurve curve) throws CryptoException {
        if (raw.length != 2 * curve.size()) {
            throw new CryptoException("invalid signature length");
        }
        BigInteger r = Numbers.of(Arrays.copyOf(raw, curve.size()));
        BigInteger s = Numbers.of(Arrays.copyOfRange(raw, curve.size(), raw.length));
        return Der.sequence(Der.integer(r), Der.integer(s));
    }
}
