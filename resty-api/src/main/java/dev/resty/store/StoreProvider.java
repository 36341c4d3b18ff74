// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

import dev.resty.dict.SharedDict;
import dev.resty.lock.LockStore;

/** Where dicts and locks live: in this JVM's heap, or elsewhere. Safe for concurrent use. */
public interface StoreProvider extends AutoCloseable {

    /**
     * Opens a new, empty dict.
     *
     * @param capacity its size in bytes
     * @throws IllegalArgumentException where this store can't have a dict of that size
     */
    SharedDict openDict(String name, long capacity);

    /**
     * The locks on a dict's keys.
     *
     * @param dict one that this provider opened
     * @throws IllegalArgumentException where it is another's
     */
    LockStore openLocks(SharedDict dict);

    /** Gives back what the store holds outside the heap. */
    @Override
    void close();
}
