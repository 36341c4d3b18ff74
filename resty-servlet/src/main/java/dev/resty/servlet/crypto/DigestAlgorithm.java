// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The digests that OpenSSL and the JVM both have. */
public enum DigestAlgorithm {
    /** MD5. */
    MD5("MD5", 16, 4, "1.2.840.113549.2.5"),
    /** SHA-1. */
    SHA1("SHA-1", 20, 64, "1.3.14.3.2.26"),
    /** SHA-224. */
    SHA224("SHA-224", 28, 675, "2.16.840.1.101.3.4.2.4"),
    /** SHA-256. */
    SHA256("SHA-256", 32, 672, "2.16.840.1.101.3.4.2.1"),
    /** SHA-384. */
    SHA384("SHA-384", 48, 673, "2.16.840.1.101.3.4.2.2"),
    /** SHA-512. */
    SHA512("SHA-512", 64, 674, "2.16.840.1.101.3.4.2.3"),
    /** SHA-512 cut to 224 bits. */
    SHA512_224("SHA-512/224", 28, 1094, "2.16.840.1.101.3.4.2.5"),
    /** SHA-512 cut to 256 bits. */
    SHA512_256("SHA-512/256", 32, 1095, "2.16.840.1.101.3.4.2.6"),
    /** SHA3-224. */
    SHA3_224("SHA3-224", 28, 1096, "2.16.840.1.101.3.4.2.7"),
    /** SHA3-256. */
    SHA3_256("SHA3-256", 32, 1097, "2.16.840.1.101.3.4.2.8"),
    /** SHA3-384. */
    SHA3_384("SHA3-384", 48, 1098, "2.16.840.1.101.3.4.2.9"),
    /** SHA3-512. */
    SHA3_512("SHA3-512", 64, 1099, "2.16.840.1.101.3.4.2.10");

    private static final Map<String, DigestAlgorithm> BY_NAME = new HashMap<>();

    static {
        for (DigestAlgorithm algorithm : values()) {
            BY_NAME.put(plain(algorithm.java), algorithm);
        }
        BY_NAME.put("ssl3-md5", MD5);
        BY_NAME.put("ssl3-sha1", SHA1);
    }

    private final String java;
    private final int size;
    private final int nid;
    private final String oid;

    DigestAlgorithm(String java, int size, int nid, String oid) {
        this.java = java;
        this.size = size;
        this.nid = nid;
        this.oid = oid;
    }

    /** The digest that OpenSSL knows by a name such as {@code sha256} or {@code RSA-SHA256}, in any case; null for none. */
    public static @Nullable DigestAlgorithm named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return BY_NAME.get(plain(lower.startsWith("rsa-") ? lower.substring(4) : lower));
    }

    /** The one spelling of a name's many. */
    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace('/', '-');
        if (lower.startsWith("sha2-")) {
            return "sha" + lower.substring(5);
        }
        return lower.startsWith("sha-") ? "sha" + lower.substring(4) : lower;
    }

    /** What Java calls it. */
    public String javaName() {
        return java;
    }

    /** The length of a digest, in bytes. */
    public int size() {
        return size;
    }

    /** OpenSSL's number for it. */
    public int nid() {
        return nid;
    }

    /** Its object identifier, with dots. */
    public String oid() {
        return oid;
    }

    /** A digest to add bytes to. */
    public MessageDigest digest() {
        try {
            return MessageDigest.getInstance(java);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no digest " + java, e);
        }
    }

    /** The digest of bytes. */
    public byte[] digest(byte[] bytes) {
        return digest().digest(bytes);
    }

    /** An HMAC to add bytes to; the key may be empty. */
    public Mac hmac(byte[] key) {
        String name = "Hmac" + (java.startsWith("SHA-") ? "SHA" + java.substring(4) : java);
        try {
            Mac mac = Mac.getInstance(name);
            // Java refuses an empty key; the code pads keys with zeros anyway.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, name));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this JVM has no " + name, e);
        }
    }
}
