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
import java.util.PriorityQueue;
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
            return new Found(stripe, slot, stripe.slots.use(slot), stripe.keyBytes(slot), stripe.slots.keyLength(slot));
        }

        String key() {
            return EntryBytes.key(bytes, keyLength);
        }

        boolean isStillThere() {
            return stripe.slots.content(slot) != null
                    && stripe.slots.keyLength(slot) == keyLength
                    && Arrays.equals(stripe.keyBytes(slot), 0, keyLength, bytes, 0, keyLength);
        }
    }

    /** Visits all entries in order to look at them, which keeps nobody from reading. */
    void look(Visitor visitor) {
        for (Stripe stripe : table.stripes) {
            int from = 0;
            while (from >= 0) {
                from = look(stripe, from, visitor);
            }
        }
    }

    /** Visits all entries; the visitor may change them. */
    void forEach(Visitor visitor) {
        for (Stripe stripe : table.stripes) {
            int from = 0;
            while (from >= 0) {
                stripe.giveWay();
                stripe.lock();
                try {
                    from = chunk(stripe, from, visitor);
                } finally {
                    stripe.unlock();
                }
            }
        }
    }

    private static int look(Stripe stripe, int from, Visitor visitor) {
        stripe.giveWay();
        stripe.lockQuietly();
        try {
            return chunk(stripe, from, visitor);
        } finally {
            stripe.unlockQuietly();
        }
    }

    /** Visits some entries; gives where to go on, or a negative number. */
    private static int chunk(Stripe stripe, int from, Visitor visitor) {
        int end = Math.min(from + CHUNK, stripe.slots.limit());
        for (int slot = from; slot < end; slot++) {
            if (stripe.slots.content(slot) != null) {
                visitor.visit(stripe, slot);
            }
        }
        return end == stripe.slots.limit() ? -1 : end;
    }

    /** The keys of live entries, the least recently used first; at most so many, or all where 0. */
    List<String> keys(int max) {
        List<Found> found = max == 0 ? live() : oldestLive(max);
        found.sort(BY_USE);
        List<String> keys = new ArrayList<>(found.size());
        for (Found entry : found) {
            keys.add(entry.key());
        }
        return keys;
    }

    private List<Found> live() {
        List<Found> live = new ArrayList<>();
        look((stripe, slot) -> {
            if (!stripe.isExpired(slot, table.clock)) {
                live.add(Found.of(stripe, slot));
            }
        });
        return live;
    }

    /** So many of the least recently used at most. */
    private List<Found> oldestLive(int max) {
        PriorityQueue<Found> oldest = new PriorityQueue<>(BY_USE.reversed());
        look((stripe, slot) -> {
            Found newest = oldest.size() < max ? null : oldest.peek();
            if ((newest == null || stripe.slots.use(slot) < newest.use()) && !stripe.isExpired(slot, table.clock)) {
                if (newest != null) {
                    oldest.poll();
                }
                oldest.add(Found.of(stripe, slot));
            }
        });
        return new ArrayList<>(oldest);
    }

    /** Where all live entries are, the least recently used first. */
    EntryOrder order() {
        int entries = 0;
        for (Stripe stripe : table.stripes) {
            entries += stripe.size();
        }
        EntryOrder order = new EntryOrder(table.stripes.length, entries);
        for (int i = 0; i < table.stripes.length; i++) {
            int number = i;
            int from = 0;
            while (from >= 0) {
                from = look(table.stripes[i], from, (stripe, slot) -> {
                    if (!stripe.isExpired(slot, table.clock)) {
                        order.add(number, slot, stripe.slots.use(slot));
                    }
                });
            }
        }
        order.sort();
        return order;
    }

    /** The live entry in a place as it is now; null where there is none any more. */
    @Nullable EntryImage image(EntryOrder order, int i) {
        Stripe stripe = table.stripes[order.stripe(i)];
        int slot = order.slot(i);
        stripe.lockQuietly();
        try {
            return stripe.slots.content(slot) == null || stripe.isExpired(slot, table.clock)
                    ? null
                    : EntryImage.of(stripe, slot);
        } finally {
            stripe.unlockQuietly();
        }
    }

    /** Removes all expired entries; gives how many. */
    int flushExpired() {
        List<Found> expired = new ArrayList<>();
        int flushed = 0;
        for (Stripe stripe : table.stripes) {
            int from = 0;
            while (from >= 0) {
                expired.clear();
                from = look(stripe, from, (in, slot) -> {
                    if (in.isExpired(slot, table.clock)) {
                        expired.add(Found.of(in, slot));
                    }
                });
                for (Found entry : expired) {
                    flushed += flush(entry) ? 1 : 0;
                }
            }
        }
        return flushed;
    }

    /** Removes so many expired entries at most, the least recently used; gives how many. */
    int flushExpired(int max) {
        List<Found> expired = new ArrayList<>();
        look((stripe, slot) -> {
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
            if (!entry.isStillThere()) {
                return false;
            }
            stripe.hold(entry.slot());
            if (!stripe.isExpired(entry.slot(), table.clock)) {
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
                from = look(table.stripes[stripe], from, this::read);
                if (from < 0) {
                    stripe++;
                    from = 0;
                }
            }
            return next < read.size();
        }

        private void read(Stripe in, int slot) {
            if (in.isList(slot) || in.isExpired(slot, table.clock)) {
                return;
            }
            in.hold(slot);
            if (!in.isExpired(slot, table.clock)) {
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
