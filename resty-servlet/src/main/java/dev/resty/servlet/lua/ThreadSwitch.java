// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Vm;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A coroutine's body on a Java thread of its own. */
final class ThreadSwitch implements CoroutineSwitch, Runnable {

    private final CoroutineThreads threads;
    private @Nullable Runnable body;
    private @Nullable Thread thread;
    private @Nullable Thread resumer;

    /** Whether it is the body's turn; everything else is published by writing it. */
    private volatile boolean bodysTurn;

    ThreadSwitch(CoroutineThreads threads, Runnable body) {
        this.threads = threads;
        this.body = body;
    }

    @Override
    public void resume() {
        resumer = Thread.currentThread();
        bodysTurn = true;
        if (thread == null) {
            threads.start(this);
        } else {
            LockSupport.unpark(thread);
        }
        parkUntil(false);
    }

    @Override
    public boolean yield() {
        switchBack();
        parkUntil(true);
        return true;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
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
        Thread waiting = resumer;
        resumer = null;
        bodysTurn = false;
        LockSupport.unpark(waiting);
    }

    private void parkUntil(boolean wanted) {
        boolean interrupted = false;
        while (bodysTurn != wanted) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
