// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/** Numbers sets of bytes from 0, equal ones the same. */
final class ByteSetNumbers {

    private ByteSet[] sets = new ByteSet[8];

    private int count;

    /** Numbers, and one more, at the places that hashes lead to; 0 for none. */
    private int[] places = new int[32];

    /** The number of a set. */
    int number(ByteSet set) {
        int mask = places.length - 1;
        int place = hash(set) & mask;
        while (places[place] != 0) {
            if (sets[places[place] - 1].equals(set)) {
                return places[place] - 1;
            }
            place = place + 1 & mask;
        }
        if (count == sets.length) {
            grow();
            return number(set);
        }
        sets[count] = set;
        places[place] = ++count;
        return count - 1;
    }

    private void grow() {
        sets = Arrays.copyOf(sets, 2 * count);
        places = new int[4 * sets.length];
        for (int i = 0; i < count; i++) {
            int place = hash(sets[i]) & places.length - 1;
            while (places[place] != 0) {
                place = place + 1 & places.length - 1;
            }
            places[place] = i + 1;
        }
    }

    private static int hash(ByteSet set) {
        long mixed = (set.w0() * 31 + set.w1()) * 31 + set.w2() * 17 + set.w3();
        mixed *= 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32);
    }

    /** The sets in the order of their numbers. */
    ByteSet[] toArray() {
        return Arrays.copyOf(sets, count);
    }
}
