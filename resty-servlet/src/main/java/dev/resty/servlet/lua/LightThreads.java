// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * OpenResty's light threads: code of one run whose parts take turns wherever one waits. Every light thread has a Java
 * thread of its own, of which one at a time has the worker's baton; those of a run that can go on do so in the order in
 * which they could, before any other run of the worker gets the baton.
 *
 * <p>To be called by Java functions that Lua code of the worker has called. What they throw as {@link LuaError} and
 * return are OpenResty's texts.
 */
public final class LightThreads {

    private final Worker worker;

    LightThreads(Worker worker) {
        this.worker = worker;
    }

    /**
     * Starts a light thread, which runs at once, until it waits or ends; then its turn comes to the caller. The run
     * doesn't end before its light threads have.
     *
     * @param aborted gets the error that ends the light thread, if one does, with the baton held
     * @return the light thread, as Lua sees it
     */
    public Coroutine spawn(LuaFunction function, Varargs args, Consumer<LuaFailure> aborted) {
        LightThread light = worker.light();
        LuaRun run = worker.current();
        Coroutine caller = worker.running();
        if (run == null || caller == null) {
            throw new LuaError("no request found");
        }
        LightThread child = new LightThread(worker, run, caller, aborted);
        light.spawn(child, function, args);
        return child;
    }

    /**
     * Waits until one of the caller's light threads ends.
     *
     * @param threads light threads that the caller has spawned
     * @return true and what it has returned, or false and the error's value; nil and a message where the last one was
     *     waited for or killed before
     * @throws LuaError there is none, or the caller cannot wait for one
     */
    public Varargs wait(Varargs threads) {
        int count = threads.narg();
        if (count == 0) {
            throw new LuaError("at least one coroutine should be specified");
        }
        Coroutine caller = caller();
        List<LightThread> awaited = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            LightThread thread = child(caller, threads.arg(i), i);
            if (thread.isZombie()) {
                caller.reap(thread);
                return thread.outcome();
            }
            if (thread.isAlive()) {
                awaited.add(thread);
            } else if (i == count) {
                return failure("already waited or killed");
            }
        }
        caller.awaited = awaited;
        try {
            return worker.light().awaitAny(caller);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LuaError("interrupted while waiting");
        }
    }

    private static LightThread child(Coroutine caller, LuaValue value, int position) {
        if (!(value instanceof Coroutine coroutine)) {
            throw Args.bad(position, "wait", "lua thread expected");
        }
        if (!(coroutine instanceof LightThread thread) || thread.isEntry()) {
            throw new LuaError("attempt to wait on a coroutine that is not a user thread");
        }
        if (thread.parent != caller) {
            throw new LuaError("only the parent coroutine can wait on the thread");
        }
        return thread;
    }

    /**
     * Ends a light thread that the caller has spawned, wherever it waits.
     *
     * @return 1, or nil and why not
     * @throws LuaError it is no thread of Lua
     */
    public Varargs kill(LuaValue value) {
        if (!(value instanceof Coroutine coroutine)) {
            throw Args.bad(1, "kill", "lua thread expected");
        }
        Coroutine caller = caller();
        if (!(coroutine instanceof LightThread thread)) {
            return failure("not user thread");
        }
        if (thread.isEntry()) {
            return failure("not user thread");
        }
        if (thread.parent != caller) {
            return failure("killer not parent");
        }
        if (thread.hasSubrequests) {
            return failure("pending subrequests");
        }
        if (thread.isZombie()) {
            caller.reap(thread);
            return failure("already terminated");
        }
        if (!thread.isAlive()) {
            return failure("already waited or killed");
        }
        thread.kill();
        return LuaValue.ONE;
    }

    private Coroutine caller() {
        Coroutine caller = worker.running();
        if (caller == null) {
            throw new LuaError("no request found");
        }
        return caller;
    }

    private static Varargs failure(String error) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaText.of(error));
    }
}
