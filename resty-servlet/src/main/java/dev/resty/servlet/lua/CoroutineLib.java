// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's coroutine functions. A run's entry is a coroutine too, as in OpenResty: yielding there lets others run. */
final class CoroutineLib {

    private final Worker worker;

    CoroutineLib(Worker worker) {
        this.worker = worker;
    }

    LuaTable table() {
        return new NativeTable()
                .fn("create", this::create)
                .fn("isyieldable", args -> LuaValue.valueOf(worker.current() != null))
                .fn("resume", CoroutineLib::resume)
                .fn("running", args -> worker.current() == null ? LuaValue.NIL : worker.globals().running)
                .fn("status", CoroutineLib::status)
                .fn("wrap", this::wrap)
                .fn("yield", this::yield)
                .build();
    }

    private Varargs create(Varargs args) {
        return new Coroutine(worker, Args.function(args, 1, "create"));
    }

    private static Varargs resume(Varargs args) {
        return thread(args, "resume").resume(args.subargs(2));
    }

    private static LuaThread thread(Varargs args, String function) {
        if (args.arg1() instanceof LuaThread thread) {
            return thread;
        }
        throw Args.bad(1, function, "coroutine expected");
    }

    private static Varargs status(Varargs args) {
        return LuaText.of(thread(args, "status").getStatus());
    }

    private Varargs wrap(Varargs args) {
        LuaFunction function = Args.function(args, 1, "wrap");
        Coroutine coroutine = new Coroutine(worker, function);
        return NativeFunction.of("wrap", inner -> {
            Varargs results = coroutine.resume(inner);
            if (results.arg1().toboolean()) {
                return results.subargs(2);
            }
            LuaValue error = results.arg(2);
            if (error instanceof LuaString text && LuaText.view(text).startsWith("cannot resume ")) {
                throw new LuaError(LuaText.view(text));
            }
            throw worker.hooks().failure(error);
        });
    }

    private Varargs yield(Varargs args) {
        LuaThread running = worker.globals().running;
        if (running instanceof Coroutine coroutine) {
            return coroutine.yield(args);
        }
        if (worker.current() == null) {
            throw new LuaError("attempt to yield across C-call boundary");
        }
        try {
            worker.handOver(() -> LuaValue.NONE);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return LuaValue.NONE;
    }
}
