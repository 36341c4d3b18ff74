// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Finds the first byte that is in a set: word by word where the set is small, else by a table. Immutable. */
abstract class ByteFinder {

    /** The first place from {@code from} to before {@code end} whose byte is in the set; -1 where there is none. */
    abstract int next(byte[] bytes, int from, int end);

    /** The finder of a set. */
    static ByteFinder of(ByteSet set) {
        int size = set.size();
        if (size == 0) {
            return new None();
        }
        int first = set.next(0);
        if (size == 1) {
            return new One(first);
        }
        int second = set.next(first + 1);
        if (size == 2) {
            return first >= 'A' && first <= 'Z' && second == first + ByteSearch.CASE_BIT
                    ? new Letter(second)
                    : new Two(first, second);
        }
        if (size == 3) {
            return new Three(first, second, set.next(second + 1));
        }
        return size == 256 ? new Any() : new Table(set);
    }

    /** Whether it goes through the subject word by word. */
    boolean isFast() {
        return true;
    }

    private static final class None extends ByteFinder {

        @Override
        int next(byte[] bytes, int from, int end) {
            return -1;
        }
    }

    private static final class Any extends ByteFinder {

        @Override
        int next(byte[] bytes, int from, int end) {
            return from < end ? from : -1;
        }
    }

    private static final class One extends ByteFinder {

        private final int value;

        One(int value) {
            this.value = value;
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            return ByteSearch.indexOf(bytes, from, end, value);
        }
    }

    private static final class Letter extends ByteFinder {

        private final int letter;

        Letter(int letter) {
            this.letter = letter;
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            return ByteSearch.indexOfLetter(bytes, from, end, letter);
        }
    }

    private static final class Two extends ByteFinder {

        private final int first;
        private final int second;

        Two(int first, int second) {
            this.first = first;
            this.second = second;
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            return ByteSearch.indexOf(bytes, from, end, first, second);
        }
    }

    private static final class Three extends ByteFinder {

        private final int first;
        private final int second;
        private final int third;

        Three(int first, int second, int third) {
            this.first = first;
            this.second = second;
            this.third = third;
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            return ByteSearch.indexOf(bytes, from, end, first, second, third);
        }
    }

    private static final class Table extends ByteFinder {

        private final boolean[] members = new boolean[256];

        Table(ByteSet set) {
            for (int value = set.next(0); value >= 0; value = set.next(value + 1)) {
                members[value] = true;
            }
        }

        @Override
        boolean isFast() {
            return false;
        }

        @Override
        int next(byte[] bytes, int from, int end) {
            for (int i = from; i < end; i++) {
                if (members[bytes[i] & 0xff]) {
                    return i;
                }
            }
            return -1;
        }
    }
}
