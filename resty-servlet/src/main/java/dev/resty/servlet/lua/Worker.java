// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.jse.JsePlatform;

/**
 * A Lua VM and its baton. Lua code of a worker runs only while its run holds the baton, so nothing in the VM is ever
 * seen by two threads at once, and other code of the same worker gets a turn exactly where the running code waits.
 */
public final class Worker {

    private final int id;
    private final Globals globals;
    private final Semaphore baton = new Semaphore(1, true);
    private @Nullable LuaRun current;

    /** A worker of its own VM; {@code id} is what {@code ngx.worker.id()} returns. */
    public Worker(int id) {
        this.id = id;
        this.globals = JsePlatform.standardGlobals();
    }

    /** The worker's number, from 0. */
    public int id() {
        return id;
    }

    /** The VM's global table. To be touched only within {@link #run}, or before the worker is used. */
    public Globals globals() {
        return globals;
    }

    /**
     * Compiles a chunk, or returns the function that was compiled from the same source and name before. Must hold the
     * baton.
     *
     * @param source Lua source as bytes
     * @param chunkName as Lua's {@code load} takes it: {@code =name} or {@code @file}
     * @throws org.luaj.vm2.LuaError with Lua's message where it doesn't compile
     */
    public LuaFunction load(byte[] source, String chunkName) {
        return globals.load(new java.io.ByteArrayInputStream(source), chunkName, "t", globals)
                .checkfunction();
    }

    /**
     * Waits for the baton, first come first served, and runs {@code function} as a new run.
     *
     * @param owner whom it runs for, see {@link LuaRun#owner}
     * @throws org.luaj.vm2.LuaError an error that Lua didn't catch
     * @throws Unwind where the code left Lua: the phase ended, a budget is exceeded
     */
    public Varargs run(Object owner, LuaFunction function, Varargs args) {
        baton.acquireUninterruptibly();
        LuaRun run = new LuaRun(owner, new LuaThread(globals));
        current = run;
        globals.running = run.thread;
        try {
            return function.invoke(args);
        } finally {
            current = null;
            baton.release();
        }
    }

    /**
     * Runs {@code function} as a run of its own inside the one that holds the baton, as a filter runs inside
     * {@code ngx.say}: nobody else gets a turn, and the outer run goes on afterwards.
     *
     * @throws org.luaj.vm2.LuaError an error that Lua didn't catch
     * @throws Unwind where the code left Lua
     */
    public Varargs runInside(Object owner, LuaFunction function, Varargs args) {
        LuaRun outer = current;
        LuaThread running = globals.running;
        LuaRun run = new LuaRun(owner, new LuaThread(globals));
        current = run;
        globals.running = run.thread;
        try {
            return function.invoke(args);
        } finally {
            current = outer;
            globals.running = running;
        }
    }

    /** The run that holds the baton; null outside any. Meant for functions called from Lua. */
    public @Nullable LuaRun current() {
        return current;
    }

    /**
     * Hands the baton to whoever waits, does something that takes time, and takes the baton again: a yield point. To be
     * called by Java functions that Lua code of this worker has called. {@code blocking} must not touch Lua values that
     * other code can change.
     *
     * @throws Exception what {@code blocking} throws, with the baton held again
     */
    public <T extends @Nullable Object> T handOver(Callable<T> blocking) throws Exception {
        LuaRun run = current;
        LuaThread running = globals.running;
        current = null;
        baton.release();
        try {
            return blocking.call();
        } finally {
            baton.acquireUninterruptibly();
            current = run;
            globals.running = running;
        }
    }

    /** Puts a loader at {@code package.preload[name]}: a module that {@code require} finds before any file. */
    public void preload(String name, LuaFunction loader) {
        globals.get("package").get("preload").set(name, loader);
    }

    /** Whether a value is nil or absent. */
    static boolean absent(@Nullable LuaValue value) {
        return value == null || value.isnil();
    }
}
