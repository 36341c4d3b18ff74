// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.cache.InvalidationBus.Listener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this JVM has heard of a channel. Messages have numbers without gaps, their epochs; Redis knows the last one. A
 * message whose number doesn't follow, or a last one in Redis that never came, means that something was lost. Redis may
 * answer before a message that it sent earlier has arrived: such a difference counts when it is still there at the next
 * look, or at once after a connection was lost. Listeners are called one after the other, under the lock. Safe for
 * concurrent use.
 */
final class BusChannel {

    private static final Logger LOG = LoggerFactory.getLogger(BusChannel.class);

    /** An epoch and a kind. */
    private static final int HEAD = Double.BYTES + 1;

    private final String name;

    private final ReentrantLock lock = new ReentrantLock();

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** The number of the last message that counts as heard; 0 before the first look. Guarded by the lock. */
    private double heard;

    /** The last one of Redis at the look before. Guarded by the lock. */
    private double seen;

    /** Whether a listener was promised to hear everything before the first look. Guarded by the lock. */
    private boolean promised;

    BusChannel(String name) {
        this.name = name;
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    /** Removes a listener; returns whether none is left. */
    boolean remove(Listener listener) {
        listeners.remove(listener);
        return listeners.isEmpty();
    }

    /** Says that a listener believes that it hears everything from now on, though Redis can't be asked. */
    void promise() {
        lock.lock();
        try {
            promised = promised || heard == 0;
        } finally {
            lock.unlock();
        }
    }

    /** The last message heard, for a look. */
    double heard() {
        lock.lock();
        try {
            return heard;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a message as it arrives. */
    void received(byte[] bytes) {
        if (bytes.length < HEAD) {
            LOG.warn("{} bytes on {} are no message of this bus: who else publishes there?", bytes.length, name);
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        double epoch = in.getDouble();
        byte kind = in.get();
        lock.lock();
        try {
            if (heard != 0 && epoch > heard + 1) {
                missed();
            }
            // Before the first look no number is expected; the look then takes the larger one.
            heard = Math.max(heard, epoch);
            if (kind == BusScripts.MESSAGE) {
                byte[] message = Wire.rest(in);
                tell(listener -> listener.message(message));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes Redis's answer to a look.
     *
     * @param epoch the number of the last message
     * @param before what {@link #heard} was when Redis was asked
     * @param reconnected whether messages may have been lost since the look before, so that there is nothing to wait for
     */
    void looked(double epoch, double before, boolean reconnected) {
        lock.lock();
        try {
            if (before == 0) {
                heard = Math.max(heard, epoch);
                if (promised) {
                    missed();
                }
            } else if (epoch < before || (reconnected && heard < epoch)) {
                heard = epoch;
                missed();
            } else if (heard < seen) {
                heard = Math.max(heard, seen);
                missed();
            }
            promised = false;
            seen = epoch;
        } finally {
            lock.unlock();
        }
    }

    private void missed() {
        LOG.debug("messages of {} were missed", name);
        tell(Listener::missed);
    }

    private interface Telling {
        void to(Listener listener);
    }

    private void tell(Telling telling) {
        for (Listener listener : listeners) {
            try {
                telling.to(listener);
            } catch (RuntimeException e) {
                LOG.warn("a listener of {} failed", name, e);
            }
        }
    }
}
