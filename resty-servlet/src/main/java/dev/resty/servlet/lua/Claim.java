// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Java thread's wait for a worker's baton. Whoever {@linkplain #take takes} it, once, sees to it that it is granted:
 * at once, by a run's queue of light threads that can go on, or by the baton's queue.
 */
final class Claim {

    private static final int WAITING = 0;
    private static final int INVITED = 1;
    private static final int GRANTED = 2;

    private static final VarHandle STATE;
    private static final VarHandle TAKEN;
    private static final VarHandle LOOK;

    private static final long LOOK_MILLIS = 200;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Claim.class, "state", int.class);
            TAKEN = lookup.findVarHandle(Claim.class, "taken", boolean.class);
            LOOK = lookup.findVarHandle(Claim.class, "look", Runnable.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread;
    private volatile boolean taken;
    private volatile int state;

    /** Where it stands in the queue; null where it doesn't. Published by the queue. */
    private @Nullable Baton baton;

    /** What the waiting thread is to do meanwhile. */
    private volatile @Nullable Runnable look;

    /** Since when it stands there. */
    private long since;

    /** A wait of the calling thread that others may take. */
    Claim() {
        this(false);
    }

    /** A wait of the calling thread; taken where its maker itself puts it into a queue. */
    Claim(boolean taken) {
        this.thread = Thread.currentThread();
        this.taken = taken;
    }

    /** Whether the caller, and nobody before, is to have it granted. Any thread may call it. */
    boolean take() {
        return TAKEN.compareAndSet(this, false, true);
    }

    /** Puts it into a baton's queue. */
    void queued(Baton queue, long now) {
        baton = queue;
        since = now;
    }

    /** Since when it stands in a baton's queue, by {@link System#nanoTime}. */
    long since() {
        return since;
    }

    /** Gives the baton to the waiting thread. */
    void grant() {
        state = GRANTED;
        LockSupport.unpark(thread);
    }

    /** Has the waiting thread try to take the baton, which is free, if it doesn't try already. */
    void invite() {
        if (state == WAITING && STATE.compareAndSet(this, WAITING, INVITED)) {
            LockSupport.unpark(thread);
        }
    }

    /** Whether the thread has the baton now. */
    private boolean isServed() {
        while (true) {
            int seen = state;
            if (seen != INVITED) {
                return seen == GRANTED;
            }
            // Whoever releases the baton after the second try finds that it must invite again.
            if (hasTaken()) {
                return true;
            }
            STATE.compareAndSet(this, INVITED, WAITING);
            if (hasTaken()) {
                return true;
            }
        }
    }

    private boolean hasTaken() {
        Baton queue = baton;
        return queue != null && queue.takeAs(this);
    }

    /** Waits until the thread has the baton; a pending interrupt is kept. */
    void await() {
        boolean interrupted = false;
        while (!isServed()) {
            looks();
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until the thread has the baton, or is interrupted before anybody has taken the claim.
     *
     * @throws InterruptedException nobody will grant it any more: the caller has taken it
     */
    void awaitInterruptibly() throws InterruptedException {
        while (!isServed()) {
            if (Thread.currentThread().isInterrupted()) {
                if (take()) {
                    Thread.interrupted();
                    throw new InterruptedException();
                }
                await();
                return;
            }
            looks();
            LockSupport.park(this);
        }
    }

    /**
     * Has the waiting thread do something, while the caller, which has the baton, waits for that. Nothing is done where the
     * thread has just been interrupted and waits otherwise.
     */
    void look(Runnable what) {
        CountDownLatch done = new CountDownLatch(1);
        Runnable once = () -> {
            try {
                what.run();
            } finally {
                done.countDown();
            }
        };
        look = once;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        for (boolean waiting = true; waiting; ) {
            try {
                // A thread that hasn't begun by then isn't in this wait any more.
                waiting = !done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS) && !LOOK.compareAndSet(this, once, null);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void looks() {
        Runnable wanted = look;
        if (wanted != null && LOOK.compareAndSet(this, wanted, null)) {
            wanted.run();
        }
    }
}
