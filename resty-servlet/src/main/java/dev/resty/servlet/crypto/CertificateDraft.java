// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An X.509 certificate that can be changed and signed. */
public final class CertificateDraft extends SignedDraft {

    private static final byte[] NOBODY = Der.sequence();

    private static final byte[] NO_KEY = Der.sequence();

    private long version;
    private BigInteger serial = BigInteger.ZERO;
    private byte[] issuer = NOBODY;
    private byte[] subject = NOBODY;
    private long notBefore;
    private long notAfter;
    private byte @Nullable [] key;

    /** Identifiers of issuer and subject, which nobody uses any more. */
    private byte[] identifiers = new byte[0];

    private @Nullable X509Certificate certificate;

    private CertificateDraft() {}

    /** An empty one of version 1, valid for no time from now. */
    public static CertificateDraft empty() {
        CertificateDraft draft = new CertificateDraft();
        draft.notBefore = System.currentTimeMillis() / 1000;
        draft.notAfter = draft.notBefore;
        return draft;
    }

    /** The first certificate of PEM. */
    public static CertificateDraft ofPem(byte[] text) throws CryptoException {
        return ofDer(first(text, "CERTIFICATE"));
    }

    /** The certificate of DER. */
    public static CertificateDraft ofDer(byte[] der) throws CryptoException {
        try {
            return parsed(der);
        } catch (CryptoException e) {
            throw unreadable(der, e);
        }
    }

    private static CertificateDraft parsed(byte[] der) throws CryptoException {
        CertificateDraft draft = new CertificateDraft();
        Der content = draft.read(der);
        if (content.followsContext(0)) {
            draft.version = content.enterContext(0).integer().longValue();
        }
        draft.serial = content.integer();
        content.skip();
        draft.issuer = content.whole();
        Der validity = content.enter(Der.SEQUENCE);
        draft.notBefore = validity.time();
        draft.notAfter = validity.time();
        draft.subject = content.whole();
        draft.key = content.whole();
        while (content.hasMore() && !content.followsContext(3)) {
            draft.identifiers = joined(draft.identifiers, content.whole());
        }
        if (content.hasMore()) {
            draft.extensions().addAll(X509Extension.all(content.enterContext(3)));
        }
        return draft;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Another one of the same. */
    public CertificateDraft copy() throws CryptoException {
        return ofDer(der());
    }

    @Override
    byte[] encodeContent() {
        byte[] encodedKey = key;
        byte[] extended = extensions().isEmpty() ? new byte[0] : Der.context(3, X509Extension.sequence(extensions()));
        return Der.sequence(
                version == 0 ? new byte[0] : Der.context(0, Der.integer(BigInteger.valueOf(version))),
                Der.integer(serial),
                algorithm(),
                issuer,
                Der.sequence(Der.time(notBefore), Der.time(notAfter)),
                subject,
                encodedKey == null ? NO_KEY : encodedKey,
                identifiers,
                extended);
    }

    @Override
    public void changed() {
        super.changed();
        certificate = null;
    }

    /** As Java has it. */
    public X509Certificate certificate() throws CryptoException {
        X509Certificate known = certificate;
        if (known == null) {
            try {
                known = Certificates.readDer(der());
            } catch (CryptoException e) {
                throw new CryptoException("the JVM refuses this certificate", e);
            }
            certificate = known;
        }
        return known;
    }

    @Override
    public long version() {
        return version + 1;
    }

    @Override
    public void version(long wanted) {
        version = wanted - 1;
        changed();
    }

    /** Its number. */
    public BigInteger serial() {
        return serial;
    }

    /** Changes {@link #serial()}. */
    public void serial(BigInteger wanted) {
        serial = wanted;
        changed();
    }

    /** Who vouches for it, as {@link DistinguishedName} encodes it. */
    public byte[] issuer() {
        return issuer;
    }

    /** Changes {@link #issuer()}. */
    public void issuer(byte[] wanted) {
        issuer = wanted;
        changed();
    }

    @Override
    public byte[] subject() {
        return subject;
    }

    @Override
    public void subject(byte[] wanted) {
        subject = wanted;
        changed();
    }

    /** Since when it is valid, in seconds since 1970. */
    public long notBefore() {
        return notBefore;
    }

    /** Changes {@link #notBefore()}. */
    public void notBefore(long wanted) {
        notBefore = wanted;
        changed();
    }

    /** Until when it is valid, in seconds since 1970. */
    public long notAfter() {
        return notAfter;
    }

    /** Changes {@link #notAfter()}. */
    public void notAfter(long wanted) {
        notAfter = wanted;
        changed();
    }

    @Override
    public AsymmetricKey key() throws CryptoException {
        return key(key);
    }

    @Override
    public void key(AsymmetricKey wanted) {
        key = wanted.publicKey().getEncoded();
        changed();
    }

    /** The bytes of its key, as digests of keys take them. */
    public byte[] keyBits() throws CryptoException {
        return keyBits(key);
    }

    /** Whether who has it may vouch for others; null where it doesn't say. */
    public @Nullable BasicConstraints constraints() throws CryptoException {
        X509Extension found = extension(BasicConstraints.OID);
        return found == null ? null : BasicConstraints.of(found.value());
    }
}
