// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** A literal as bytes, and at which distance from its start it was met. */
final class Needle {

    final byte[] bytes;

    final boolean caseless;

    final int offset;

    Needle(Literal literal, int offset) {
        this.bytes = literal.bytes();
        this.caseless = literal.caseless();
        this.offset = offset;
    }

    /** Whether it is there, in whole, if it is there with the byte at its offset at a place. */
    boolean isAround(byte[] subject, int from, int end, int place) {
        int start = place - offset;
        if (start < from || start + bytes.length > end) {
            return false;
        }
        return caseless ? equalsCaseless(subject, start) : equalsBytes(subject, start);
    }

    private boolean equalsBytes(byte[] subject, int start) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != subject[start + i]) {
                return false;
            }
        }
        return true;
    }

    private boolean equalsCaseless(byte[] subject, int start) {
        for (int i = 0; i < bytes.length; i++) {
            byte wanted = bytes[i];
            byte there = subject[start + i];
            boolean letter = wanted >= 'a' && wanted <= 'z';
            if (wanted != (letter ? there | ByteSearch.CASE_BIT : there)) {
                return false;
            }
        }
        return true;
    }
}
