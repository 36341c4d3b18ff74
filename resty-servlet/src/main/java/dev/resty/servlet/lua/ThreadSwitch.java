// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Vm;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine's body on a Java thread of its own. Most bodies give control back within a few microseconds, so the side
 * that waits looks for its turn for a while before it goes to sleep.
 */
final class ThreadSwitch implements CoroutineSwitch, Runnable {

    private final CoroutineThreads threads;
    private @Nullable Runnable body;
    private boolean started;

    /** Whether it is the body's turn; everything else is published by writing it. */
    private volatile boolean bodysTurn;

    private final Side resuming;

    private final Side running;

    /** One of the two sides: who sleeps there, if anybody does. */
    private static final class Side {

        final Patience patience;

        volatile @Nullable Thread sleeping;

        Side(Patience.Kind kind) {
            patience = new Patience(kind);
        }
    }

    ThreadSwitch(CoroutineThreads threads, Runnable body) {
        this.threads = threads;
        this.body = body;
        boolean virtual = CoroutineThreads.isCurrentVirtual();
        resuming = new Side(virtual ? Patience.Kind.VIRTUAL : Patience.Kind.RESUMER);
        running = new Side(virtual ? Patience.Kind.VIRTUAL : Patience.Kind.BODY);
    }

    @Override
    public void resume() {
        bodysTurn = true;
        if (started) {
            wake(running);
        } else {
            started = true;
            threads.start(this);
        }
        await(false, resuming);
    }

    @Override
    public boolean yield() {
        switchBack();
        await(true, running);
        return true;
    }

    @Override
    public void run() {
        Runnable all = body;
        body = null;
        try {
            if (all != null) {
                all.run();
            }
        } finally {
            Vm.current(null);
            switchBack();
        }
    }

    private void switchBack() {
        bodysTurn = false;
        wake(resuming);
    }

    private static void wake(Side side) {
        Thread sleeping = side.sleeping;
        if (sleeping != null) {
            LockSupport.unpark(sleeping);
        }
    }

    private void await(boolean wanted, Side side) {
        int looks = side.patience.looks();
        for (int i = 0; i < looks; i++) {
            if (bodysTurn == wanted) {
                side.patience.learn(looks, true);
                return;
            }
            Thread.onSpinWait();
        }
        if (looks > 0) {
            side.patience.learn(looks, false);
        }
        sleep(wanted, side);
    }

    private void sleep(boolean wanted, Side side) {
        boolean interrupted = false;
        // Who ends the wait looks for the sleeper after it has given the turn, so one of the two sees the other.
        side.sleeping = Thread.currentThread();
        while (bodysTurn != wanted) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        side.sleeping = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
