// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who hear of a cache's events. */
final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(TwoLevelCache.class);

    private final String cache;

    private final List<CacheListener> listeners;

    Events(String cache, List<CacheListener> listeners) {
        this.cache = cache;
        this.listeners = List.copyOf(listeners);
    }

    void tell(CacheListener.Event event, String key) {
        for (CacheListener listener : listeners) {
            try {
                listener.on(event, key);
            } catch (RuntimeException e) {
                LOG.warn("cache \"{}\": a listener failed on {}", cache, event, e);
            }
        }
    }
}
