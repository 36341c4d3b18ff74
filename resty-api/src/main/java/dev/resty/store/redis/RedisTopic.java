// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.StoreUnavailableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.api.listener.StatusListener;
import org.redisson.client.codec.ByteArrayCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel of Redis that this JVM listens to, from the first {@link #subscribe} on until it is closed. Redisson subscribes
 * again when a connection is lost. Safe for concurrent use.
 */
final class RedisTopic {

    private static final Logger LOG = LoggerFactory.getLogger(RedisTopic.class);

    private final RTopic topic;

    private final FirstConnection connection;

    private final Consumer<byte[]> message;

    private final Runnable connected;

    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable CompletableFuture<Integer[]> subscribed;

    RedisTopic(
            RedissonClient client,
            FirstConnection connection,
            String channel,
            Consumer<byte[]> message,
            Runnable connected) {
        this.connection = connection;
        topic = client.getTopic(channel, ByteArrayCodec.INSTANCE);
        this.message = message;
        this.connected = connected;
    }

    /**
     * Returns once all messages sent from then on are heard.
     *
     * @throws StoreUnavailableException where that takes longer than to the deadline; it goes on nevertheless
     */
    void subscribe(long deadline) {
        RedisCalls.await(start().copy(), deadline);
    }

    /** Subscribes without waiting, where it isn't done or under way already. */
    CompletableFuture<Integer[]> start() {
        lock.lock();
        try {
            CompletableFuture<Integer[]> present = subscribed;
            if (present == null || present.isCompletedExceptionally()) {
                present = connection.isMade()
                        ? addListeners()
                        : connection.start().thenCompose(made -> addListeners());
                subscribed = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Integer[]> addListeners() {
        StatusListener status = new StatusListener() {
            @Override
            public void onSubscribe(String channel) {
                connected.run();
            }

            @Override
            public void onUnsubscribe(String channel) {
                LOG.debug("unsubscribed from {}", channel);
            }
        };
        return topic.addListenerAsync(byte[].class, (channel, bytes) -> message.accept(bytes))
                .toCompletableFuture()
                .thenCombine(topic.addListenerAsync(status).toCompletableFuture(), (first, second) ->
                        new Integer[] {first, second});
    }

    /** Stops listening, without waiting for it. */
    void close() {
        lock.lock();
        try {
            if (subscribed != null) {
                subscribed
                        .thenCompose(ids -> topic.removeListenerAsync(ids).toCompletableFuture())
                        .whenComplete((done, failure) -> {
                            if (failure != null) {
                                LOG.debug("not unsubscribed", failure);
                            }
                        });
                subscribed = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
