// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.math.BigInteger;

/** RSA keys of their numbers, as JSON Web Keys have them. */
public final class JwkRsa {

    private JwkRsa() {}

    /** A public key. */
    public static AsymmetricKey publicKey(BigInteger modulus, BigInteger exponent) throws CryptoException {
        byte[] pkcs1 = Der.sequence(Der.integer(modulus), Der.integer(exponent));
        return AsymmetricKey.ofPublic(
                Der.sequence(Der.sequence(Der.oid(KeyType.RSA.oid()), Der.NULL), Der.bits(pkcs1)));
    }

    /**
     * A private key.
     *
     * @param parts private exponent, first and second prime, their exponents, and the coefficient
     */
    public static AsymmetricKey privateKey(BigInteger modulus, BigInteger exponent, BigInteger[] parts)
            throws CryptoException {
        byte[][] numbers = new byte[3 + parts.length][];
        numbers[0] = Der.integer(BigInteger.ZERO);
        numbers[1] = Der.integer(modulus);
        numbers[2] = Der.integer(exponent);
        for (int i = 0; i < parts.length; i++) {
            numbers[3 + i] = Der.integer(parts[i]);
        }
        return AsymmetricKey.ofPkcs8(KeyText.pkcs8(KeyType.RSA, Der.NULL, Der.sequence(numbers)));
    }
}
