// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockStore;
import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;

/** Opens dicts and locks in this JVM's heap. */
public final class HeapStoreProvider implements StoreProvider {

    private final Ticker ticker;

    private final LocalBus bus = new LocalBus();

    /** A provider whose dicts and locks read this clock. */
    public HeapStoreProvider(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException where the capacity is under {@link HeapSharedDict#MIN_CAPACITY}
     */
    @Override
    public SharedDict openDict(DictSettings settings) {
        return new HeapSharedDict(settings.name(), settings.capacity(), ticker);
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
        bus.close();
    }
}
