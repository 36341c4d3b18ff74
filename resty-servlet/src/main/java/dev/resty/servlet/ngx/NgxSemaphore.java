// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.LuaSemaphore;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The module {@code ngx.semaphore}: light threads of a worker wait for each other, across requests too. */
final class NgxSemaphore {

    private static final LuaValue FIELD = LuaText.of("sem");

    private NgxSemaphore() {}

    static Binding module() {
        return Binding.table()
                .fn(
                        "new",
                        "sema, err = semaphore.new(n?)",
                        Phases.ALL,
                        "A semaphore with n resources.",
                        NgxSemaphore::make)
                .fn("post", "sema:post(n?)", Phases.ALL, "Adds resources: those who wait go on.", NgxSemaphore::post)
                .fn(
                        "wait",
                        "ok, err = sema:wait(timeout)",
                        Phases.ALL,
                        "Takes a resource; waits for it, at most so many seconds.",
                        NgxSemaphore::wait)
                .fn(
                        "count",
                        "count = sema:count()",
                        Phases.ALL,
                        "The resources that are left; where they are none, how many wait as a negative number.",
                        (ngx, args) -> LuaValue.valueOf(semaphore(args).count()));
    }

    private static Varargs make(NgxContext ngx, Varargs args) {
        LuaValue number = args.arg1().tonumber();
        int resources = number.isnil() ? 0 : (int) number.todouble();
        if (resources < 0) {
            throw new LuaError("no negative number");
        }
        LuaTable object = new LuaTable();
        object.rawset(FIELD, LuaValue.userdataOf(new LuaSemaphore(ngx.worker(), resources)));
        object.setmetatable(ngx.semaphoreMetatable());
        return object;
    }

    private static LuaSemaphore semaphore(Varargs args) {
        LuaValue semaphore = args.arg1().istable() ? args.arg1().get(FIELD) : LuaValue.NIL;
        if (semaphore.isuserdata(LuaSemaphore.class)) {
            return (LuaSemaphore) semaphore.touserdata();
        }
        throw new LuaError("not a semaphore instance");
    }

    private static Varargs post(NgxContext ngx, Varargs args) {
        LuaSemaphore semaphore = semaphore(args);
        LuaValue number = args.arg(2).toboolean() ? args.arg(2).tonumber() : LuaValue.NIL;
        int more = number.isnil() ? 1 : (int) number.todouble();
        if (more < 1) {
            throw new LuaError("positive number required");
        }
        semaphore.post(more);
        return LuaValue.TRUE;
    }

    private static Varargs wait(NgxContext ngx, Varargs args) {
        LuaSemaphore semaphore = semaphore(args);
        Phase phase = ngx.phase();
        if (phase == Phase.INIT) {
            throw new LuaError("no request found");
        }
        LuaValue seconds = args.arg(2).tonumber();
        if (seconds.isnil()) {
            throw new LuaError("attempt to perform arithmetic on a nil value");
        }
        double millis = seconds.todouble() * 1000;
        if (millis < 0) {
            throw new LuaError("no negative number");
        }
        if (!phase.yieldable()) {
            return Arguments.failure("API disabled in the context of " + phase.contextName());
        }
        boolean[] served = {false};
        Waiting.of(ngx, () -> served[0] = semaphore.await((long) millis));
        if (served[0]) {
            return LuaValue.TRUE;
        }
        // OpenResty gives false where it has waited, and nil where it hasn't.
        return LuaValue.varargsOf((long) millis == 0 ? LuaValue.NIL : LuaValue.FALSE, LuaText.of("timeout"));
    }
}
