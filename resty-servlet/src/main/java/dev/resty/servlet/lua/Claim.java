// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A Java thread's wait for a worker's baton. Whoever {@linkplain #take takes} it, once, sees to it that it is granted:
 * at once, by a run's queue of light threads that can go on, or by the baton's queue.
 */
final class Claim {

    private final Thread thread;
    private final AtomicBoolean taken;
    private volatile boolean granted;

    /** A wait of the calling thread that others may take. */
    Claim() {
        this(false);
    }

    /** A wait of the calling thread; taken where its maker itself puts it into a queue. */
    Claim(boolean taken) {
        this.thread = Thread.currentThread();
        this.taken = new AtomicBoolean(taken);
    }

    /** Whether the caller, and nobody before, is to have it granted. Any thread may call it. */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Gives the baton to the waiting thread. */
    void grant() {
        granted = true;
        LockSupport.unpark(thread);
    }

    /** Waits until it is granted; a pending interrupt is kept. */
    void await() {
        boolean interrupted = false;
        while (!granted) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until it is granted, or the thread is interrupted before anybody has taken it.
     *
     * @throws InterruptedException nobody will grant it any more: the caller has taken it
     */
    void awaitInterruptibly() throws InterruptedException {
        while (!granted) {
            if (Thread.currentThread().isInterrupted()) {
                if (take()) {
                    Thread.interrupted();
                    throw new InterruptedException();
                }
                await();
                return;
            }
            LockSupport.park(this);
        }
    }
}
