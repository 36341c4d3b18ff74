// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockStore;
import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens dicts and locks in this JVM's heap. */
public final class HeapStoreProvider implements StoreProvider {

    private final Ticker ticker;

    private final LocalBus bus = new LocalBus();

    /** The dicts that have a file, by their names. */
    private final Map<String, Persisted> persisted = new ConcurrentHashMap<>();

    /** A dict and its file. */
    private record Persisted(SharedDict dict, DictSnapshot snapshot) {

        void save() {
            snapshot.save(dict);
        }
    }

    /** A provider whose dicts and locks read this clock. */
    public HeapStoreProvider(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * {@inheritDoc} One with a file has what the file holds; it is written when the dict is opened again with other
     * settings, and when this is closed. That includes what is in lists, but no frozen objects.
     *
     * @throws IllegalArgumentException where the capacity is under {@link HeapSharedDict#MIN_CAPACITY}, or the file can't
     *     be written, or is another dict's
     */
    @Override
    public SharedDict openDict(DictSettings settings) {
        SharedDict dict = new HeapSharedDict(settings.name(), settings.capacity(), ticker);
        Path file = settings.persist();
        DictSnapshot snapshot = file == null ? null : snapshot(settings.name(), file);
        Persisted before = persisted.remove(settings.name());
        if (before != null) {
            before.save();
        }
        if (snapshot != null) {
            snapshot.load(dict);
            persisted.put(settings.name(), new Persisted(dict, snapshot));
        }
        return dict;
    }

    private DictSnapshot snapshot(String name, Path file) {
        Path place = file.toAbsolutePath().normalize();
        persisted.forEach((other, open) -> {
            if (!other.equals(name) && open.snapshot.file().equals(place)) {
                throw new IllegalArgumentException("\"" + place + "\" is the file of dict \"" + other + "\" already");
            }
        });
        return new DictSnapshot(place, ticker);
    }

    @Override
    public LockStore openLocks(SharedDict dict) {
        if (dict instanceof HeapSharedDict heap) {
            return heap.locks();
        }
        throw new IllegalArgumentException("not a dict of this store: " + dict.name());
    }

    @Override
    public InvalidationBus bus() {
        return bus;
    }

    @Override
    public void close() {
        persisted.values().forEach(Persisted::save);
        persisted.clear();
        bus.close();
    }
}
