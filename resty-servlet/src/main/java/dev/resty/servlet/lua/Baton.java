// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The right to run a worker's Lua code. It belongs to no thread: whoever holds it may let another thread release it,
 * as coroutines do. A free baton costs one compare-and-set to take and a store to release. Waiting cannot be
 * interrupted; a pending interrupt is kept.
 *
 * <p>Those who wait are served first come first served. To wake a thread takes longer than most runs, so a released
 * baton is free until the first that waits has woken up, and who comes just then may take it; but one that waits is
 * served at least every millisecond, the baton then being handed to it.
 */
final class Baton {

    private static final long PATIENCE_NANOS = 1_000_000;
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 16 : 0;

    private final AtomicBoolean held = new AtomicBoolean();

    /** How many claims are in the queue; one is counted after it was added and before it is taken out. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** Only who holds the baton takes one out. */
    private final Queue<Claim> waiters = new ConcurrentLinkedQueue<>();

    /** When one that waited was last served; written by who holds the baton. */
    private long lastServed;

    /** Takes the baton, waiting behind all who wait. */
    void acquire() {
        if (held.compareAndSet(false, true)) {
            return;
        }
        for (int i = 0; i < SPINS && waiting.get() == 0; i++) {
            Thread.onSpinWait();
            if (!held.get() && held.compareAndSet(false, true)) {
                return;
            }
        }
        Claim claim = new Claim(true);
        enqueue(claim);
        claim.await();
    }

    /**
     * Puts a claim that the caller has taken behind those that wait; it is granted in its turn. Any thread may call it.
     *
     * <p>A claim is counted before the baton is tried here, and who releases the baton looks at the count afterwards: so
     * one of the two serves it.
     */
    void enqueue(Claim claim) {
        claim.queued(this, System.nanoTime());
        waiters.add(claim);
        waiting.incrementAndGet();
        if (!held.get() && held.compareAndSet(false, true)) {
            grantFirst(System.nanoTime());
        }
    }

    /** Hands the baton to the first that waits, or leaves it free and has that one come for it. */
    void release() {
        if (!held.get()) {
            throw new IllegalStateException("the baton was released by nobody who held it");
        }
        if (waiting.get() > 0) {
            Claim first = waiters.peek();
            if (first != null) {
                long now = System.nanoTime();
                if (now - first.since() > PATIENCE_NANOS && now - lastServed > PATIENCE_NANOS) {
                    grantFirst(now);
                    return;
                }
            }
        }
        held.set(false);
        if (waiting.get() > 0) {
            Claim first = waiters.peek();
            if (first != null) {
                first.invite();
            }
        }
    }

    /** Takes the baton if it is free; the claim is the first that waits. */
    boolean takeAs(Claim claim) {
        if (held.get() || !held.compareAndSet(false, true)) {
            return false;
        }
        if (waiters.poll() != claim) {
            throw new IllegalStateException("a claim was served out of its turn");
        }
        waiting.decrementAndGet();
        lastServed = System.nanoTime();
        return true;
    }

    private void grantFirst(long now) {
        Claim first = waiters.poll();
        if (first == null) {
            release();
            return;
        }
        waiting.decrementAndGet();
        lastServed = now;
        first.grant();
    }

    /** Whether nobody holds it at this moment. */
    boolean isFree() {
        return !held.get();
    }

    /** How many hold it or wait for it at this moment. */
    int claims() {
        return waiting.get() + (held.get() ? 1 : 0);
    }
}
