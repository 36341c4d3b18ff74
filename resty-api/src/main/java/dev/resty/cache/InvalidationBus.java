// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.Subscription;

/**
 * Carries news of changed entries between the caches that share a second level, in this JVM or on other nodes. Loses
 * nothing silently: a subscriber hears of every message, or that it may have missed some. This is what a store
 * implements. Safe for concurrent use.
 */
public interface InvalidationBus extends AutoCloseable {

    /**
     * Tells all other subscribers of a channel, and this JVM's too. May block for up to the store's timeout.
     *
     * @throws dev.resty.dict.StoreUnavailableException where the store does not answer; subscribers that can't hear it
     *     learn later that they missed something, as soon as a message gets through
     */
    void publish(String channel, byte[] message);

    /** Adds a subscriber; it stays until closed. */
    Subscription subscribe(String channel, Listener listener);

    /** Ends all subscriptions. */
    @Override
    void close();

    /** Hears the messages of a channel, one at a time. Must not block. */
    interface Listener {

        /** A message, in an array that nobody changes. */
        void message(byte[] message);

        /** Messages may have been lost, as when the connection was: nothing that was cached can be trusted. */
        void missed();
    }
}
