// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** X.509 certificates: reads them, and checks who vouches for one. */
public final class Certificates {

    private Certificates() {}

    /** The certificates of PEM, in their order. */
    public static List<X509Certificate> readPem(byte[] text) throws CryptoException {
        List<X509Certificate> found = new ArrayList<>();
        for (Pem block : Pem.all(new String(text, StandardCharsets.ISO_8859_1))) {
            if (block.label().endsWith("CERTIFICATE")) {
                found.add(readDer(block.bytes()));
            }
        }
        if (found.isEmpty()) {
            throw new CryptoException("no start line");
        }
        return found;
    }

    /** The certificate of DER. */
    public static X509Certificate readDer(byte[] bytes) throws CryptoException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes));
        } catch (CertificateException e) {
            throw new CryptoException("wrong tag", e);
        }
    }

    /** DER of a certificate. */
    public static byte[] der(X509Certificate certificate) throws CryptoException {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new CryptoException("", e);
        }
    }

    /**
     * Why a certificate isn't to be trusted, in OpenSSL's words; null where it is. Revocation isn't looked at.
     *
     * @param others certificates that may be between it and those that are trusted
     */
    public static @Nullable String distrust(
            X509Certificate certificate, Collection<X509Certificate> others, Collection<X509Certificate> trusted) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            return "certificate has expired";
        } catch (CertificateNotYetValidException e) {
            return "certificate is not yet valid";
        }
        if (trusted.contains(certificate)) {
            return null;
        }
        if (trusted.isEmpty()) {
            return unknownIssuer(certificate);
        }
        Set<TrustAnchor> anchors = new LinkedHashSet<>();
        trusted.forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(certificate);
        List<X509Certificate> known = new ArrayList<>(others);
        known.add(certificate);
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return null;
        } catch (CertPathBuilderException e) {
            return unknownIssuer(certificate);
        } catch (GeneralSecurityException e) {
            return "unspecified certificate verification error";
        }
    }

    private static String unknownIssuer(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                ? "self-signed certificate"
                : "unable to get local issuer certificate";
    }
}
