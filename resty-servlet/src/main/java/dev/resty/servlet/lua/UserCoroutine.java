// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaStack;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.StackBottom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A coroutine that a script has created. It runs only while its resumer waits for it, so that of a run's Java threads
 * exactly one runs. It can hand the worker's baton over as any other Lua code can.
 */
final class UserCoroutine extends Coroutine {

    /** What resuming a coroutine takes of Java's stack, counted as calls of Lua functions. */
    private static final int CALLS_OF_A_RESUME = 8;

    /** What Lua says where C's stack ends. */
    private static final String NO_ROOM = "C stack overflow";

    /** So many calls fit without a look. */
    private static final int ROOM = 64;

    private @Nullable LuaValue function;

    /** How many calls outside it Java's stack was seen to have room for. */
    private int probedTo = ROOM;

    /** Arguments on the way in, results on the way out. */
    private Varargs transfer = NONE;

    private @Nullable Throwable failure;
    private @Nullable CoroutineSwitch control;
    private @Nullable LightThread light;
    private boolean killed;

    /** What is looked at while it is suspended. */
    private @Nullable Runnable look;

    /** What its resumer is to do before this goes on. */
    private @Nullable Runnable outwards;

    /** Neighbours in the run's list of suspended coroutines. */
    private @Nullable UserCoroutine next;

    private @Nullable UserCoroutine previous;

    UserCoroutine(Worker worker, LuaValue function) {
        super(worker, worker.current(), new LuaStack(), Status.SUSPENDED);
        this.function = function;
    }

    @Override
    @Nullable LightThread light() {
        return light;
    }

    /** True and the results or yielded values, or false and the error's value. */
    @Override
    Varargs resume(Varargs args) {
        if (status != Status.SUSPENDED || run != null && run.ended) {
            return refusal();
        }
        if (!hasRoom()) {
            return varargsOf(FALSE, LuaText.of(NO_ROOM));
        }
        Throwable thrown = goOn(args);
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

    /**
     * Has it go on, as the function that {@code coroutine.wrap} gives does.
     *
     * @return what it yields or returns
     * @throws LuaFailure the error that has ended it
     */
    Varargs call(Varargs args) {
        if (status != Status.SUSPENDED || run != null && run.ended) {
            throw new LuaError(refusalText());
        }
        if (!hasRoom()) {
            throw new LuaError(NO_ROOM);
        }
        Throwable thrown = goOn(args);
        if (thrown == null) {
            Varargs results = transfer;
            transfer = NONE;
            return results;
        }
        if (thrown instanceof LuaFailure error) {
            throw error;
        }
        throw (Error) thrown;
    }

    /** Counts the calls outside it, and where they are many looks whether another coroutine fits on top of them. */
    private boolean hasRoom() {
        if (!worker.coroutineThreads().shareStack()) {
            return true;
        }
        Coroutine resumer = worker.running();
        int calls = worker.vm().depth + (resumer == null ? 0 : resumer.outside);
        if (calls > probedTo) {
            if (!worker.vm().hasRoom()) {
                return false;
            }
            probedTo = calls;
        }
        outside = calls + CALLS_OF_A_RESUME;
        return true;
    }

    /** Ends a suspended coroutine: its Java thread leaves through its finally blocks. */
    void kill() {
        if (status == Status.SUSPENDED && control != null) {
            killed = true;
            goOn(NONE);
        }
        status = Status.DEAD;
    }

    private @Nullable Throwable goOn(Varargs args) {
        Coroutine resumer = worker.running();
        if (resumer != null) {
            resumer.status = Status.NORMAL;
            light = resumer.light();
        }
        parent = resumer;
        unlist();
        transfer = args;
        status = Status.RUNNING;
        Thread resumersThread = worker.switchTo(this);
        try {
            CoroutineSwitch control = this.control;
            if (control == null) {
                control = worker.coroutineThreads().prepare(this::body);
                this.control = control;
            }
            control.resume();
            for (Runnable wanted = outwards; wanted != null; wanted = outwards) {
                outwards = null;
                wanted.run();
                control.resume();
            }
        } catch (OutOfMemoryError | StackOverflowError noRoom) {
            status = Status.DEAD;
            failure = noRoom;
        }
        worker.switchBack(resumer, resumersThread);
        if (resumer != null) {
            resumer.status = Status.RUNNING;
        }
        Throwable thrown = failure;
        failure = null;
        return thrown;
    }

    private void body() {
        worker.beginsHere();
        try {
            LuaValue body = Objects.requireNonNull(function);
            function = null;
            Varargs args = transfer;
            transfer = NONE;
            transfer = StackBottom.call(Operators.callable(body), args);
        } catch (LuaError e) {
            failure = worker.failureOf(e);
        } catch (StackOverflowError e) {
            failure = worker.vm().stackOverflow();
        } catch (OutOfMemoryError e) {
            failure = worker.vm().outOfMemory(e);
        } catch (Killed e) {
            transfer = NONE;
        } catch (RuntimeException e) {
            failure = new LuaFailure(LuaText.utf8(String.valueOf(e)), CallStack.traceback(0), e);
        } catch (Error e) {
            failure = e;
        } finally {
            end();
        }
    }

    /** Gives control back to the resumer with these values; returns what the next resume brings. */
    @Override
    Varargs yield(Varargs values) {
        transfer = values;
        status = Status.SUSPENDED;
        list();
        CoroutineSwitch control = Objects.requireNonNull(this.control);
        do {
            Runnable wanted = look;
            look = null;
            if (wanted != null) {
                wanted.run();
            }
            if (!leave(control)) {
                throw new LuaError("attempt to yield across C-call boundary");
            }
        } while (look != null);
        if (killed) {
            throw new Killed();
        }
        worker.runsHere();
        Varargs args = transfer;
        transfer = NONE;
        return args;
    }

    /** Gives control back; false, and it runs on, where it can't be left. */
    private boolean leave(CoroutineSwitch control) {
        boolean left = false;
        try {
            left = control.yield();
        } finally {
            if (!left) {
                status = Status.RUNNING;
                unlist();
            }
        }
        return left;
    }

    @Override
    void look(Runnable what) {
        CoroutineSwitch suspended = control;
        if (status != Status.SUSPENDED) {
            super.look(what);
        } else if (suspended != null && !(run != null && run.ended)) {
            look = () -> worker.vm().lookAs(calls, what);
            suspended.resume();
        }
    }

    @Override
    void lookOutwards(Coroutine outer, Runnable what) {
        Coroutine resumer = parent;
        CoroutineSwitch control = this.control;
        if (resumer == null || control == null) {
            return;
        }
        outwards = resumer == outer
                ? () -> worker.vm().lookAs(outer.calls, what)
                : () -> resumer.lookOutwards(outer, what);
        if (!control.yield()) {
            outwards = null;
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
        UserCoroutine after = next;
        UserCoroutine before = previous;
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
