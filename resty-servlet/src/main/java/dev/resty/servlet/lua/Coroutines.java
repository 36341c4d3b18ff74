// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Closure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The coroutines of a worker. A run's entry and its light threads are coroutines too, as in OpenResty: where they yield,
 * other light threads of the run go on. To be called with the worker's baton.
 */
public final class Coroutines {

    private final Worker worker;

    Coroutines(Worker worker) {
        this.worker = worker;
    }

    /** A coroutine that is to run a function. It ends with the run that has made it. */
    public Coroutine create(LuaFunction function) {
        return new UserCoroutine(worker, function);
    }

    /**
     * Has a coroutine go on until it yields or ends.
     *
     * @return true and what it yields or returns; or false and the value of the error that ended it, or
     *     {@code "cannot resume dead coroutine"} with the status that it has
     */
    public Varargs resume(Coroutine coroutine, Varargs args) {
        return coroutine.resume(args);
    }

    /** Suspends the running coroutine with these values; returns what it is resumed with. */
    public Varargs yield(Varargs values) {
        Coroutine running = worker.running();
        if (running == null) {
            throw new LuaError("attempt to yield across C-call boundary");
        }
        return running.yield(values);
    }

    /** The coroutine that runs, the entry of a run included; nil outside any run. */
    public LuaValue running() {
        Coroutine running = worker.running();
        return running == null ? LuaValue.NIL : running;
    }

    /** Whether the entry of a run is what runs, or nothing does. */
    public boolean inEntry() {
        Coroutine running = worker.running();
        return running == null || running instanceof LightThread thread && thread.isEntry();
    }

    /**
     * A function that has a coroutine of its own go on, and throws the error that ends it.
     *
     * @param positioned whether the call's position goes before messages, as LuaJIT has it
     */
    public LuaFunction wrap(LuaFunction function, boolean positioned) {
        return new WrappedCoroutine(new UserCoroutine(worker, function), positioned);
    }

    /** Whether a value is a function written in Lua. */
    public static boolean isLuaFunction(LuaValue value) {
        return value instanceof Closure;
    }
}
