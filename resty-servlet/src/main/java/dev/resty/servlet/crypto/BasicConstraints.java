// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.math.BigInteger;

/**
 * Whether who has a certificate may vouch for others.
 *
 * @param authority whether it may
 * @param length for how many below each other; negative where it doesn't say
 */
public record BasicConstraints(boolean authority, long length) {

    /** What the extension is called, with dots. */
    public static final String OID = "2.5.29.19";

    static BasicConstraints of(byte[] value) throws CryptoException {
        Der content = new Der(value).enter(Der.SEQUENCE);
        boolean authority = content.follows(Der.BOOLEAN) && content.content()[0] != 0;
        return new BasicConstraints(
                authority, content.hasMore() ? content.integer().longValue() : -1);
    }

    /** The extension's value. */
    public byte[] encoded() {
        return Der.sequence(
                authority ? Der.yes() : new byte[0],
                length < 0 ? new byte[0] : Der.integer(BigInteger.valueOf(length)));
    }
}
