// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaStack;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.StackBottom;
import dev.resty.servlet.lua.runtime.Vm;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A light thread of a run, or its entry: what the scheduler switches between. It has a Java thread of its own, the
 * entry that of {@link Worker#run}; coroutines within it may run on others.
 */
final class LightThread extends Coroutine {

    private static final String TRACEBACK = "stack traceback:";
    private static final String NEXT = "\ncoroutine ";

    private final LuaRun of;
    private final @Nullable Consumer<LuaFailure> aborted;

    /** Where its Java thread waits for the baton; null while it runs or blocks. */
    private @Nullable Claim claim;

    /** The coroutine within it that waits so, or itself. */
    private @Nullable Coroutine left;

    /** The Java thread that does something which may block, with the baton given up. */
    private @Nullable Thread blocked;

    /** What it is to be unwound by, as soon as it has the baton. */
    private @Nullable Error stop;

    private boolean interrupted;

    /** Whether it waits for subrequests, which end by themselves only. */
    boolean hasSubrequests;

    /** Whether it is the entry and on its way out of the run. */
    private boolean leaving;

    /** What it has ended with: true and its results, or false and the error's value. */
    private Varargs outcome = NONE;

    /** The entry of a run. */
    LightThread(Worker worker, LuaRun run, LuaStack calls) {
        super(worker, run, calls, Status.RUNNING);
        this.of = run;
        this.aborted = null;
    }

    /** A light thread that is to be started. */
    LightThread(Worker worker, LuaRun run, Coroutine parent, Consumer<LuaFailure> aborted) {
        super(worker, run, new LuaStack(), Status.RUNNING);
        this.of = run;
        this.parent = parent;
        this.aborted = aborted;
    }

    @Override
    LightThread light() {
        return this;
    }

    @Override
    Varargs resume(Varargs args) {
        return refusal();
    }

    /** Has the Java thread of a coroutine in it do something, while it waits and another light thread runs. */
    void lookWhileWaiting(Coroutine coroutine, Runnable what) {
        Claim own = claim;
        Coroutine innermost = left;
        if (own != null && innermost != null) {
            own.look(
                    innermost == coroutine
                            ? () -> worker.vm().lookAs(coroutine.calls, what)
                            : () -> innermost.lookOutwards(coroutine, what));
        }
    }

    /** Whether it is no light thread that was spawned but the entry of its run. */
    boolean isEntry() {
        return of.entry == this;
    }

    /** Whether it has ended without its parent having heard of it. */
    boolean isZombie() {
        return status == Status.ZOMBIE;
    }

    Varargs outcome() {
        return outcome;
    }

    /** Lets the light threads run that can, then goes on. */
    @Override
    Varargs yield(Varargs values) {
        Claim next = of.next();
        if (next != null) {
            Claim own = new Claim(true);
            of.ready(own);
            Coroutine self = worker.leave();
            waits(self, own);
            next.grant();
            own.await();
            back(self);
        }
        return NONE;
    }

    /** Starts a light thread, which runs at once; goes on when its turn comes. */
    void spawn(LightThread child, LuaFunction function, Varargs args) {
        Claim own = new Claim(true);
        of.ready(own);
        of.add(child);
        Coroutine self = worker.leave();
        waits(self, own);
        try {
            worker.coroutineThreads().start(() -> child.body(function, args));
        } catch (OutOfMemoryError noThread) {
            of.notReady(own);
            of.remove(child);
            back(self);
            throw noThread;
        }
        own.await();
        back(self);
    }

    /**
     * Lets others run until the claim is granted.
     *
     * @throws InterruptedException the Java thread was interrupted first; nobody else has taken the claim
     */
    void await(Claim own) throws InterruptedException {
        Coroutine self = worker.leave();
        waits(self, own);
        worker.passOn(of);
        try {
            own.awaitInterruptibly();
        } catch (InterruptedException e) {
            worker.baton().acquire();
            worker.newTurn();
            back(self);
            throw e;
        }
        worker.newTurn();
        back(self);
    }

    /** The same for a wait that nothing but the grant ends. */
    private void awaitGrant(Claim own) {
        Coroutine self = worker.leave();
        waits(self, own);
        worker.passOn(of);
        own.await();
        back(self);
    }

    private void waits(Coroutine self, Claim own) {
        left = self;
        claim = own;
    }

    private void back(Coroutine self) {
        worker.enter(of, self);
        claim = null;
        left = null;
        checkStopped();
    }

    /** Gives the baton up, for something that may block the calling thread. */
    Coroutine block() {
        blocked = Thread.currentThread();
        Coroutine self = worker.leave();
        worker.passOn(of);
        return self;
    }

    /** Takes the baton again after {@link #block}. */
    void unblock(Coroutine self) {
        worker.baton().acquire();
        worker.newTurn();
        worker.enter(of, self);
        blocked = null;
        if (interrupted) {
            interrupted = false;
            Thread.interrupted();
        }
        checkStopped();
    }

    private void checkStopped() {
        Error error = stop;
        if (error != null) {
            stop = null;
            throw error;
        }
    }

    /** Has it unwound when it has the baton next. The caller holds the baton. */
    private void stop(Error by) {
        if (stop != null || leaving) {
            return;
        }
        stop = by;
        Claim waiting = claim;
        if (waiting != null) {
            if (waiting.take()) {
                of.ready(waiting);
            }
        } else if (blocked != null) {
            interrupted = true;
            blocked.interrupt();
        }
    }

    /** Ends it, wherever it waits: at once for Lua, as soon as its Java thread is unwound for Java. */
    void kill() {
        end();
        stop(new Killed());
    }

    private void body(LuaFunction function, Varargs args) {
        worker.beginsHere();
        worker.enter(of, this);
        boolean killed = false;
        try {
            outcome = varargsOf(TRUE, StackBottom.call(function, args));
        } catch (LuaError e) {
            abort(worker.failureOf(e));
        } catch (StackOverflowError e) {
            abort(worker.vm().stackOverflow());
        } catch (OutOfMemoryError e) {
            abort(worker.vm().outOfMemory(e));
        } catch (Killed e) {
            killed = true;
        } catch (RuntimeException e) {
            abort(new LuaFailure(LuaText.utf8(String.valueOf(e)), CallStack.traceback(0), e));
        } catch (Error e) {
            killed = true;
            end();
            of.leave(e);
        } finally {
            of.remove(this);
            Vm.current(null);
            Claim next = killed ? null : tellParent();
            if (next == null) {
                worker.leave();
                worker.passOn(of);
            } else {
                worker.leave();
                next.grant();
            }
        }
    }

    private void abort(LuaFailure failure) {
        // OpenResty gives what lies on the coroutine's stack: below the value what error() was called with.
        LuaValue argument = failure.argument();
        outcome = argument == null ? varargsOf(FALSE, failure.value()) : varargsOf(FALSE, argument, failure.value());
        if (aborted != null) {
            aborted.accept(new LuaFailure(failure.value(), withParents(failure.traceback()), failure.getCause()));
        }
    }

    /** A traceback and those of who has spawned it and wait for that, as far as they haven't ended, as OpenResty logs them. */
    private @Nullable String withParents(@Nullable String traceback) {
        if (traceback == null) {
            return null;
        }
        StringBuilder text = new StringBuilder(traceback);
        int count = 1;
        for (int at = text.indexOf(NEXT); at >= 0; at = text.indexOf(NEXT, at + 1)) {
            count++;
        }
        for (Coroutine outer = parent; outer != null && outer.isAlive(); outer = outer.parent) {
            int number = count++;
            outer.look(() -> text.append(NEXT)
                    .append(number)
                    .append(':')
                    .append(CallStack.traceback(0).substring(TRACEBACK.length())));
        }
        return text.toString();
    }

    /** Wakes the parent where it waits for this one: what it waits with; else it becomes a zombie, or is dead. */
    private @Nullable Claim tellParent() {
        end();
        Coroutine waiter = parent;
        if (waiter == null || !waiter.isAlive()) {
            return null;
        }
        if (waiter.awaited.contains(this)) {
            LightThread at = waiter.light();
            Claim waiting = at == null ? null : at.claim;
            if (waiting != null && waiting.take()) {
                waiter.wakeUp = outcome;
                return waiting;
            }
        }
        status = Status.ZOMBIE;
        waiter.addZombie(this);
        return null;
    }

    /** Waits until one of the coroutine's light threads ends; its outcome. */
    Varargs awaitAny(Coroutine waiter) throws InterruptedException {
        try {
            await(new Claim());
            Varargs result = waiter.wakeUp;
            return result == null ? NONE : result;
        } finally {
            waiter.awaited = List.of();
            waiter.wakeUp = null;
        }
    }

    /** The entry has returned: waits for the light threads that still run. */
    void awaitOthers() {
        end();
        while (of.hasLightThreads()) {
            Claim own = new Claim();
            of.end = own;
            try {
                await(own);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LuaError("interrupted while waiting");
            } finally {
                of.end = null;
            }
        }
    }

    /** The entry has ended otherwise: kills the light threads that still run, and waits until all are unwound. */
    void endOthers() {
        end();
        of.killLightThreads();
        leaving = true;
        stop = null;
        while (of.hasLightThreads()) {
            Claim own = new Claim();
            of.end = own;
            awaitGrant(own);
            of.end = null;
        }
    }

    /** Has the entry of the run leave it by an error that light threads cannot catch, and kills the others. */
    void leave(Error by) {
        of.killLightThreads();
        stop(by);
    }

    /** Ends a light thread's Java thread. */
    private static final class Killed extends Unwind {

        private static final long serialVersionUID = 1L;

        Killed() {
            super("light thread killed");
        }
    }
}
