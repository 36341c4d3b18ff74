// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's coroutine functions, with LuaJIT's texts. */
final class CoroutineLib {

    private final Worker worker;
    private final Coroutines coroutines;

    CoroutineLib(Worker worker) {
        this.worker = worker;
        this.coroutines = worker.coroutines();
    }

    LuaTable table() {
        return new NativeTable()
                .fn("create", args -> coroutines.create(Args.function(args, 1, "create")))
                .fn("isyieldable", args -> LuaValue.valueOf(worker.current() != null))
                .fn("resume", this::resume)
                .fn("running", args -> coroutines.running())
                .fn("status", args -> LuaText.of(thread(args, "status").statusName()))
                .fn("wrap", args -> coroutines.wrap(Args.function(args, 1, "wrap"), true))
                .fn("yield", coroutines::yield)
                .build();
    }

    private Varargs resume(Varargs args) {
        return resume(thread(args, "resume"), args.subargs(2));
    }

    /** LuaJIT calls whatever isn't suspended and isn't dead a running coroutine. */
    private Varargs resume(Coroutine coroutine, Varargs args) {
        return coroutine.status == Coroutine.Status.NORMAL
                ? LuaValue.varargsOf(LuaValue.FALSE, LuaText.of("cannot resume running coroutine"))
                : coroutines.resume(coroutine, args);
    }

    private static Coroutine thread(Varargs args, String function) {
        if (args.arg1() instanceof Coroutine thread) {
            return thread;
        }
        throw Args.bad(1, function, "coroutine expected");
    }
}
