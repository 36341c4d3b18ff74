// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The bus of one JVM: a message has arrived everywhere when {@link #publish} returns. */
final class LocalBus implements InvalidationBus {

    private final Map<String, List<Listener>> channels = new ConcurrentHashMap<>();

    @Override
    public void publish(String channel, byte[] message) {
        channels.getOrDefault(channel, List.of()).forEach(listener -> listener.message(message));
    }

    @Override
    public Subscription subscribe(String channel, Listener listener) {
        List<Listener> listeners = channels.computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>());
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        channels.clear();
    }
}
