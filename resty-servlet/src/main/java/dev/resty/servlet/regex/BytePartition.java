// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * The bytes in at most 64 classes, so that a set of classes is a word. Not for several threads.
 */
final class BytePartition {

    private final int most;

    /** The class of each byte. */
    final byte[] classOf = new byte[256];

    private int count = 1;

    /**
     * Makes a single class.
     *
     * @param most how many there may be, up to 64
     */
    BytePartition(int most) {
        this.most = most;
    }

    /** Tells the bytes of a set from all others, unless there would be too many classes. */
    void split(ByteSet set) {
        int[] inside = new int[Long.SIZE];
        int[] outside = new int[Long.SIZE];
        for (int value = 0; value < 256; value++) {
            (set.contains(value) ? inside : outside)[classOf[value]]++;
        }
        int more = 0;
        for (int number = 0; number < count; number++) {
            more += inside[number] > 0 && outside[number] > 0 ? 1 : 0;
        }
        if (count + more > most) {
            return;
        }
        int[] to = new int[Long.SIZE];
        int before = count;
        for (int number = 0; number < before; number++) {
            to[number] = inside[number] > 0 && outside[number] > 0 ? count++ : number;
        }
        for (int value = set.next(0); value >= 0; value = set.next(value + 1)) {
            classOf[value] = (byte) to[classOf[value]];
        }
    }

    /** The classes that have bytes of a set. */
    long classes(ByteSet set) {
        long classes = 0;
        for (int value = set.next(0); value >= 0; value = set.next(value + 1)) {
            classes |= 1L << classOf[value];
        }
        return classes;
    }

    /** Whether all bytes of a set's classes are in it. */
    boolean isExact(ByteSet set) {
        long classes = classes(set);
        for (int value = 0; value < 256; value++) {
            if (!set.contains(value) && (classes >>> classOf[value] & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
