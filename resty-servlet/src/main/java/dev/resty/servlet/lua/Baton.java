// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The right to run a worker's Lua code. It belongs to no thread: whoever holds it may let another thread release it,
 * as coroutines do. Strictly first come first served; a free baton costs one compare-and-set to take and one to
 * release. Waiting cannot be interrupted; a pending interrupt is kept.
 */
final class Baton {

    /** 0 while free; else 1 for the holder and 1 for every waiter that counted itself. */
    private final AtomicInteger claims = new AtomicInteger();

    private final Queue<Claim> waiters = new ConcurrentLinkedQueue<>();

    /** Takes the baton, waiting behind all who came before. */
    void acquire() {
        if (!claims.compareAndSet(0, 1)) {
            acquireInTurn();
        }
    }

    private void acquireInTurn() {
        Claim claim = new Claim(true);
        enqueue(claim);
        claim.await();
    }

    /**
     * Puts a claim that the caller has taken behind those that wait; it is granted in its turn. Any thread may call it.
     *
     * <p>A claim stands in the queue before it is counted, so whoever sees a count above one finds somebody to hand the
     * baton to. Whoever counts from zero has found the baton free, but others may stand in front: the baton goes to the
     * first, which may be the claim itself.
     */
    void enqueue(Claim claim) {
        waiters.add(claim);
        if (claims.getAndIncrement() == 0) {
            grantFirst();
        }
    }

    /** Hands the baton to the first waiter, or leaves it free. */
    void release() {
        if (!claims.compareAndSet(1, 0)) {
            claims.decrementAndGet();
            grantFirst();
        }
    }

    /** Whether nobody holds it at this moment. */
    boolean isFree() {
        return claims.get() == 0;
    }

    /** How many hold it or wait for it at this moment. */
    int claims() {
        return claims.get();
    }

    private void grantFirst() {
        Claim first = waiters.poll();
        if (first == null) {
            throw new IllegalStateException("the baton was released by nobody who held it");
        }
        first.grant();
    }
}
