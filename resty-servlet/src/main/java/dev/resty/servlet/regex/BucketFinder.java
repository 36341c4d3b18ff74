// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
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

    /** How many bytes of a literal are looked at. */
    static final int DEPTH = 4;

    private static final int BUCKETS = 8;

    /** The entry for the place behind the subject's last byte. */
    private static final int BEHIND = 256;

    private final int[] table = new int[BEHIND + 1];

    /** Where the literals of each bucket begin, and at the end of all. */
    private final int[] starts = new int[BUCKETS + 1];

    private final Needle[] needles;

    /** The first bytes of each literal, up to eight. */
    private final long[] heads;

    /** The bits that don't matter there for case, and those of bytes behind the literal. */
    private final long[] ignored;

    private BucketFinder(List<List<Literal>> groups, int size) {
        Arrays.fill(table, -1);
        needles = new Needle[size];
        heads = new long[size];
        ignored = new long[size];
        int at = 0;
        for (int bucket = 0; bucket < groups.size(); bucket++) {
            int shortest = DEPTH;
            for (Literal literal : groups.get(bucket)) {
                Needle needle = new Needle(literal, 0);
                needles[at] = needle;
                ignored[at] = needle.ignoredBits();
                heads[at] = needle.head() | ignored[at];
                at++;
                enter(literal, 1 << bucket);
                shortest = Math.min(shortest, literal.length());
            }
            acceptAll(1 << bucket, shortest);
            Arrays.fill(starts, bucket + 1, starts.length, at);
        }
    }

    static @Nullable LiteralFinder of(List<Literal> literals) {
        return literals.size() > MOST_LITERALS
                ? null
                : new BucketFinder(BucketGroups.of(literals, BUCKETS), literals.size());
    }

    private void enter(Literal literal, int bit) {
        for (int place = 0; place < Math.min(DEPTH, literal.length()); place++) {
            int accepted = ~(bit << (DEPTH - 1 - place) * 8);
            int value = literal.text().charAt(place);
            table[value] &= accepted;
            if (literal.caseless() && ByteFrequency.isLetter(value)) {
                table[value ^ ByteSearch.CASE_BIT] &= accepted;
            }
        }
    }

    /** Of a bucket with a literal that is over before, any byte will do from a place on. */
    private void acceptAll(int bit, int from) {
        int accepted = -1;
        for (int place = from; place < DEPTH; place++) {
            accepted &= ~(bit << (DEPTH - 1 - place) * 8);
        }
        for (int value = 0; accepted != -1 && value <= BEHIND; value++) {
            table[value] &= accepted;
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
        for (int left = ~verdicts; left != 0; left &= left - 1) {
            int bit = Integer.numberOfTrailingZeros(left);
            int place = at - (DEPTH - 1) + (bit >> 3);
            if (isAnyAt(bit & BUCKETS - 1, bytes, from, end, place)) {
                return place;
            }
        }
        return -1;
    }

    private boolean isAnyAt(int bucket, byte[] bytes, int from, int end, int place) {
        int last = starts[bucket + 1];
        long word = ByteSearch.tail(bytes, place);
        for (int i = starts[bucket]; i < last; i++) {
            if ((word | ignored[i]) == heads[i] && needles[i].isAround(bytes, from, end, place)) {
                return true;
            }
        }
        return false;
    }
}
