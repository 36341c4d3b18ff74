// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockStore;

/** Where dicts and locks live: in this JVM's heap, or elsewhere. Safe for concurrent use. */
public interface StoreProvider extends AutoCloseable {

    /**
     * Opens a dict: an empty one where the store is this JVM's own, else the one that all nodes share.
     *
     * @throws IllegalArgumentException where this store can't have a dict like that
     */
    SharedDict openDict(DictSettings settings);

    /**
     * The locks on a dict's keys.
     *
     * @param dict one that this provider opened
     * @throws IllegalArgumentException where it is another's
     */
    LockStore openLocks(SharedDict dict);

    /** What caches over this store's dicts tell each other through; the same object at each call. */
    InvalidationBus bus();

    /**
     * Asks whether the store answers, as a health check does. Blocks for at most its timeout; does nothing where the store
     * is this JVM's own, which always answers.
     *
     * @throws dev.resty.dict.StoreUnavailableException where it doesn't
     */
    default void check() {}

    /** Gives back what the store holds outside the heap; what is to be kept of its dicts is written. */
    @Override
    void close();
}
