// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A request for a certificate (PKCS #10) that can be changed and signed. */
public final class CertificateRequest extends SignedDraft {

    private static final String LABEL = "CERTIFICATE REQUEST";

    private static final String EXTENSIONS = "1.2.840.113549.1.9.14";

    private static final String MICROSOFT_EXTENSIONS = "1.3.6.1.4.1.311.2.1.14";

    private long version;
    private byte[] subject = Der.sequence();
    private byte @Nullable [] key;

    /** Attributes that aren't the extensions. */
    private byte[] attributes = new byte[0];

    private CertificateRequest() {}

    /** An empty one of version 1. */
    public static CertificateRequest empty() {
        return new CertificateRequest();
    }

    /** The first request of PEM. */
    public static CertificateRequest ofPem(byte[] text) throws CryptoException {
        return ofDer(first(text, LABEL));
    }

    /** The request of DER. */
    public static CertificateRequest ofDer(byte[] der) throws CryptoException {
        try {
            return parsed(der);
        } catch (CryptoException e) {
            throw unreadable(der, e);
        }
    }

    private static CertificateRequest parsed(byte[] der) throws CryptoException {
        CertificateRequest request = new CertificateRequest();
        Der content = request.read(der);
        request.version = content.integer().longValue();
        request.subject = content.whole();
        request.key = content.whole();
        ByteArrayOutputStream others = new ByteArrayOutputStream();
        Der list = content.followsContext(0) ? content.enterContext(0) : content;
        while (list.hasMore()) {
            byte[] whole = list.whole();
            Der attribute = new Der(whole).enter(Der.SEQUENCE);
            String oid = attribute.oid();
            if (oid.equals(EXTENSIONS) || oid.equals(MICROSOFT_EXTENSIONS)) {
                request.extensions().addAll(X509Extension.all(attribute.enter(Der.SET)));
            } else {
                others.writeBytes(whole);
            }
        }
        request.attributes = others.toByteArray();
        return request;
    }

    @Override
    byte[] encodeContent() {
        byte[] encodedKey = key;
        byte[] extended = extensions().isEmpty()
                ? new byte[0]
                : Der.sequence(Der.oid(EXTENSIONS), Der.part(Der.SET, X509Extension.sequence(extensions())));
        return Der.sequence(
                Der.integer(BigInteger.valueOf(version)),
                subject,
                encodedKey == null ? Der.sequence() : encodedKey,
                Der.context(0, attributes, extended));
    }

    /** PEM of it. */
    public String pem() {
        return Pem.text(LABEL, der());
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

    @Override
    public byte[] subject() {
        return subject;
    }

    @Override
    public void subject(byte[] wanted) {
        subject = wanted;
        changed();
    }

    @Override
    public AsymmetricKey key() throws CryptoException {
        return key(key);
    }

    /** The bytes of its key, as digests of keys take them. */
    public byte[] keyBits() throws CryptoException {
        return keyBits(key);
    }

    @Override
    public void key(AsymmetricKey wanted) {
        key = wanted.publicKey().getEncoded();
        changed();
    }
}
