// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.Arrays;

/**
 * Entries by their last use, 16 bytes each, however many there are: first they are added, then they are sorted and can be
 * asked for. Uses are told apart as far as 63 bits have room for them beside where an entry is: with a million entries as
 * far as some 10<sup>13</sup> uses go, and in wider steps beyond.
 */
final class EntryOrder {

    private final int stripeBits;

    private long[] uses;

    private long[] places;

    private int size;

    private long placeMask;

    EntryOrder(int stripes, int expected) {
        stripeBits = Integer.SIZE - Integer.numberOfLeadingZeros(stripes - 1);
        uses = new long[Math.max(16, expected)];
        places = new long[uses.length];
    }

    int size() {
        return size;
    }

    void add(int stripe, int slot, long use) {
        if (size == uses.length) {
            uses = Arrays.copyOf(uses, size + (size >> 1));
            places = Arrays.copyOf(places, uses.length);
        }
        uses[size] = use;
        places[size++] = (long) slot << stripeBits | stripe;
    }

    /** Puts the least recently used first. */
    void sort() {
        long first = Long.MAX_VALUE;
        long last = 0;
        long most = 0;
        for (int i = 0; i < size; i++) {
            first = Math.min(first, uses[i]);
            last = Math.max(last, uses[i]);
            most = Math.max(most, places[i]);
        }
        int placeBits = bits(most);
        int dropped = Math.max(0, bits(Math.max(0, last - first)) + placeBits - (Long.SIZE - 1));
        placeMask = (1L << placeBits) - 1;
        for (int i = 0; i < size; i++) {
            uses[i] = uses[i] - first >>> dropped << placeBits | places[i];
        }
        places = new long[0];
        Arrays.sort(uses, 0, size);
    }

    private static int bits(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number);
    }

    int stripe(int i) {
        return (int) (uses[i] & placeMask) & (1 << stripeBits) - 1;
    }

    int slot(int i) {
        return (int) ((uses[i] & placeMask) >>> stripeBits);
    }
}
