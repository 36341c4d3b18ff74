// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for nanoseconds and never across a call to anybody else's code. Not reentrant, not fair. It costs
 * half of a {@code ReentrantLock}, and a thread that finds it taken looks again instead of going to sleep: sleeping and
 * being woken takes longer than anything that is done under it. A holder can lose its processor, so those who wait give
 * theirs away after a while.
 */
class StripeLock {

    private static final int SPINS = 64;

    private static final int YIELDS = 64;

    private static final long PAUSE_NANOS = 50_000;

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(StripeLock.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // by TAKEN
    private volatile int taken;

    /** Whether somebody has found the lock taken since the last {@link #giveWay}. */
    private volatile boolean wanted;

    final void lock() {
        if (!TAKEN.compareAndSet(this, 0, 1)) {
            await();
        }
    }

    final void unlock() {
        TAKEN.setRelease(this, 0);
    }

    /**
     * Lets others have the lock first, where any wait for it: to be called without the lock by who takes it again and
     * again and would else always be the first to see it free.
     */
    final void giveWay() {
        if (wanted) {
            wanted = false;
            for (int i = 0; i < SPINS; i++) {
                Thread.onSpinWait();
            }
        }
    }

    private void await() {
        int looks = 0;
        do {
            if (!wanted) {
                wanted = true;
            }
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else if (looks < SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                looks = 0;
            }
            looks++;
        } while (taken != 0 || !TAKEN.compareAndSet(this, 0, 1));
    }
}
