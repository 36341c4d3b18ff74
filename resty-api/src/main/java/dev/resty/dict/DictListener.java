// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

/**
 * Hears what happens to the entries of a dict. Called after the operation, by the thread that caused it, outside all locks
 * of the dict: events of different keys, and those of one key that different threads cause, may arrive out of order.
 * What it throws is logged.
 */
@FunctionalInterface
public interface DictListener {

    /** What happened to an entry. */
    enum Event {
        /** It was written: by a set, an add, a replace, an incr, a push, an update. */
        STORED,
        /** It was removed by a delete, by a nil, by a pop of the last value. */
        DELETED,
        /** It was removed to make room while it was live. */
        EVICTED,
        /** It was removed after its time to live was over; when, is up to the operations that find it. */
        EXPIRED,
        /** All entries were marked as expired at once; the key is empty. */
        FLUSHED
    }

    /** An event; the key is a view of bytes. */
    void on(Event event, String key);
}
