// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.runtime.Table;
import java.util.List;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * {@code ngx.worker}.
 *
 * <p>Differs from OpenResty: all workers are one process. The first has its pid; the others have numbers that no process has,
 * so that libraries can tell workers apart by them.
 */
final class NgxWorker {

    /** More than Linux lets process numbers be. */
    private static final int PROCESSES = 1 << 22;

    private NgxWorker() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "id",
                        "id = ngx.worker.id()",
                        Phases.ALL,
                        "The worker's number, from 0; nil in init.",
                        NgxWorker::id)
                .fn(
                        "count",
                        "count = ngx.worker.count()",
                        Phases.ALL,
                        "How many workers there are.",
                        (ngx, args) -> LuaValue.valueOf(ngx.services().workers()))
                .fn("pid", "pid = ngx.worker.pid()", Phases.ALL, "The process's number.", (ngx, args) -> pid(ngx))
                .fn(
                        "pids",
                        "pids = ngx.worker.pids()",
                        Phases.ALL,
                        "The numbers of the workers' processes.",
                        NgxWorker::pids)
                .fn(
                        "exiting",
                        "exiting = ngx.worker.exiting()",
                        Phases.ALL,
                        "Whether the worker is being retired.",
                        (ngx, args) -> LuaValue.valueOf(ngx.timers().exiting()));
    }

    /** What stands in {@code ngx} itself. */
    static Binding hooks() {
        return Binding.table()
                .fn(
                        "on_worker_exit",
                        "ok = ngx.on_worker_exit(callback)",
                        Phases.ALL,
                        "Calls a function when the worker is retired. Not in OpenResty.",
                        NgxWorker::onExit);
    }

    private static Varargs id(NgxContext ngx, Varargs args) {
        return ngx.phase() == Phase.INIT
                ? LuaValue.NIL
                : LuaValue.valueOf(ngx.worker().id());
    }

    private static LuaValue pid(NgxContext ngx) {
        return pid(ngx.worker().id());
    }

    private static LuaValue pid(int worker) {
        return LuaValue.valueOf((double) ProcessHandle.current().pid() + worker * (double) PROCESSES);
    }

    private static Varargs pids(NgxContext ngx, Varargs args) {
        if (List.of(Phase.INIT, Phase.INIT_WORKER).contains(ngx.phase())) {
            return Arguments.failure("API disabled in the current context");
        }
        LuaValue[] numbers = new LuaValue[ngx.services().workers()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = pid(i);
        }
        return Table.list(numbers);
    }

    private static Varargs onExit(NgxContext ngx, Varargs args) {
        if (!args.arg1().isfunction()) {
            throw Arguments.expected("function", args, 1, "on_worker_exit");
        }
        ngx.onExit(args.checkfunction(1));
        return LuaValue.TRUE;
    }
}
