// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import org.jspecify.annotations.Nullable;

/** The entries of a dict by their last use. Guarded by the dict's lock. */
final class LruQueue {

    /** Stands between the newest and the oldest entry. */
    private final Entry ends = new Entry("");

    void addNewest(Entry entry) {
        Entry newest = ends.older;
        entry.newer = ends;
        entry.older = newest;
        newest.newer = entry;
        ends.older = entry;
    }

    void touch(Entry entry) {
        if (ends.older != entry) {
            remove(entry);
            addNewest(entry);
        }
    }

    void remove(Entry entry) {
        entry.newer.older = entry.older;
        entry.older.newer = entry.newer;
    }

    @Nullable Entry oldest() {
        return newerThan(ends);
    }

    /** The next entry towards the newest; null after that. */
    @Nullable Entry newerThan(Entry entry) {
        Entry next = entry.newer;
        return next == ends ? null : next;
    }
}
