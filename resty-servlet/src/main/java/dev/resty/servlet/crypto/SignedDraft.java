// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is signed: a certificate or a request for one. It can be changed, and signed anew. Not safe for
 * concurrent use.
 */
public abstract sealed class SignedDraft permits CertificateDraft, CertificateRequest {

    private final List<X509Extension> extensions = new ArrayList<>();
    private byte[] algorithm = Der.sequence(Der.oid("0.0"));
    private byte[] signature = new byte[0];

    /** What is signed as it was read or signed last; null where it was changed since. */
    private byte @Nullable [] content;

    SignedDraft() {}

    /** The encoding in the first block of PEM whose label ends so. */
    static byte[] first(byte[] pem, String label) throws CryptoException {
        for (Pem block : Pem.all(new String(pem, StandardCharsets.ISO_8859_1))) {
            if (block.label().endsWith(label)) {
                return block.bytes();
            }
        }
        throw new CryptoException("no start line");
    }

    /** What OpenSSL says of an encoding that can't be read. */
    static CryptoException unreadable(byte[] der, CryptoException cause) {
        return new CryptoException(Der.isCut(der) ? "not enough data" : "nested asn1 error", cause);
    }

    /** Takes over an encoding; gives what is signed. */
    final Der read(byte[] der) throws CryptoException {
        Der all = new Der(der).enter(Der.SEQUENCE);
        byte[] signed = all.whole();
        algorithm = all.whole();
        signature = all.bits();
        content = signed;
        return new Der(signed).enter(Der.SEQUENCE);
    }

    /** What is signed. */
    abstract byte[] encodeContent();

    /** How it is or will be signed, as it is encoded. */
    final byte[] algorithm() {
        return algorithm;
    }

    /** Its extensions, for those who call {@link #changed} afterwards. */
    public final List<X509Extension> extensions() {
        return extensions;
    }

    /** The first extension of that kind; null for none. */
    public final @Nullable X509Extension extension(String oid) {
        for (X509Extension extension : extensions) {
            if (extension.oid().equals(oid)) {
                return extension;
            }
        }
        return null;
    }

    /** Puts an extension in the place of the first one of its kind, or behind the others. */
    public final void replace(X509Extension extension) {
        changed();
        for (int i = 0; i < extensions.size(); i++) {
            if (extensions.get(i).oid().equals(extension.oid())) {
                extensions.set(i, extension);
                return;
            }
        }
        extensions.add(extension);
    }

    /** To be called after each change. */
    public void changed() {
        content = null;
    }

    private byte[] content() {
        byte[] known = content;
        return known != null ? known : encodeContent();
    }

    /** Its encoding; with the signature of before the changes where it wasn't signed since. */
    public final byte[] der() {
        return Der.sequence(content(), algorithm, Der.bits(signature));
    }

    /**
     * Signs.
     *
     * @param digest null for the usual one
     * @throws CryptoException the key can't sign so
     */
    public final void sign(AsymmetricKey key, @Nullable DigestAlgorithm digest) throws CryptoException {
        DigestAlgorithm wanted = key.type().isEdwards() ? null : digest == null ? DigestAlgorithm.SHA256 : digest;
        SignatureKind kind = SignatureKind.of(key.type(), wanted);
        if (kind == null) {
            throw new CryptoException("operation not supported for this keytype");
        }
        if (key.privateKey() == null) {
            throw new CryptoException("not a private key");
        }
        changed();
        algorithm = kind.encoded();
        byte[] signed = encodeContent();
        try {
            Signature signing = Signature.getInstance(kind.javaName());
            signing.initSign(key.privateKey());
            signing.update(signed);
            signature = signing.sign();
        } catch (GeneralSecurityException e) {
            throw new CryptoException("digest too big for rsa key", e);
        }
        content = signed;
    }

    /** Whether a key has signed it, as it is now. */
    public final boolean isSignedBy(AsymmetricKey key) {
        SignatureKind kind = kind();
        if (kind == null) {
            return false;
        }
        try {
            Signature verifying = Signature.getInstance(kind.javaName());
            verifying.initVerify(key.publicKey());
            verifying.update(content());
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** How it is signed; null where it isn't, or in a way that isn't known. */
    public final @Nullable SignatureKind kind() {
        try {
            return SignatureKind.of(new Der(algorithm).enter(Der.SEQUENCE).oid());
        } catch (CryptoException e) {
            return null;
        }
    }

    /** The key of an encoding. */
    static AsymmetricKey key(byte @Nullable [] encoded) throws CryptoException {
        if (encoded == null) {
            throw new CryptoException("");
        }
        return AsymmetricKey.ofPublic(encoded);
    }

    /** The bytes of an encoded key, as digests of keys take them. */
    static byte[] keyBits(byte @Nullable [] encoded) throws CryptoException {
        if (encoded == null) {
            throw new CryptoException("no public key");
        }
        Der content = new Der(encoded).enter(Der.SEQUENCE);
        content.skip();
        return content.bits();
    }

    /** Whose it is, as {@link DistinguishedName} encodes it. */
    public abstract byte[] subject();

    /** Changes {@link #subject()}. */
    public abstract void subject(byte[] wanted);

    /** Its subject's key. */
    public abstract AsymmetricKey key() throws CryptoException;

    /** Changes {@link #key()}. */
    public abstract void key(AsymmetricKey wanted);

    /** Its version, from 1. */
    public abstract long version();

    /** Changes {@link #version()}. */
    public abstract void version(long wanted);
}
