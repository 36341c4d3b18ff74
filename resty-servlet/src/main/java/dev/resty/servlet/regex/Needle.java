// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** A literal as bytes, and at which distance from its start it was met: -1 for the byte before it. */
final class Needle {

    final byte[] bytes;

    final boolean caseless;

    final int offset;

    /** Its first eight bytes, or all it has and zeros. */
    private final long head;

    /** The case bits of its letters there, if it is in both cases. */
    private final long headBits;

    /** All bits of those bytes. */
    private final long headMask;

    Needle(Literal literal, int offset) {
        this.bytes = literal.bytes();
        this.caseless = literal.caseless();
        this.offset = offset;
        head = ByteSearch.tail(bytes, 0);
        headMask = headMask(bytes.length);
        long bits = 0;
        for (int i = 0; caseless && i < Math.min(Long.BYTES, bytes.length); i++) {
            bits |= isLetter(bytes[i]) ? (long) ByteSearch.CASE_BIT << 8 * i : 0;
        }
        headBits = bits;
    }

    /** Its first eight bytes, or all it has and zeros; letters in lower case where case doesn't matter. */
    long head() {
        return head;
    }

    /** The bits of eight bytes that may be as they like: those of case where it doesn't matter, and of bytes behind it. */
    long ignoredBits() {
        return headBits | ~headMask;
    }

    private static long headMask(int length) {
        return length < Long.BYTES ? (1L << 8 * length) - 1 : -1;
    }

    private static boolean isLetter(byte value) {
        return value >= 'a' && value <= 'z';
    }

    /** Whether it is there, in whole, if it is there with the byte at its offset at a place. */
    boolean isAround(byte[] subject, int from, int end, int place) {
        int start = place - offset;
        if (start < from || start + bytes.length > end) {
            return false;
        }
        if (((ByteSearch.tail(subject, start) | headBits) & headMask) != head) {
            return false;
        }
        return bytes.length <= Long.BYTES || isRestAt(subject, start);
    }

    private boolean isRestAt(byte[] subject, int start) {
        return caseless ? equalsCaseless(subject, start) : equalsBytes(subject, start);
    }

    private boolean equalsBytes(byte[] subject, int start) {
        for (int i = Long.BYTES; i < bytes.length; i++) {
            if (bytes[i] != subject[start + i]) {
                return false;
            }
        }
        return true;
    }

    private boolean equalsCaseless(byte[] subject, int start) {
        for (int i = Long.BYTES; i < bytes.length; i++) {
            byte wanted = bytes[i];
            byte there = subject[start + i];
            if (wanted != (isLetter(wanted) ? there | ByteSearch.CASE_BIT : there)) {
                return false;
            }
        }
        return true;
    }
}
