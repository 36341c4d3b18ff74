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
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Opens dicts and locks in this JVM's heap. */
public final class HeapStoreProvider implements StoreProvider {

    private final Ticker ticker;

    private final LocalBus bus = new LocalBus();

    /** The dicts that have a file, by their names. */
    private final Map<String, PersistedDict> persisted = new ConcurrentHashMap<>();

    /** Writes the files of those that are written at intervals; has a thread only while there are any. */
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, HeapStoreProvider::thread);

    /** A provider whose dicts and locks read this clock. */
    public HeapStoreProvider(Ticker ticker) {
        this.ticker = ticker;
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(null, work, "resty-dict-persist", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }

    /**
     * {@inheritDoc} One with a file has what the file holds; it is written when the dict is opened again with other
     * settings, when this is closed, and at the interval of the settings where the dict has changed since: by a thread that
     * keeps nobody from the dict, into another file that takes the place of the former one when it is complete. That
     * includes what is in lists, but no frozen objects. It takes 16 bytes of heap for each entry meanwhile.
     *
     * @throws IllegalArgumentException where the capacity is under {@link HeapSharedDict#MIN_CAPACITY}, or the file can't
     *     be written, or is another dict's, or there is an interval but no file
     */
    @Override
    public SharedDict openDict(DictSettings settings) {
        HeapSharedDict dict = new HeapSharedDict(settings.name(), settings.capacity(), ticker);
        Path file = settings.persist();
        if (file == null && !settings.persistInterval().isZero()) {
            throw new IllegalArgumentException("dict \"" + settings.name() + "\" is to be persisted every "
                    + settings.persistInterval().toMillis() + " ms, but has no file");
        }
        DictSnapshot snapshot = file == null ? null : snapshot(settings.name(), file);
        PersistedDict before = persisted.remove(settings.name());
        if (before != null) {
            before.close();
        }
        if (snapshot != null) {
            PersistedDict open = new PersistedDict(dict, snapshot);
            persisted.put(settings.name(), open);
            if (!settings.persistInterval().isZero()) {
                open.saveEvery(settings.persistInterval(), timer);
            }
        }
        return dict;
    }

    private DictSnapshot snapshot(String name, Path file) {
        Path place = file.toAbsolutePath().normalize();
        persisted.forEach((other, open) -> {
            if (!other.equals(name) && open.file().equals(place)) {
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
        timer.shutdown();
        persisted.values().forEach(PersistedDict::close);
        persisted.clear();
        bus.close();
    }
}
