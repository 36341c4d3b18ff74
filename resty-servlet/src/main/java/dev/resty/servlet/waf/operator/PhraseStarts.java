// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.util.List;

/**
 * Where phrases can start: a bit for a hash of the first bytes of each, four where all phrases have as many. The hash is shifted
 * with each byte, so that its lowest 16 bits, which count, forget by themselves the byte that is too far back. Immutable and safe for concurrent use.
 */
final class PhraseStarts {

    private static final int MASK = 0xffff;

    private static final int MOST = 4;

    /** What a byte adds to the hash, the same for both cases of a letter. */
    private final char[] mixed = new char[256];

    private final long[] bits = new long[MASK + 1 >> 6];

    /** How many bytes are looked at, 1 to 4. */
    private final int size;

    private final int shift;

    /**
     * Knows where phrases can start.
     *
     * @param phrases none of them empty
     * @param classes a class for each byte, 0 for those that no phrase has
     */
    PhraseStarts(List<byte[]> phrases, byte[] classes) {
        int least = MOST;
        for (byte[] phrase : phrases) {
            least = Math.min(least, phrase.length);
        }
        size = least;
        shift = (16 + size - 1) / size;
        for (int c = 0; c < mixed.length; c++) {
            mixed[c] = (char) ((classes[c] & 0xff) * 0x9e3779b1 >>> 16);
        }
        for (byte[] phrase : phrases) {
            int hash = 0;
            for (int i = 0; i < size; i++) {
                hash = hash << shift ^ mixed[phrase[i] & 0xff];
            }
            hash &= MASK;
            bits[hash >> 6] |= 1L << hash;
        }
    }

    /** How many bytes each phrase has at least, 4 at most. */
    int size() {
        return size;
    }

    /** The first place at or after {@code from} where a phrase can start; -1 for none. */
    int next(byte[] bytes, int from, int to) {
        int last = from + size - 1;
        if (last >= to) {
            return -1;
        }
        int hash = 0;
        for (int i = from; i < last; i++) {
            hash = hash << shift ^ mixed[bytes[i] & 0xff];
        }
        for (int i = last; i < to; i++) {
            hash = hash << shift ^ mixed[bytes[i] & 0xff];
            if ((bits[(hash & MASK) >> 6] >>> hash & 1) != 0) {
                return i - size + 1;
            }
        }
        return -1;
    }
}
