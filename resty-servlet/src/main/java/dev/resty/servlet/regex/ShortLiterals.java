// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for literals of two to four bytes at every place, and tells which bytes there are. A literal is known by
 * the classes of the three bytes in it that occur least, or of the two it has: a row for each pair of classes has a bit for
 * each class behind it. Immutable.
 */
final class ShortLiterals {

    static final int LONGEST = 4;

    private static final int CLASS_BITS = 6;

    private static final int BLOCK = 4;

    private static final int ANY_CLASS = -1;

    private final byte[] classOf;

    private final long[] rows = new long[1 << 2 * CLASS_BITS];

    private final NeedleTable.Builder builder = new NeedleTable.Builder();

    private final NeedleTable needles;

    /** What tells of each byte that it is there. */
    private final long[] traces;

    /**
     * Looks for some literals.
     *
     * @param traces for each byte, bits
     */
    ShortLiterals(long[] traces, Iterable<LiteralIndex.Owned> literals) {
        this.traces = traces;
        classOf = partition(literals).classOf;
        for (LiteralIndex.Owned owned : literals) {
            Literal literal = owned.literal();
            int at = LiteralIndex.rarest(literal, LONGEST - 1);
            Needle needle = new Needle(literal, at);
            for (int first : classes(literal, at)) {
                for (int second : classes(literal, at + 1)) {
                    for (int third : classes(literal, at + 2)) {
                        enter(first << CLASS_BITS | second, third, needle, owned.owners());
                    }
                }
            }
        }
        needles = builder.build(rows.length);
    }

    /** The more often a byte is met, the more it counts that it has a class of its own. */
    private static BytePartition partition(Iterable<LiteralIndex.Owned> literals) {
        Set<Integer> values = new TreeSet<>();
        for (LiteralIndex.Owned owned : literals) {
            owned.literal().text().chars().forEach(value -> values.add(value | caseBit(value)));
        }
        BytePartition partition = new BytePartition(Long.SIZE);
        partition.split(values.stream().map(ByteSet::of).map(ByteSet::caseless).reduce(ByteSet.NONE, ByteSet::or));
        values.stream()
                .sorted(Comparator.comparingDouble(value -> -ByteFrequency.rate(value, true)))
                .forEach(value -> partition.split(ByteSet.of(value).caseless()));
        return partition;
    }

    private static int caseBit(int value) {
        return ByteFrequency.isLetter(value) ? ByteSearch.CASE_BIT : 0;
    }

    /** The classes of a byte of a literal, in both cases if it has them. */
    private int[] classes(Literal literal, int at) {
        if (at >= literal.length()) {
            return new int[] {ANY_CLASS};
        }
        int value = literal.text().charAt(at);
        int one = classOf[value];
        int other = literal.caseless() && ByteFrequency.isLetter(value) ? classOf[value ^ ByteSearch.CASE_BIT] : one;
        return one == other ? new int[] {one} : new int[] {one, other};
    }

    private void enter(int row, int third, Needle needle, int[] owners) {
        rows[row] |= third == ANY_CLASS ? -1 : 1L << third;
        builder.add(row, third == ANY_CLASS ? NeedleTable.ANY : third + 1, needle, owners);
    }

    /**
     * Sets the bits of all whose literals are in a part of an array.
     *
     * @return the bits that any of its bytes has
     */
    long find(byte[] bytes, int begin, int end, long[] found) {
        if (begin >= end) {
            return 0;
        }
        byte[] of = classOf;
        long[] known = rows;
        long[] trace = traces;
        int last = begin + 1 < end ? begin + 1 : begin;
        int a = of[bytes[begin] & 0xff];
        int b = of[bytes[last] & 0xff];
        long traced = trace[bytes[begin] & 0xff] | trace[bytes[last] & 0xff];
        int i = begin;
        for (; i < end - BLOCK - 1; i += BLOCK) {
            int v = bytes[i + 2] & 0xff;
            int x = bytes[i + 3] & 0xff;
            int y = bytes[i + 4] & 0xff;
            int z = bytes[i + 5] & 0xff;
            traced |= trace[v] | trace[x] | trace[y] | trace[z];
            int c = of[v];
            int d = of[x];
            int e = of[y];
            int f = of[z];
            long met = known[a << CLASS_BITS | b] >>> c
                    | known[b << CLASS_BITS | c] >>> d
                    | known[c << CLASS_BITS | d] >>> e
                    | known[d << CLASS_BITS | e] >>> f;
            if ((met & 1) != 0) {
                for (int place = i; place < i + BLOCK; place++) {
                    mark(bytes, begin, end, place, found);
                }
            }
            a = e;
            b = f;
        }
        for (; i < end - 1; i++) {
            traced |= trace[bytes[i + 1] & 0xff] | trace[bytes[Math.min(i + 2, end - 1)] & 0xff];
            mark(bytes, begin, end, i, found);
        }
        return traced;
    }

    /** The class of the byte two places on; of the one before it where the part ends. */
    private int third(byte[] bytes, int place, int end) {
        return classOf[bytes[Math.min(place + 2, end - 1)] & 0xff];
    }

    private void mark(byte[] bytes, int begin, int end, int place, long[] found) {
        int row = classOf[bytes[place] & 0xff] << CLASS_BITS | classOf[bytes[place + 1] & 0xff];
        int third = third(bytes, place, end);
        if ((rows[row] >>> third & 1) != 0) {
            needles.mark(row, third + 1, bytes, begin, end, place, found);
        }
    }
}
