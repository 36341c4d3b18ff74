// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.DictEntry;
import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many hold a permit of a key, by the time their permits end: permits that end within the same {@value #SLOTS}th of a
 * permit's life share a slot, which is dropped with what is left of it when that time has come.
 *
 * @param ends the ends of the slots, ascending, in milliseconds since the epoch
 * @param counts how many end then
 */
record Leases(long[] ends, long[] counts) {

    /** How many slots a permit's life has. */
    static final int SLOTS = 8;

    private static final Leases NONE = new Leases(new long[0], new long[0]);

    private static final int ENTRY = 2 * Long.BYTES;

    /** What a dict holds, without what has ended by now. */
    static Leases of(@Nullable DictEntry entry, long now) {
        return entry == null ? NONE : of(entry.value(), now);
    }

    /** What a dict's value says, without what has ended by now. */
    static Leases of(LuaScalar value, long now) {
        ByteBuffer bytes = Algorithm.read(value);
        int size = bytes.remaining() / ENTRY;
        if (size == 0 || bytes.remaining() != size * ENTRY) {
            throw Algorithm.abused();
        }
        int over = 0;
        while (over < size && bytes.getLong(over * ENTRY) <= now) {
            over++;
        }
        bytes.position(over * ENTRY);
        long[] ends = new long[size - over];
        long[] counts = new long[size - over];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = bytes.getLong();
            counts[i] = bytes.getLong();
        }
        return new Leases(ends, counts);
    }

    /** The end of the slot that a permit of this life gets now: between its life and an eighth more from now. */
    static long slot(long now, long life) {
        long width = Math.max(life / SLOTS, 1);
        return (Math.floorDiv(now + life - 1, width) + 1) * width;
    }

    long total() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /** With one more that ends then. */
    Leases with(long end) {
        int at = 0;
        while (at < ends.length && ends[at] < end) {
            at++;
        }
        boolean there = at < ends.length && ends[at] == end;
        long[] newEnds = new long[ends.length + (there ? 0 : 1)];
        long[] newCounts = new long[newEnds.length];
        for (int i = 0; i < newEnds.length; i++) {
            int from = i > at && !there ? i - 1 : i;
            boolean added = i == at && !there;
            newEnds[i] = added ? end : ends[from];
            newCounts[i] = (added ? 0 : counts[from]) + (i == at ? 1 : 0);
        }
        return new Leases(newEnds, newCounts);
    }

    /** With one less that ends then; null where there is none. */
    @Nullable Leases without(long end) {
        for (int i = 0; i < ends.length; i++) {
            if (ends[i] == end && counts[i] > 0) {
                long[] newCounts = counts.clone();
                newCounts[i]--;
                return new Leases(ends, newCounts);
            }
        }
        return null;
    }

    /** The entry for a dict; null where nobody holds a permit. */
    @Nullable DictEntry entry(long now) {
        int size = 0;
        for (long count : counts) {
            size += count > 0 ? 1 : 0;
        }
        if (size == 0) {
            return null;
        }
        ByteBuffer bytes = Algorithm.write(size * ENTRY);
        long last = now;
        for (int i = 0; i < ends.length; i++) {
            if (counts[i] > 0) {
                bytes.putLong(ends[i]).putLong(counts[i]);
                last = ends[i];
            }
        }
        return DictEntry.of(LuaScalar.wrap(bytes.array()), Duration.ofMillis(last - now + Step.SLACK_MILLIS));
    }
}
