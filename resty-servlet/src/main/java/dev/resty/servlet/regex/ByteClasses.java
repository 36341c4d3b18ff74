// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * The bytes, divided into classes whose members a program can't tell apart, numbered from 0 in the order of their smallest
 * members. Immutable; the arrays are not to be changed.
 */
final class ByteClasses {

    /** The class of each byte. */
    final byte[] classOf;

    /** A byte of each class. */
    final int[] members;

    private ByteClasses(byte[] classOf, int[] members) {
        this.classOf = classOf;
        this.members = members;
    }

    /** Finds the classes that some sets divide the bytes into. */
    static ByteClasses of(Iterable<ByteSet> sets) {
        ByteSet edges = ByteSet.of(0);
        for (ByteSet set : sets) {
            edges = edges.or(edges(set));
        }
        int[] group = new int[edges.size()];
        int groups = 1;
        for (ByteSet set : sets) {
            groups = divide(group, groups, edges, set);
        }
        return number(edges, group, groups);
    }

    /** The values where the set begins or ends. */
    private static ByteSet edges(ByteSet set) {
        return new ByteSet(
                set.w0() ^ set.w0() << 1,
                set.w1() ^ (set.w1() << 1 | set.w0() >>> 63),
                set.w2() ^ (set.w2() << 1 | set.w1() >>> 63),
                set.w3() ^ (set.w3() << 1 | set.w2() >>> 63));
    }

    /** Divides groups of ranges into those inside and outside of a set. */
    private static int divide(int[] group, int groups, ByteSet edges, ByteSet set) {
        int[] inside = new int[groups];
        int[] outside = new int[groups];
        int count = 0;
        int edge = -1;
        for (int range = 0; range < group.length; range++) {
            edge = edges.next(edge + 1);
            int[] side = set.contains(edge) ? inside : outside;
            if (side[group[range]] == 0) {
                side[group[range]] = ++count;
            }
            group[range] = side[group[range]] - 1;
        }
        return count;
    }

    private static ByteClasses number(ByteSet edges, int[] group, int groups) {
        byte[] classOf = new byte[256];
        int[] members = new int[groups];
        int seen = 0;
        int range = -1;
        for (int value = 0; value < 256; value++) {
            if (edges.contains(value)) {
                range++;
                if (group[range] == seen) {
                    members[seen++] = value;
                }
            }
            classOf[value] = (byte) group[range];
        }
        return new ByteClasses(classOf, members);
    }

    /** How many there are, 1 to 256. */
    int count() {
        return members.length;
    }
}
