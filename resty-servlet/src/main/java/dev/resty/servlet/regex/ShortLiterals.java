// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for literals of two bytes and more at every place, and tells which bytes there are. A literal is known by
 * the classes of the three bytes in it that occur least, or of the two it has: a row for each pair of classes has a bit for
 * each class behind it. Immutable.
 */
final class ShortLiterals {

    /** Longer ones are better looked for by more bytes, if there are many. */
    static final int LONGEST = 4;

    private static final int WIDTH = 3;

    private static final int CLASS_BITS = ByteVerdicts.FREE_BITS;

    private static final int CLASS = (1 << CLASS_BITS) - 1;

    private static final int BLOCK = 4;

    private static final int ANY_CLASS = -1;

    private final byte[] classOf;

    /** Of each byte the class, and above it what tells that it is there. */
    private final long[] traces;

    private final long[] rows = new long[1 << 2 * CLASS_BITS];

    private final NeedleTable.Builder builder = new NeedleTable.Builder();

    private final NeedleTable needles;

    /**
     * Looks for some literals.
     *
     * @param told for each byte, bits above those of a class
     */
    ShortLiterals(long[] told, Iterable<LiteralIndex.Owned> literals) {
        classOf = partition(literals).classOf;
        traces = new long[told.length];
        for (int value = 0; value < traces.length; value++) {
            traces[value] = told[value] | classOf[value];
        }
        for (LiteralIndex.Owned owned : literals) {
            Literal literal = owned.literal();
            int at = LiteralIndex.rarest(literal, WIDTH);
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
        builder.add(row, needle, owners);
    }

    /**
     * Tells all whose literals are in a part of an array.
     *
     * @return the bits that any of its bytes has
     */
    long find(byte[] bytes, int begin, int end, Sightings sightings) {
        if (begin >= end) {
            return 0;
        }
        long[] of = traces;
        long[] known = rows;
        int last = begin + 1 < end ? begin + 1 : begin;
        long traced = of[bytes[begin] & 0xff] | of[bytes[last] & 0xff];
        int a = (int) of[bytes[begin] & 0xff] & CLASS;
        int b = (int) of[bytes[last] & 0xff] & CLASS;
        int i = begin;
        for (; i < end - BLOCK - 1; i += BLOCK) {
            long third = of[bytes[i + 2] & 0xff];
            long fourth = of[bytes[i + 3] & 0xff];
            long fifth = of[bytes[i + 4] & 0xff];
            long sixth = of[bytes[i + 5] & 0xff];
            traced |= third | fourth | fifth | sixth;
            int c = (int) third & CLASS;
            int d = (int) fourth & CLASS;
            int e = (int) fifth & CLASS;
            int f = (int) sixth & CLASS;
            long met = known[a << CLASS_BITS | b] >>> c
                    | known[b << CLASS_BITS | c] >>> d
                    | known[c << CLASS_BITS | d] >>> e
                    | known[d << CLASS_BITS | e] >>> f;
            if ((met & 1) != 0) {
                mark(a << CLASS_BITS | b, c, bytes, begin, end, i, sightings);
                mark(b << CLASS_BITS | c, d, bytes, begin, end, i + 1, sightings);
                mark(c << CLASS_BITS | d, e, bytes, begin, end, i + 2, sightings);
                mark(d << CLASS_BITS | e, f, bytes, begin, end, i + 3, sightings);
            }
            a = e;
            b = f;
        }
        for (; i < end - 1; i++) {
            long third = of[bytes[Math.min(i + 2, end - 1)] & 0xff];
            traced |= third;
            int c = (int) third & CLASS;
            mark(a << CLASS_BITS | b, c, bytes, begin, end, i, sightings);
            a = b;
            b = c;
        }
        return traced;
    }

    private void mark(int row, int third, byte[] bytes, int begin, int end, int place, Sightings sightings) {
        if ((rows[row] >>> third & 1) != 0) {
            needles.mark(row, bytes, begin, end, place, sightings);
        }
    }
}
