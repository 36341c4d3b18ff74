// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.util.Arrays;
import javax.crypto.Mac;

/** Functions that make keys of passwords and secrets. */
public final class KeyDerivation {

    private static final int POLL_EVERY = 1024;

    private KeyDerivation() {}

    /** The first half of HKDF (RFC 5869): a key as long as the digest. */
    public static byte[] hkdfExtract(DigestAlgorithm digest, byte[] salt, byte[] key) {
        return digest.hmac(salt).doFinal(key);
    }

    /**
     * The second half of HKDF (RFC 5869).
     *
     * @throws IllegalArgumentException for more than 255 digests
     */
    public static byte[] hkdfExpand(DigestAlgorithm digest, byte[] key, byte[] info, int length) {
        int rounds = (length + digest.size() - 1) / digest.size();
        if (rounds > 255) {
            throw new IllegalArgumentException("HKDF gives at most " + 255 * digest.size() + " bytes");
        }
        Mac mac = digest.hmac(key);
        byte[] out = new byte[rounds * digest.size()];
        byte[] block = new byte[0];
        for (int i = 1; i <= rounds; i++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) i);
            block = mac.doFinal();
            System.arraycopy(block, 0, out, (i - 1) * block.length, block.length);
        }
        return Arrays.copyOf(out, length);
    }

    /**
     * PBKDF2 with HMAC (RFC 8018).
     *
     * @param poll is run every thousand rounds or so and may throw to give up
     */
    public static byte[] pbkdf2(
            DigestAlgorithm digest, byte[] password, byte[] salt, long rounds, int length, Runnable poll) {
        Mac mac = digest.hmac(password);
        byte[] out = new byte[length];
        byte[] block = new byte[digest.size()];
        for (int done = 0, number = 1; done < length; done += block.length, number++) {
            mac.update(salt);
            mac.update(
                    new byte[] {(byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number});
            byte[] round = mac.doFinal();
            System.arraycopy(round, 0, block, 0, block.length);
            for (long i = 1; i < rounds; i++) {
                round = mac.doFinal(round);
                for (int j = 0; j < block.length; j++) {
                    block[j] ^= round[j];
                }
                if (i % POLL_EVERY == 0) {
                    poll.run();
                }
            }
            System.arraycopy(block, 0, out, done, Math.min(block.length, length - done));
        }
        return out;
    }

    /** The pseudo-random function of TLS 1.2 (RFC 5246); the seed has the label in front. */
    public static byte[] tls1Prf(DigestAlgorithm digest, byte[] secret, byte[] seed, int length) {
        Mac mac = digest.hmac(secret);
        byte[] out = new byte[length];
        byte[] chain = seed;
        for (int done = 0; done < length; done += digest.size()) {
            chain = mac.doFinal(chain);
            mac.update(chain);
            byte[] block = mac.doFinal(seed);
            System.arraycopy(block, 0, out, done, Math.min(block.length, length - done));
        }
        return out;
    }

    /**
     * The key and, behind it, the initialization vector that OpenSSL makes of a password: {@code EVP_BytesToKey}.
     *
     * @param salt may be empty
     * @param poll is run now and then and may throw to give up
     */
    public static byte[] bytesToKey(
            DigestAlgorithm algorithm, byte[] password, byte[] salt, long rounds, int length, Runnable poll) {
        var digest = algorithm.digest();
        byte[] out = new byte[length];
        byte[] block = new byte[0];
        for (int done = 0; done < length; done += block.length) {
            digest.update(block);
            digest.update(password);
            block = digest.digest(salt);
            for (long i = 1; i < rounds; i++) {
                block = digest.digest(block);
                if (i % POLL_EVERY == 0) {
                    poll.run();
                }
            }
            System.arraycopy(block, 0, out, done, Math.min(block.length, length - done));
        }
        return out;
    }
}
