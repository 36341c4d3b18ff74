// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.redisson.api.RedissonClient;

/** The topics of a provider. Safe for concurrent use. */
final class RedisTopics {

    private final RedissonClient client;

    private final FirstConnection connection;

    private final List<RedisTopic> topics = new CopyOnWriteArrayList<>();

    RedisTopics(RedissonClient client, FirstConnection connection) {
        this.client = client;
        this.connection = connection;
    }

    /**
     * A topic that nobody listens to yet.
     *
     * @param message hears each message
     * @param connected hears that messages will be heard from now on, again after each loss of the connection
     */
    RedisTopic topic(String channel, Consumer<byte[]> message, Runnable connected) {
        RedisTopic topic = new RedisTopic(client, connection, channel, message, connected);
        topics.add(topic);
        return topic;
    }

    /** Stops listening to one. */
    void close(RedisTopic topic) {
        topics.remove(topic);
        topic.close();
    }

    /** Stops listening to any. */
    void close() {
        topics.forEach(RedisTopic::close);
        topics.clear();
    }
}
