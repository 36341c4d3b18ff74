// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The running loads of a cache, and the rule that none of them publishes a value older than a change.
 *
 * <p>Keys fall into stripes. A change bumps its stripe's epoch and does its work under the stripe's lock; a load or a
 * read notes the epoch when it begins, and publishes under the same lock only where it is still the same. It thus either
 * publishes before the change, which then removes it, or not at all; and one that begins during a change begins after
 * it. What runs under a stripe's lock never leaves this JVM.
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

    private final Clears clears;

    Flights(Clears clears) {
        this.clears = clears;
        stripes = Stream.generate(Stripe<V>::new).limit(STRIPES).toList();
    }

    /** Joins the running load of a key, unless something was cleared since that may concern it, or starts one. */
    Boarding<V> board(String key) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            Flight<V> running = stripe.running.get(key);
            if (running != null && !clears.mayTouchSince(running.cleared, key)) {
                return new Boarding<>(running, false);
            }
            Flight<V> started = new Flight<>(stripe.epoch, clears.count());
            stripe.running.put(key, started);
            return new Boarding<>(started, true);
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Starts a load of a key in the place of one that runs, which publishes nothing then. */
    Flight<V> restart(String key) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            stripe.epoch++;
            Flight<V> started = new Flight<>(stripe.epoch, clears.count());
            stripe.running.put(key, started);
            return started;
        } finally {
            stripe.lock.unlock();
        }
    }

    /** The present epoch of a key, for a read that is no load. */
    long epoch(String key) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            return stripe.epoch;
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Runs what stores a result, unless the key was changed since an epoch. */
    void publish(String key, long epoch, Runnable store) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            if (stripe.epoch == epoch) {
                store.run();
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Runs what stores a load's result, unless the key was changed or its load started anew meanwhile. */
    void publish(String key, Flight<V> flight, Runnable store) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            if (current(stripe, key, flight)) {
                store.run();
            }
        } finally {
            stripe.lock.unlock();
        }
    }

    /** Whether a load is still the one that runs, its key not having been changed since it began. */
    boolean runs(String key, Flight<V> flight) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            return current(stripe, key, flight);
        } finally {
            stripe.lock.unlock();
        }
    }

    private static <V> boolean current(Stripe<V> stripe, String key, Flight<V> flight) {
        return stripe.epoch == flight.epoch && stripe.running.get(key) == flight;
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

    /**
     * Runs a change of the key, which no load that runs now may overwrite and no later caller may miss.
     *
     * @return the epoch that begins with it
     */
    long change(String key, Runnable change) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            stripe.epoch++;
            stripe.running.remove(key);
            change.run();
            return stripe.epoch;
        } finally {
            stripe.lock.unlock();
        }
    }

    /**
     * Ends a change that went on outside the lock: nothing that was read meanwhile is published.
     *
     * @param since the epoch that began with the change
     * @param end is told whether no other change came meanwhile
     */
    void settle(String key, long since, Consumer<Boolean> end) {
        Stripe<V> stripe = stripeOf(key);
        stripe.lock.lock();
        try {
            boolean undisturbed = stripe.epoch == since;
            stripe.epoch++;
            stripe.running.remove(key);
            end.accept(undisturbed);
        } finally {
            stripe.lock.unlock();
        }
    }

    /**
     * Says that a clear has changed every key: no load that began before it publishes, and no later caller joins one.
     *
     * @param clear how many clears there are with it; a load that has counted it began after it and goes on
     */
    void changeAll(int clear) {
        for (Stripe<V> stripe : stripes) {
            stripe.lock.lock();
            try {
                stripe.epoch++;
                stripe.running.values().removeIf(flight -> flight.cleared - clear < 0);
                stripe.running.values().forEach(flight -> flight.epoch = stripe.epoch);
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
