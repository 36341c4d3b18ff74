// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** {@code md5} and {@code sha1}: the digest's bytes. */
final class Digest implements Transformation {

    private final String name;

    private final String algorithm;

    Digest(String name, String algorithm) {
        this.name = name;
        this.algorithm = algorithm;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int triggers() {
        return ByteKinds.ANY;
    }

    @Override
    public Bytes apply(Bytes value) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has " + algorithm, e);
        }
        digest.update(value.array(), value.from(), value.length());
        byte[] out = digest.digest();
        return Rewriting.written(value, out, out.length);
    }
}
