// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Goes over all entries without keeping anybody from the dict: it takes a stripe's lock for a few records, by their
 * numbers, which entries keep as long as they live. So it sees each entry once that is there all the time, whatever uses
 * and writes change its place in the order of use meanwhile.
 */
final class DictWalk {

    /** Records under one lock: some microseconds. */
    private static final int CHUNK = 64;

    private static final Comparator<Found> BY_USE = Comparator.comparingLong(Found::use);

    /** Says that the entry where a walk stood is gone or was used. */
    private static final Found LOST = new Found(new Stripe(new UseOrder(new Stripe[0])), Slots.NONE, 0, new byte[0], 0);

    /** With more expired entries than this before it, what is asked for isn't looked for in order. */
    private static final int MOST_EXPIRED = 64 * CHUNK;

    private final HeapTable table;

    DictWalk(HeapTable table) {
        this.table = table;
    }

    /** What is done with an entry, under its stripe's lock. */
    interface Visitor {
        /** Visits an entry. */
        void visit(Stripe stripe, int slot);
    }

    /** An entry that was there; its key is the start of the bytes. */
    private record Found(Stripe stripe, int slot, long use, byte[] bytes, int keyLength) {

        static Found of(Stripe stripe, int slot) {
            return new Found(
                    stripe,
                    slot,
                    Slots.stamp(stripe.slots.use(slot)),
                    stripe.keyBytes(slot),
                    stripe.slots.keyLength(slot));
        }

        String key() {
            return EntryBytes.key(bytes, keyLength);
        }

        /** Whether it has the same place in the order of use. */
        boolean isUnused() {
            return stripe.slots.content(slot) != null && Slots.stamp(stripe.slots.use(slot)) == use;
        }

        boolean isStillThere() {
            return stripe.slots.content(slot) != null
                    && stripe.slots.keyLength(slot) == keyLength
                    && Arrays.equals(stripe.keyBytes(slot), 0, keyLength, bytes, 0, keyLength);
        }
    }

    void forEach(Visitor visitor) {
        for (Stripe stripe : table.stripes) {
            int from = 0;
            while (from >= 0) {
                from = chunk(stripe, from, visitor);
            }
        }
    }

    /** Visits some entries; gives where to go on, or a negative number. */
    private static int chunk(Stripe stripe, int from, Visitor visitor) {
        stripe.giveWay();
        stripe.lock();
        try {
            int end = Math.min(from + CHUNK, stripe.slots.limit());
            for (int slot = from; slot < end; slot++) {
                if (stripe.slots.content(slot) != null) {
                    visitor.visit(stripe, slot);
                }
            }
            return end == stripe.slots.limit() ? -1 : end;
        } finally {
            stripe.unlock();
        }
    }

    /** The keys of live entries, the least recently used first; at most so many, or all where 0. */
    List<String> keys(int max) {
        List<Found> found = max == 0 ? null : oldestLive(max);
        if (found == null) {
            List<Found> all = new ArrayList<>();
            forEach((stripe, slot) -> {
                if (!stripe.isExpired(slot, table.clock)) {
                    all.add(Found.of(stripe, slot));
                }
            });
            found = all;
        }
        found.sort(BY_USE);
        List<Found> first = max == 0 || found.size() <= max ? found : found.subList(0, max);
        List<String> keys = new ArrayList<>(first.size());
        for (Found entry : first) {
            keys.add(entry.key());
        }
        return keys;
    }

    /** The old end of each stripe, long enough for so many keys; null where it has too much else in it. */
    private @Nullable List<Found> oldestLive(int max) {
        List<Found> found = new ArrayList<>();
        for (Stripe stripe : table.stripes) {
            int enough = found.size() + max;
            int visits = 0;
            Found last = null;
            do {
                last = oldestLive(stripe, last, enough, found);
                visits += CHUNK;
                if (last == LOST || visits > max + MOST_EXPIRED) {
                    return null;
                }
            } while (last != null);
        }
        return found;
    }

    /** Adds some entries after one; gives where to go on, null at the end, or {@link #LOST}. */
    private @Nullable Found oldestLive(Stripe stripe, @Nullable Found after, int enough, List<Found> found) {
        stripe.lock();
        try {
            if (after != null && !after.isUnused()) {
                return LOST;
            }
            int slot = after == null ? stripe.oldest() : stripe.slots.newer(after.slot());
            int last = Slots.NONE;
            for (int i = 0; i < CHUNK && slot != Slots.NONE && found.size() < enough; i++) {
                if (!stripe.isExpired(slot, table.clock)) {
                    found.add(Found.of(stripe, slot));
                }
                last = slot;
                slot = stripe.slots.newer(slot);
            }
            return slot == Slots.NONE || found.size() == enough ? null : Found.of(stripe, last);
        } finally {
            stripe.unlock();
        }
    }

    /** Removes all expired entries; gives how many. */
    int flushExpired() {
        List<String> keys = new ArrayList<>();
        int[] flushed = {0};
        forEach((stripe, slot) -> {
            if (stripe.isExpired(slot, table.clock)) {
                String key = table.discard(stripe, slot, true);
                flushed[0]++;
                if (key != null) {
                    keys.add(key);
                }
            }
        });
        keys.forEach(key -> table.discarded(key, true));
        return flushed[0];
    }

    /** Removes so many expired entries at most, the least recently used; gives how many. */
    int flushExpired(int max) {
        List<Found> expired = new ArrayList<>();
        forEach((stripe, slot) -> {
            if (stripe.isExpired(slot, table.clock)) {
                expired.add(Found.of(stripe, slot));
            }
        });
        expired.sort(BY_USE);
        int flushed = 0;
        for (Found entry : expired) {
            if (flushed == max) {
                break;
            }
            if (flush(entry)) {
                flushed++;
            }
        }
        return flushed;
    }

    private boolean flush(Found entry) {
        Stripe stripe = entry.stripe();
        String key;
        stripe.lock();
        try {
            if (!entry.isStillThere() || !stripe.isExpired(entry.slot(), table.clock)) {
                return false;
            }
            key = table.discard(stripe, entry.slot(), true);
        } finally {
            stripe.unlock();
        }
        table.discarded(key, true);
        return true;
    }

    /** All live entries that are no lists, read as the stream goes on. */
    Stream<Map.Entry<String, DictEntry>> entries() {
        int character = Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(new Entries(), character), false);
    }

    private final class Entries implements Iterator<Map.Entry<String, DictEntry>> {

        private final List<Map.Entry<String, DictEntry>> read = new ArrayList<>(CHUNK);

        private int next;

        private int stripe;

        private int from;

        @Override
        public boolean hasNext() {
            while (next == read.size() && stripe < table.stripes.length) {
                read.clear();
                next = 0;
                from = chunk(table.stripes[stripe], from, this::read);
                if (from < 0) {
                    stripe++;
                    from = 0;
                }
            }
            return next < read.size();
        }

        private void read(Stripe in, int slot) {
            if (!in.isList(slot) && !in.isExpired(slot, table.clock)) {
                DictEntry entry =
                        new DictEntry(in.scalar(slot), in.flags(slot), table.clock.remaining(in.slots.expires(slot)));
                read.add(Map.entry(in.key(slot), entry));
            }
        }

        @Override
        public Map.Entry<String, DictEntry> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return read.get(next++);
        }
    }
}
