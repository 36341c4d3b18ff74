// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.math.BigInteger;

/** Big numbers as bytes. */
public final class Numbers {

    private Numbers() {}

    /** The bytes of a number that isn't negative, with the highest first and no zeros before; none for zero. */
    public static byte[] bytes(BigInteger value) {
        return padded(value, (value.bitLength() + 7) / 8);
    }

    /**
     * The bytes of a number that isn't negative, with zeros before.
     *
     * @throws IllegalArgumentException it is longer
     */
    public static byte[] padded(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        int from = bytes.length > 1 && bytes[0] == 0 || value.signum() == 0 ? 1 : 0;
        if (bytes.length - from > length) {
            throw new IllegalArgumentException("the number takes more than " + length + " bytes");
        }
        byte[] out = new byte[length];
        System.arraycopy(bytes, from, out, length - (bytes.length - from), bytes.length - from);
        return out;
    }

    /** The number of bytes with the highest first. */
    public static BigInteger of(byte[] bytes) {
        return new BigInteger(1, bytes);
    }
}
