// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A coroutine: a Java thread of its own that runs only while its resumer is parked, so that of a run's threads exactly
 * one runs. It can hand the worker's baton over as any other Lua code can.
 */
final class Coroutine extends LuaThread {

    private static final int RESUMER = 0;
    private static final int BODY = 1;
    private static final int KILLED = 2;

    private final Worker worker;
    final LuaStack calls = new LuaStack();
    private final @Nullable LuaRun run;
    private @Nullable LuaValue function;
    private int status = STATUS_INITIAL;

    /** Arguments on the way in, results on the way out. */
    private Varargs transfer = NONE;

    private @Nullable Throwable failure;
    private @Nullable Thread thread;
    private @Nullable Thread resumer;

    /** Who runs; everything else is published by writing it. */
    private volatile int turn = RESUMER;

    /** Neighbours in the run's list of suspended coroutines. */
    private @Nullable Coroutine next;

    private @Nullable Coroutine previous;

    Coroutine(Worker worker, LuaValue function) {
        super(worker.globals(), function);
        this.worker = worker;
        this.function = function;
        this.run = worker.current();
        this.errorfunc = worker.hooks().errorPoint;
    }

    @Override
    public String getStatus() {
        return run != null && run.ended ? "dead" : STATUS_NAMES[status];
    }

    @Override
    public boolean isMainThread() {
        return false;
    }

    /** True and the results or yielded values, or false and the error's value. */
    @Override
    public Varargs resume(Varargs args) {
        if (status > STATUS_SUSPENDED || run != null && run.ended) {
            return varargsOf(FALSE, LuaText.of("cannot resume " + notResumable() + " coroutine"));
        }
        Throwable thrown = switchTo(args, BODY);
        if (thrown == null) {
            Varargs results = transfer;
            transfer = NONE;
            return varargsOf(TRUE, results);
        }
        if (thrown instanceof LuaFailure error) {
            return varargsOf(FALSE, error.value());
        }
        throw (Error) thrown;
    }

    /** Ends a suspended coroutine: its Java thread leaves through its finally blocks. */
    void kill() {
        if (status == STATUS_SUSPENDED) {
            switchTo(NONE, KILLED);
        }
        status = STATUS_DEAD;
    }

    private String notResumable() {
        return switch (status) {
            case STATUS_RUNNING -> "running";
            case STATUS_NORMAL -> "non-suspended";
            default -> "dead";
        };
    }

    private @Nullable Throwable switchTo(Varargs args, int towards) {
        LuaThread before = globals.running;
        LuaStack callsBefore = worker.hooks().stack;
        if (before instanceof Coroutine coroutine) {
            coroutine.status = STATUS_NORMAL;
        }
        boolean first = status == STATUS_INITIAL;
        unlist();
        globals.running = this;
        worker.hooks().stack = calls;
        worker.runsOn(null);
        status = STATUS_RUNNING;
        transfer = args;
        resumer = Thread.currentThread();
        turn = towards;
        try {
            if (first) {
                worker.coroutineThreads().start(this::body);
            } else {
                LockSupport.unpark(thread);
            }
            parkUntil(RESUMER);
        } catch (OutOfMemoryError noThread) {
            turn = RESUMER;
            status = STATUS_DEAD;
            failure = noThread;
        }
        worker.runsOn(Thread.currentThread());
        worker.hooks().stack = callsBefore;
        globals.running = before;
        if (before instanceof Coroutine coroutine) {
            coroutine.status = STATUS_RUNNING;
        }
        Throwable thrown = failure;
        failure = null;
        return thrown;
    }

    private void body() {
        Thread self = Thread.currentThread();
        thread = self;
        worker.runsOn(self);
        Worker.ON_THREAD.set(worker);
        try {
            LuaValue body = java.util.Objects.requireNonNull(function);
            function = null;
            Varargs args = transfer;
            transfer = NONE;
            transfer = body.invoke(args).eval();
        } catch (LuaError e) {
            failure = worker.hooks().failureOf(e);
        } catch (StackOverflowError e) {
            calls.unwindTo(0, 0);
            failure = worker.hooks().failure(LuaText.of(calls.whereAfterOverflow(0) + "stack overflow"));
        } catch (Killed e) {
            transfer = NONE;
        } catch (RuntimeException e) {
            failure = new LuaFailure(
                    LuaText.utf8(String.valueOf(e)), worker.hooks().tracebackText(), e);
        } catch (Error e) {
            failure = e;
        } finally {
            Worker.ON_THREAD.remove();
            status = STATUS_DEAD;
            switchBack();
        }
    }

    /** Gives control back to the resumer with these values; returns what the next resume brings. */
    Varargs yield(Varargs values) {
        transfer = values;
        status = STATUS_SUSPENDED;
        list();
        switchBack();
        parkUntil(BODY);
        if (turn == KILLED) {
            throw new Killed();
        }
        worker.runsOn(Thread.currentThread());
        Varargs args = transfer;
        transfer = NONE;
        return args;
    }

    private void switchBack() {
        Thread waiting = resumer;
        resumer = null;
        turn = RESUMER;
        LockSupport.unpark(waiting);
    }

    private void parkUntil(int wanted) {
        boolean interrupted = false;
        while (wanted == RESUMER ? turn != RESUMER : turn == RESUMER) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void list() {
        LuaRun of = run;
        if (of == null || !worker.coroutineThreads().mustBeEnded()) {
            return;
        }
        next = of.suspended;
        if (next != null) {
            next.previous = this;
        }
        of.suspended = this;
    }

    private void unlist() {
        LuaRun of = run;
        Coroutine after = next;
        Coroutine before = previous;
        if (after != null) {
            after.previous = before;
        }
        if (before != null) {
            before.next = after;
        } else if (of != null && of.suspended == this) {
            of.suspended = after;
        }
        next = null;
        previous = null;
    }

    /** Ends a coroutine's Java thread. */
    private static final class Killed extends Unwind {

        private static final long serialVersionUID = 1L;

        Killed() {
            super("coroutine ended with its run");
        }
    }
}
