// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The running loads of a cache, and the rule that none of them publishes a value older than a change.
 *
 * <p>Keys fall into stripes. A change bumps its stripe's epoch and does its work under the stripe's lock; a load notes
 * the epoch when it begins, and publishes under the same lock only where it is still the same. A load thus either
 * publishes before the change, which then removes it, or not at all; and one that begins during a change begins after
 * it.
 */
final class Flights<V> {

    private static final int STRIPES = 64;

    private static final class Stripe<V> {

        final ReentrantLock lock = new ReentrantLock();

        final Map<String, Flight<V>> running = new HashMap<>();

        long epoch;
    }

    /**
     * A flight and whether the caller has to fly it.
     *
     * @param flight the one running load of the key
     * @param leads whether this caller runs it
     */
    record Boarding<V>(Flight<V> flight, boolean leads) {}

    private final List<Stripe<V>> stripes;

    Flights() {
        stripes = Stream.generate(Stripe<V>::new).limit(STRIPES).toList();
    }

    Boarding<V> board(String key) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            Flight<V> running = stripe.running.get(key);
            if (running != null) {
                return new Boarding<>(running, false);
            }
            Flight<V> started = new Flight<>(stripe.epoch);
            stripe.running.put(key, started);
            return new Boarding<>(started, true);
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Runs what stores a load's result, unless the key was changed meanwhile. */
    void publish(String key, Flight<V> flight, Runnable store) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            if (stripe.epoch == flight.epoch) {
                store.run();
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Ends a load; later callers start a new one. */
    void leave(String key, Flight<V> flight) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            stripe.running.remove(key, flight);
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Runs a change of the key, which no load that runs now may overwrite and no later caller may miss. */
    void change(String key, Runnable change) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            stripe.epoch++;
            stripe.running.remove(key);
            change.run();
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Says that every key may have changed: no load that runs now publishes, and no later caller joins one. */
    void changeAll() {
        for (Stripe<V> stripe : stripes) {
            stripe.lock.lock();
            try {
                stripe.epoch++;
                stripe.running.clear();
            } finally {
                stripe.lock.unlock();
            }
        }
    }

    private Stripe<V> stripeOf(String key) {
        int hash = key.hashCode();
        return stripes.get((hash ^ (hash >>> 16)) & (STRIPES - 1));
    }
}
