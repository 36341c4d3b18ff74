// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaFailure;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.Varargs;

/**
 * {@code ngx.thread}: light threads of a request or timer.
 *
 * <p>Differs from OpenResty: a light thread that ends after {@code ngx.thread.wait} has returned for another one is kept
 * for the next {@code wait}; OpenResty resumes its parent instead, whatever that waits for by then.
 */
final class NgxThread {

    private NgxThread() {}

    static Binding binding() {
        return Binding.table()
                .inC()
                .fn(
                        "spawn",
                        "co = ngx.thread.spawn(func, arg1, arg2, ...)",
                        Phases.YIELDABLE,
                        "Runs a function as a light thread.",
                        NgxThread::spawn)
                .fn(
                        "wait",
                        "ok, res1, res2, ... = ngx.thread.wait(thread1, thread2, ...)",
                        Phases.YIELDABLE,
                        "Waits until one of the light threads ends.",
                        (ngx, args) -> ngx.worker().lightThreads().wait(args))
                .fn(
                        "kill",
                        "ok, err = ngx.thread.kill(thread)",
                        Phases.YIELDABLE,
                        "Ends a light thread.",
                        (ngx, args) -> ngx.worker().lightThreads().kill(args.arg1()));
    }

    private static Varargs spawn(NgxContext ngx, Varargs args) {
        LuaFunction function = NgxCoroutine.function(args, "spawn");
        return ngx.worker().lightThreads().spawn(function, args.subargs(2), failure -> log(ngx, failure));
    }

    private static void log(NgxContext ngx, LuaFailure failure) {
        PhaseRun run = ngx.run();
        String entry = "lua user thread aborted: " + PhaseFailure.message(failure);
        ngx.services()
                .errorLog()
                .log(
                        LogLevel.ERR.ordinal(),
                        run.exchange() == null ? entry + ", context: ngx.timer" : entry,
                        run.exchange());
    }
}
