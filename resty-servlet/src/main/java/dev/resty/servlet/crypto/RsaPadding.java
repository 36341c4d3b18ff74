// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** The paddings of RSA signatures, as RFC 8017 has them. */
final class RsaPadding {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int TRAILER = 0xbc;

    private RsaPadding() {}

    /** What a PKCS #1 signature signs: the digest with its name. */
    static byte[] digestInfo(DigestAlgorithm digest, byte[] hash) {
        return Der.sequence(Der.sequence(Der.oid(digest.oid()), Der.NULL), Der.octets(hash));
    }

    /**
     * A digest padded for a PSS signature.
     *
     * @param bits the length of the modulus
     * @param saltLength negative for the longest that fits
     */
    static byte[] pss(DigestAlgorithm digest, DigestAlgorithm mask, byte[] hash, int bits, int saltLength)
            throws CryptoException {
        int size = (bits + 6) / 8;
        int room = size - hash.length - 2;
        int length = saltLength < 0 ? room : saltLength;
        if (room < 0 || length > room) {
            throw new CryptoException("data too large for key size");
        }
        byte[] salt = new byte[length];
        RANDOM.nextBytes(salt);
        byte[] check = check(digest, hash, salt);
        byte[] block = new byte[size];
        int end = size - check.length - 1;
        block[end - length - 1] = 1;
        System.arraycopy(salt, 0, block, end - length, length);
        mask(mask, check, block, end);
        block[0] &= (byte) (0xff >>> 8 * size - (bits - 1));
        System.arraycopy(check, 0, block, end, check.length);
        block[size - 1] = (byte) TRAILER;
        return block;
    }

    /**
     * Whether a padded digest is that of a PSS signature.
     *
     * @param saltLength negative for any
     */
    static boolean isPss(
            DigestAlgorithm digest, DigestAlgorithm mask, byte[] hash, int bits, int saltLength, byte[] padded) {
        int size = (bits + 6) / 8;
        int end = size - hash.length - 1;
        byte[] block = Arrays.copyOfRange(padded, padded.length - size, padded.length);
        if (end < 1 || (block[size - 1] & 0xff) != TRAILER) {
            return false;
        }
        byte[] check = Arrays.copyOfRange(block, end, size - 1);
        mask(mask, check, block, end);
        block[0] &= (byte) (0xff >>> 8 * size - (bits - 1));
        int one = 0;
        while (one < end && block[one] == 0) {
            one++;
        }
        if (one == end || block[one] != 1 || saltLength >= 0 && end - one - 1 != saltLength) {
            return false;
        }
        return MessageDigest.isEqual(check, check(digest, hash, Arrays.copyOfRange(block, one + 1, end)));
    }

    private static byte[] check(DigestAlgorithm algorithm, byte[] hash, byte[] salt) {
        MessageDigest digest = algorithm.digest();
        digest.update(new byte[8]);
        digest.update(hash);
        return digest.digest(salt);
    }

    /** Masks the first bytes of a block by a function of a seed. */
    private static void mask(DigestAlgorithm algorithm, byte[] seed, byte[] block, int length) {
        MessageDigest digest = algorithm.digest();
        for (int at = 0, number = 0; at < length; number++) {
            digest.update(seed);
            byte[] mask = digest.digest(
                    new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number});
            for (int i = 0; i < mask.length && at < length; i++, at++) {
                block[at] ^= mask[i];
            }
        }
    }
}
