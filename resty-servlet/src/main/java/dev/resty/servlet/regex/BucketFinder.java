// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for many literals at once, four places at a time. The literals are in eight buckets; a table tells for each byte
 * in which buckets no literal has it at the first, second, third and fourth place. Of a place where no bucket is left
 * after four bytes, nothing begins. What is left is compared.
 *
 * <p>A word holds the verdicts on seven places: lane (byte) {@code 3 + n} is on the place {@code n} bytes behind the first of
 * the four bytes read. So the bytes' own entries don't wait for each other, and only the verdicts on the last three places
 * are carried on.
 */
final class BucketFinder extends LiteralFinder {

    private static final int BUCKETS = 8;
    private static final int DEPTH = 4;
    private static final int MOST_LITERALS = 160;

    /** The entry for the place behind the subject's last byte. */
    private static final int BEHIND = 256;

    private final int[] table = new int[BEHIND + 1];
    private final Needle[][] buckets;

    private BucketFinder(List<List<Literal>> groups) {
        java.util.Arrays.fill(table, -1);
        buckets = new Needle[groups.size()][];
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            List<Needle> needles = new ArrayList<>();
            for (Literal literal : groups.get(bucket)) {
                needles.add(new Needle(literal, 0));
                enter(literal, 1 << bucket);
            }
            buckets[bucket] = needles.toArray(new Needle[0]);
        }
    }

    static @Nullable LiteralFinder of(List<Literal> literals) {
        if (literals.size() > MOST_LITERALS) {
            return null;
        }
        List<Literal> sorted = new ArrayList<>(literals);
        sorted.sort(Comparator.comparing(Literal::text));
        List<List<Literal>> groups = new ArrayList<>();
        int size = Math.max(1, (sorted.size() + BUCKETS - 1) / BUCKETS);
        for (int i = 0; i < sorted.size(); i += size) {
            groups.add(sorted.subList(i, Math.min(sorted.size(), i + size)));
        }
        return new BucketFinder(groups);
    }

    private void enter(Literal literal, int bit) {
        for (int place = 0; place < DEPTH; place++) {
            int accepted = ~(bit << (DEPTH - 1 - place) * 8);
            if (place < literal.length()) {
                int value = literal.text().charAt(place);
                table[value] &= accepted;
                if (literal.caseless() && ByteFrequency.isLetter(value)) {
                    table[value ^ ByteSearch.CASE_BIT] &= accepted;
                }
            } else {
                for (int value = 0; value <= BEHIND; value++) {
                    table[value] &= accepted;
                }
            }
        }
    }

    @Override
    boolean isExact() {
        return true;
    }

    @Override
    int next(byte[] bytes, int from, int end) {
        int[] t = table;
        long verdicts = 0x00ff_ffff_0000_0000L;
        int i = from;
        for (; i <= end - DEPTH; i += DEPTH) {
            verdicts = verdicts >>> 32
                    | t[bytes[i] & 0xff] & 0xffff_ffffL
                    | (t[bytes[i + 1] & 0xff] & 0xffff_ffffL) << 8
                    | (t[bytes[i + 2] & 0xff] & 0xffff_ffffL) << 16
                    | (t[bytes[i + 3] & 0xff] & 0xffff_ffffL) << 24;
            if ((int) verdicts != -1) {
                int found = verify(bytes, from, end, i, (int) verdicts);
                if (found >= 0) {
                    return found;
                }
            }
        }
        for (; i < end + DEPTH - 1; i += DEPTH) {
            verdicts >>>= 32;
            for (int k = 0; k < DEPTH; k++) {
                verdicts |= (t[i + k < end ? bytes[i + k] & 0xff : BEHIND] & 0xffff_ffffL) << 8 * k;
            }
            if ((int) verdicts != -1) {
                int found = verify(bytes, from, end, i, (int) verdicts);
                if (found >= 0) {
                    return found;
                }
            }
        }
        return -1;
    }

    private int verify(byte[] bytes, int from, int end, int at, int verdicts) {
        for (int lane = 0; lane < DEPTH; lane++) {
            int place = at - (DEPTH - 1) + lane;
            for (int left = ~(verdicts >> 8 * lane) & 0xff; left != 0; left &= left - 1) {
                for (Needle needle : buckets[Integer.numberOfTrailingZeros(left)]) {
                    if (needle.isAround(bytes, from, end, place)) {
                        return place;
                    }
                }
            }
        }
        return -1;
    }
}
