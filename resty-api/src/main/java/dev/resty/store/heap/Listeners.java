// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictListener;
import dev.resty.dict.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens to a dict. Safe for concurrent use. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(HeapSharedDict.class);

    private final List<Listening> all = new CopyOnWriteArrayList<>();

    /** One subscription: the same listener may have several. */
    private final class Listening implements Subscription {

        final DictListener listener;

        Listening(DictListener listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            all.remove(this);
        }
    }

    Subscription add(DictListener listener) {
        Listening listening = new Listening(listener);
        all.add(listening);
        return listening;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Calls all listeners; to be done outside all locks. */
    void deliver(DictListener.Event event, String key) {
        for (Listening listening : all) {
            try {
                listening.listener.on(event, key);
            } catch (RuntimeException e) {
                LOG.error("a listener of a shared dict failed at {} of a key of {} bytes", event, key.length(), e);
            }
        }
    }
}
