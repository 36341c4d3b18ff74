// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

/** The password hash scrypt (RFC 7914). */
public final class Scrypt {

    private static final int SALSA_WORDS = 16;

    private final int cost;
    private final int words;
    private final Runnable poll;
    private final int[] block;
    private final int[] mixed;
    private final int[] table;
    private final int[] salsa = new int[SALSA_WORDS];

    private Scrypt(int cost, int blockSize, Runnable poll) {
        this.cost = cost;
        this.words = 32 * blockSize;
        this.poll = poll;
        this.block = new int[words];
        this.mixed = new int[words];
        this.table = new int[Math.multiplyExact(cost, words)];
    }

    /** How many bytes it takes to compute. */
    public static long memory(long cost, long blockSize, long parallel) {
        return Math.multiplyExact(128 * blockSize, cost + parallel + 2);
    }

    /**
     * Makes a key.
     *
     * @param cost N, a power of two
     * @param blockSize r
     * @param parallel p
     * @param poll is run now and then and may throw to give up
     * @throws ArithmeticException where it would take more than 8 GB
     */
    public static byte[] derive(
            byte[] password, byte[] salt, int cost, int blockSize, int parallel, int length, Runnable poll) {
        int bytes = 128 * blockSize;
        byte[] blocks = KeyDerivation.pbkdf2(
                DigestAlgorithm.SHA256, password, salt, 1, Math.multiplyExact(bytes, parallel), poll);
        Scrypt scrypt = new Scrypt(cost, blockSize, poll);
        for (int i = 0; i < parallel; i++) {
            scrypt.mix(blocks, i * bytes);
        }
        return KeyDerivation.pbkdf2(DigestAlgorithm.SHA256, password, blocks, 1, length, poll);
    }

    private void mix(byte[] bytes, int offset) {
        for (int i = 0; i < words; i++) {
            int at = offset + 4 * i;
            block[i] =
                    bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
        }
        for (int i = 0; i < cost; i++) {
            System.arraycopy(block, 0, table, i * words, words);
            mixBlock();
            poll.run();
        }
        for (int i = 0; i < cost; i++) {
            int row = (block[words - SALSA_WORDS] & cost - 1) * words;
            for (int j = 0; j < words; j++) {
                block[j] ^= table[row + j];
            }
            mixBlock();
            poll.run();
        }
        for (int i = 0; i < words; i++) {
            int at = offset + 4 * i;
            bytes[at] = (byte) block[i];
            bytes[at + 1] = (byte) (block[i] >>> 8);
            bytes[at + 2] = (byte) (block[i] >>> 16);
            bytes[at + 3] = (byte) (block[i] >>> 24);
        }
    }

    private void mixBlock() {
        System.arraycopy(block, words - SALSA_WORDS, salsa, 0, SALSA_WORDS);
        int half = words / 2;
        for (int at = 0, number = 0; at < words; at += SALSA_WORDS, number++) {
            for (int j = 0; j < SALSA_WORDS; j++) {
                salsa[j] ^= block[at + j];
            }
            salsa8();
            System.arraycopy(salsa, 0, mixed, (number & 1) * half + number / 2 * SALSA_WORDS, SALSA_WORDS);
        }
        System.arraycopy(mixed, 0, block, 0, words);
    }

    private void salsa8() {
        int[] x = salsa.clone();
        for (int i = 0; i < 4; i++) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        for (int i = 0; i < SALSA_WORDS; i++) {
            salsa[i] += x[i];
        }
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }
}
