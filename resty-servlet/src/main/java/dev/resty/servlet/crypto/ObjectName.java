// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What OpenSSL calls an object: extensions of certificates, and what keys may be used for.
 *
 * @param oid its identifier, with dots
 * @param nid OpenSSL's number
 * @param shortName OpenSSL's short name
 * @param longName OpenSSL's long name
 */
public record ObjectName(String oid, int nid, String shortName, String longName) {

    /** Of a subject's key. */
    static final String SUBJECT_KEY = "2.5.29.14";

    /** For what a key may be used. */
    static final String KEY_USAGE = "2.5.29.15";

    /** The subject's other names. */
    public static final String SUBJECT_ALT_NAME = "2.5.29.17";

    /** The issuer's other names. */
    public static final String ISSUER_ALT_NAME = "2.5.29.18";

    /** Of the issuer's key. */
    static final String AUTHORITY_KEY = "2.5.29.35";

    /** For what else a key may be used. */
    static final String EXTENDED_KEY_USAGE = "2.5.29.37";

    /** Where to ask about the issuer. */
    public static final String INFO_ACCESS = "1.3.6.1.5.5.7.1.1";

    /** Where lists of revoked certificates are. */
    public static final String CRL_POINTS = "2.5.29.31";

    private static final String PURPOSE = "1.3.6.1.5.5.7.3.";

    private static final List<ObjectName> KNOWN = List.of(
            new ObjectName(SUBJECT_KEY, 82, "subjectKeyIdentifier", "X509v3 Subject Key Identifier"),
            new ObjectName(KEY_USAGE, 83, "keyUsage", "X509v3 Key Usage"),
            new ObjectName(SUBJECT_ALT_NAME, 85, "subjectAltName", "X509v3 Subject Alternative Name"),
            new ObjectName(ISSUER_ALT_NAME, 86, "issuerAltName", "X509v3 Issuer Alternative Name"),
            new ObjectName(BasicConstraints.OID, 87, "basicConstraints", "X509v3 Basic Constraints"),
            new ObjectName("2.5.29.32", 89, "certificatePolicies", "X509v3 Certificate Policies"),
            new ObjectName(AUTHORITY_KEY, 90, "authorityKeyIdentifier", "X509v3 Authority Key Identifier"),
            new ObjectName(CRL_POINTS, 103, "crlDistributionPoints", "X509v3 CRL Distribution Points"),
            new ObjectName(EXTENDED_KEY_USAGE, 126, "extendedKeyUsage", "X509v3 Extended Key Usage"),
            new ObjectName(INFO_ACCESS, 177, "authorityInfoAccess", "Authority Information Access"),
            new ObjectName("2.5.29.30", 666, "nameConstraints", "X509v3 Name Constraints"),
            new ObjectName(PURPOSE + 1, 129, "serverAuth", "TLS Web Server Authentication"),
            new ObjectName(PURPOSE + 2, 130, "clientAuth", "TLS Web Client Authentication"),
            new ObjectName(PURPOSE + 3, 131, "codeSigning", "Code Signing"),
            new ObjectName(PURPOSE + 4, 132, "emailProtection", "E-mail Protection"),
            new ObjectName(PURPOSE + 8, 133, "timeStamping", "Time Stamping"),
            new ObjectName("1.3.6.1.5.5.7.48.1", 178, "OCSP", "OCSP"),
            new ObjectName("1.3.6.1.5.5.7.48.2", 179, "caIssuers", "CA Issuers"),
            new ObjectName(PURPOSE + 9, 180, "OCSPSigning", "OCSP Signing"),
            new ObjectName("2.5.29.37.0", 910, "anyExtendedKeyUsage", "Any Extended Key Usage"));

    /** The object of a short name, a long name or an identifier with dots; null for one that isn't known. */
    public static @Nullable ObjectName named(String name) {
        for (ObjectName known : KNOWN) {
            if (known.oid.equals(name) || known.shortName.equals(name) || known.longName.equals(name)) {
                return known;
            }
        }
        return null;
    }

    /** The object of a number; null for one that isn't known. */
    public static @Nullable ObjectName numbered(int nid) {
        for (ObjectName known : KNOWN) {
            if (known.nid == nid) {
                return known;
            }
        }
        return null;
    }
}
