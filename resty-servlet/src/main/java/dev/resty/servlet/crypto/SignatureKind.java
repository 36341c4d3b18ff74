// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import org.jspecify.annotations.Nullable;

/** How certificates are signed, as far as OpenSSL and the JVM both do it. */
public enum SignatureKind {
    /** RSA with MD5. */
    RSA_MD5("RSA-MD5", 8, "1.2.840.113549.1.1.4", KeyType.RSA, DigestAlgorithm.MD5),
    /** RSA with SHA-1. */
    RSA_SHA1("RSA-SHA1", 65, "1.2.840.113549.1.1.5", KeyType.RSA, DigestAlgorithm.SHA1),
    /** RSA with SHA-224. */
    RSA_SHA224("RSA-SHA224", 671, "1.2.840.113549.1.1.14", KeyType.RSA, DigestAlgorithm.SHA224),
    /** RSA with SHA-256. */
    RSA_SHA256("RSA-SHA256", 668, "1.2.840.113549.1.1.11", KeyType.RSA, DigestAlgorithm.SHA256),
    /** RSA with SHA-384. */
    RSA_SHA384("RSA-SHA384", 669, "1.2.840.113549.1.1.12", KeyType.RSA, DigestAlgorithm.SHA384),
    /** RSA with SHA-512. */
    RSA_SHA512("RSA-SHA512", 670, "1.2.840.113549.1.1.13", KeyType.RSA, DigestAlgorithm.SHA512),
    /** ECDSA with SHA-1. */
    ECDSA_SHA1("ecdsa-with-SHA1", 416, "1.2.840.10045.4.1", KeyType.EC, DigestAlgorithm.SHA1),
    /** ECDSA with SHA-224. */
    ECDSA_SHA224("ecdsa-with-SHA224", 793, "1.2.840.10045.4.3.1", KeyType.EC, DigestAlgorithm.SHA224),
    /** ECDSA with SHA-256. */
    ECDSA_SHA256("ecdsa-with-SHA256", 794, "1.2.840.10045.4.3.2", KeyType.EC, DigestAlgorithm.SHA256),
    /** ECDSA with SHA-384. */
    ECDSA_SHA384("ecdsa-with-SHA384", 795, "1.2.840.10045.4.3.3", KeyType.EC, DigestAlgorithm.SHA384),
    /** ECDSA with SHA-512. */
    ECDSA_SHA512("ecdsa-with-SHA512", 796, "1.2.840.10045.4.3.4", KeyType.EC, DigestAlgorithm.SHA512),
    /** Ed25519. */
    ED25519("ED25519", 1087, "1.3.101.112", KeyType.ED25519, null),
    /** Ed448. */
    ED448("ED448", 1088, "1.3.101.113", KeyType.ED448, null);

    private final String name;
    private final int nid;
    private final String oid;
    private final KeyType key;
    private final @Nullable DigestAlgorithm digest;

    SignatureKind(String name, int nid, String oid, KeyType key, @Nullable DigestAlgorithm digest) {
        this.name = name;
        this.nid = nid;
        this.oid = oid;
        this.key = key;
        this.digest = digest;
    }

    /** The kind that signs by a key and a digest; null for none. Some keys need no digest and take none. */
    static @Nullable SignatureKind of(KeyType key, @Nullable DigestAlgorithm digest) {
        for (SignatureKind kind : values()) {
            if (kind.key == key && kind.digest == digest) {
                return kind;
            }
        }
        return null;
    }

    /** The kind of an identifier with dots; null for one that isn't known. */
    static @Nullable SignatureKind of(String oid) {
        for (SignatureKind kind : values()) {
            if (kind.oid.equals(oid)) {
                return kind;
            }
        }
        return null;
    }

    /** The kind of a number of OpenSSL's; null for one that isn't known. */
    public static @Nullable SignatureKind numbered(int nid) {
        for (SignatureKind kind : values()) {
            if (kind.nid == nid) {
                return kind;
            }
        }
        return null;
    }

    /** OpenSSL's short name. */
    public String opensslName() {
        return name;
    }

    /** OpenSSL's number. */
    public int nid() {
        return nid;
    }

    /** The digest; null where the key signs without one. */
    public @Nullable DigestAlgorithm digest() {
        return digest;
    }

    /** What Java calls it. */
    String javaName() {
        DigestAlgorithm of = digest;
        return of == null ? key.javaName() : of.name() + "with" + (key == KeyType.EC ? "ECDSA" : "RSA");
    }

    /** Its encoding in what is signed. */
    byte[] encoded() {
        return key == KeyType.RSA ? Der.sequence(Der.oid(oid), Der.NULL) : Der.sequence(Der.oid(oid));
    }
}
