// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

/**
 * Hears what happens in a cache beside hits. Called by the thread that caused it, outside all locks; what it throws is
 * logged.
 */
@FunctionalInterface
public interface CacheListener {

    /** What happened. */
    enum Event {
        /** A loader gave a value, or that there is none. */
        LOADED,
        /** A loader failed, or gave up at the hard timeout. */
        LOAD_FAILED,
        /** A load in the background gave a value in the place of one that was old. */
        REFRESHED,
        /** A value was stored by {@link TwoLevelCache#set}. */
        STORED,
        /** A key was deleted here. */
        DELETED,
        /** The first level dropped an object for want of room. */
        EVICTED,
        /** All keys, a prefix or a tag was cleared here; the key is the prefix or the tag, or empty. */
        CLEARED,
        /** Another cache over the same dict said that a key, or what the key names, has changed. */
        INVALIDATED,
        /** News from other caches may have been lost, so the first level was emptied; the key is empty. */
        MISSED,
        /** The store did not answer. */
        STORE_DOWN
    }

    /** An event of a key. */
    void on(Event event, String key);
}
