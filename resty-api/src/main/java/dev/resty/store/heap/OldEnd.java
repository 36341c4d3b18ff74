// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.util.Arrays;

/**
 * The least recently used entries of a stripe, in order. Using an entry writes nothing but its record, so there is no list
 * to look the order up in: a scan of all last uses finds the oldest eighth, which is given out from the oldest on, as far
 * as it wasn't used since; then follows another scan. An entry that isn't among those found was used later than all of
 * them, so the order is exact. Scanning a million entries so often costs each eviction about as much as its write.
 *
 * <p>Takes no stripe's lock, and sees uses that are made meanwhile or doesn't; for one thread at a time.
 */
final class OldEnd {

    /** A stripe with fewer entries is taken whole. */
    private static final int FEW = 256;

    private static final int SAMPLE = 128;

    /** Which part of the sample is to be found. */
    private static final int PART = 8;

    private final Slots slots;

    /** The entries found, each its last use, less {@link #base}, before its number. */
    private long[] found = new long[16];

    private int next;

    private int end;

    private long base;

    private int slotBits;

    private long limit;

    OldEnd(Slots slots) {
        this.slots = slots;
    }

    /** Whether there was an entry found that hasn't been given out. */
    boolean isEmpty() {
        return next == end;
    }

    /** No entry was used before this. */
    long bound() {
        return isEmpty() ? limit : use();
    }

    /** The least recently used entry, unless it was used or removed since the scan. */
    int slot() {
        return (int) found[next] & (1 << slotBits) - 1;
    }

    /** The last use that the scan saw of it. */
    private long use() {
        return base + (found[next] >>> slotBits);
    }

    /** Whether it is still there and wasn't used since. */
    boolean isCurrent() {
        int slot = slot();
        return slots.use(slot) == use() && slots.content(slot) != null;
    }

    void advance() {
        next++;
    }

    /** There is no entry that was used up to this horizon. */
    void skip(long horizon) {
        next = 0;
        end = 0;
        limit = horizon + 1;
    }

    /** Looks for the oldest entries that were used up to this horizon; each later use is above it. */
    void scan(long horizon) {
        skip(horizon);
        int size = slots.limit();
        base = oldest(size);
        if (base > horizon) {
            return;
        }
        slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
        long last = Math.min(horizon, base + (Long.MAX_VALUE >>> slotBits));
        if (size > FEW) {
            last = Math.min(last, sampled(size, last));
        }
        for (int slot = 0; slot < size; slot++) {
            long use = slots.use(slot);
            if (use <= last && use >= base) {
                add(use - base << slotBits | slot);
            }
        }
        Arrays.sort(found, 0, end);
        limit = last + 1;
    }

    private long oldest(int size) {
        long oldest = Slots.UNUSED;
        for (int slot = 0; slot < size; slot++) {
            oldest = Math.min(oldest, slots.use(slot));
        }
        return oldest;
    }

    /** A use that about one in {@link #PART} entries wasn't used after. */
    private long sampled(int size, long last) {
        long[] sample = new long[SAMPLE];
        int count = 0;
        for (int i = 0; i < SAMPLE; i++) {
            long use = slots.use((int) ((long) i * size / SAMPLE));
            if (use <= last) {
                sample[count++] = use;
            }
        }
        Arrays.sort(sample, 0, count);
        return count == 0 ? last : sample[count / PART];
    }

    private void add(long entry) {
        if (end == found.length) {
            found = Arrays.copyOf(found, 2 * end);
        }
        found[end++] = entry;
    }
}
