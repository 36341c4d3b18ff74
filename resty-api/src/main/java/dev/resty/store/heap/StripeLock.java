// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock that is held for nanoseconds and never across a call to anybody else's code, and the version of what it guards:
 * odd while somebody has the lock, and another one after each change. Who only reads needn't take it: {@link #version}
 * before, and what was read is as it was at one moment where {@link #isAt} says so afterwards.
 *
 * <p>Not reentrant, not fair. It costs half of a {@code ReentrantLock}, and a thread that finds it taken looks again
 * instead of going to sleep: sleeping and being woken takes longer than anything that is done under it. A holder can lose
 * its processor, so those who wait give theirs away after a while.
 */
class StripeLock {

    private static final int SPINS = 64;

    private static final int YIELDS = 64;

    private static final long PAUSE_NANOS = 50_000;

    /** Beside the version while somebody has the lock who changes nothing that readers look at. */
    private static final long QUIET = Long.MIN_VALUE;

    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(StripeLock.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long version;

    /** Whether somebody has found the lock taken since the last {@link #giveWay}. */
    private volatile boolean wanted;

    void lock() {
        if (!tryLock()) {
            await();
        }
    }

    final boolean tryLock() {
        long before = version;
        if ((before & (QUIET | 1)) != 0 || !VERSION.compareAndSet(this, before, before + 1)) {
            return false;
        }
        // Nobody may see a change before the odd version.
        VarHandle.storeStoreFence();
        return true;
    }

    void unlock() {
        VERSION.setRelease(this, (long) VERSION.get(this) + 1);
    }

    /** Gives the lock back where nothing was changed under it, so that readers needn't look again. */
    final void unlockUnchanged() {
        VERSION.setRelease(this, (long) VERSION.get(this) - 1);
    }

    /** Takes the lock in order to look only, which keeps no reader from looking too. */
    void lockQuietly() {
        int looks = 0;
        long before = version;
        while ((before & (QUIET | 1)) != 0 || !VERSION.compareAndSet(this, before, before | QUIET)) {
            looks = pause(this, looks);
            before = version;
        }
    }

    /** Gives back what {@link #lockQuietly} took. */
    void unlockQuietly() {
        VERSION.setRelease(this, (long) VERSION.get(this) & ~QUIET);
    }

    /** The present version, to be handed to {@link #isAt}. */
    final long version() {
        return version & ~QUIET;
    }

    /** Whether what was read since is of this version. */
    final boolean isAt(long wanted) {
        VarHandle.acquireFence();
        return (wanted & 1) == 0 && version() == wanted;
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
            looks = pause(this, looks);
        } while (!tryLock());
    }

    /** Waits a little for what takes nanoseconds unless who does it lost its processor; gives the number of the next look. */
    static int pause(Object blocker, int looks) {
        if (looks < SPINS) {
            Thread.onSpinWait();
        } else if (looks < SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(blocker, PAUSE_NANOS);
            return 0;
        }
        return looks + 1;
    }
}
