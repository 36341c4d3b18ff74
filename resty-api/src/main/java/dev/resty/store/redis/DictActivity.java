// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.DictListener;
import dev.resty.dict.DictListener.Event;
import dev.resty.dict.DictStats;
import dev.resty.dict.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this JVM does to a dict: counts it and tells listeners. Safe for concurrent use. */
final class DictActivity {

    private static final Logger LOG = LoggerFactory.getLogger(DictActivity.class);

    private final LongAdder hits = new LongAdder();

    private final LongAdder misses = new LongAdder();

    private final LongAdder writes = new LongAdder();

    private final List<DictListener> listeners = new CopyOnWriteArrayList<>();

    void read(boolean found) {
        (found ? hits : misses).increment();
    }

    void wrote(Event event, String key) {
        writes.increment();
        for (DictListener listener : listeners) {
            try {
                listener.on(event, key);
            } catch (RuntimeException e) {
                LOG.warn("a listener of a dict failed", e);
            }
        }
    }

    Subscription listen(DictListener listener) {
        // Wrapped, so that closing removes this one though the same listener was added twice.
        DictListener added = listener::on;
        listeners.add(added);
        return () -> listeners.remove(added);
    }

    DictStats stats() {
        return new DictStats(-1, -1, hits.sum(), misses.sum(), writes.sum(), 0, 0, 0);
    }
}
