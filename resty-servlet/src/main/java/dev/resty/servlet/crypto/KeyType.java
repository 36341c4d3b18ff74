// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import org.jspecify.annotations.Nullable;

/** The kinds of keys that OpenSSL and the JVM both have. */
public enum KeyType {
    /** RSA. */
    RSA("RSA", 6, "rsaEncryption", "1.2.840.113549.1.1.1"),
    /** Elliptic curves by points. */
    EC("EC", 408, "id-ecPublicKey", "1.2.840.10045.2.1"),
    /** X25519, for agreement. */
    X25519("X25519", 1034, "X25519", "1.3.101.110"),
    /** X448, for agreement. */
    X448("X448", 1035, "X448", "1.3.101.111"),
    /** Ed25519, for signatures. */
    ED25519("Ed25519", 1087, "ED25519", "1.3.101.112"),
    /** Ed448, for signatures. */
    ED448("Ed448", 1088, "ED448", "1.3.101.113");

    private final String java;
    private final int nid;
    private final String name;
    private final String oid;

    KeyType(String java, int nid, String name, String oid) {
        this.java = java;
        this.nid = nid;
        this.name = name;
        this.oid = oid;
    }

    static @Nullable KeyType of(String oid) {
        for (KeyType type : values()) {
            if (type.oid.equals(oid)) {
                return type;
            }
        }
        return null;
    }

    /** What Java and JWK call it. */
    public String javaName() {
        return java;
    }

    /** OpenSSL's number for it. */
    public int nid() {
        return nid;
    }

    /** OpenSSL's name for it. */
    public String opensslName() {
        return name;
    }

    /** Its object identifier, with dots. */
    public String oid() {
        return oid;
    }

    /** Whether keys are just bytes: those of curves 25519 and 448. */
    public boolean isRaw() {
        return this != RSA && this != EC;
    }

    /** Whether keys sign as a whole, not digests. */
    public boolean isEdwards() {
        return this == ED25519 || this == ED448;
    }

    /** How many bytes a key of raw bytes has. */
    public int rawSize() {
        return switch (this) {
            case X25519, ED25519 -> 32;
            case X448 -> 56;
            case ED448 -> 57;
            default -> 0;
        };
    }
}
