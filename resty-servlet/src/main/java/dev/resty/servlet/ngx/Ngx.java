// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.BudgetExceeded;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The ngx API in a worker's VM, and the way to run phases' Lua code with it. */
public final class Ngx {

    /** The tables of functions within {@code ngx} by their names; the empty name is {@code ngx} itself. */
    static final Map<String, List<Binding>> NAMESPACES = Map.of(
            "location",
            List.of(NgxLocation.binding()),
            "",
            List.of(
                    NgxOutput.binding(),
                    NgxControl.binding(),
                    NgxLog.binding(),
                    NgxTime.binding(),
                    NgxPhase.binding(),
                    NgxUri.binding(),
                    NgxBase64.binding(),
                    NgxHash.binding(),
                    NgxQuote.binding(),
                    NgxWorker.hooks()),
            "req",
            List.of(NgxReq.binding(), NgxReqHeaders.binding(), NgxReqBody.binding()),
            "resp",
            List.of(NgxResp.binding()),
            "re",
            List.of(NgxRe.binding()),
            "timer",
            List.of(NgxTimer.binding()),
            "thread",
            List.of(NgxThread.binding()),
            "worker",
            List.of(NgxWorker.binding()),
            "config",
            List.of(NgxConfig.binding()));

    /** What {@code require} gives by the modules' names. */
    static final Map<String, Binding> MODULES = Map.of(
            "ngx.req",
            NgxReqHeaders.module(),
            "ngx.resp",
            NgxResp.module(),
            "ngx.base64",
            NgxBase64.module(),
            "ngx.semaphore",
            NgxSemaphore.module(),
            "ngx.errlog",
            NgxErrlog.module(),
            "ngx.process",
            NgxProcess.module(),
            "ngx.re",
            NgxReModule.binding(),
            "resty.core.regex",
            NgxReModule.core());

    /** Modules of our own. */
    static final Map<String, Binding> EXTENSIONS = Map.of("resty.seclang", NgxSeclang.module());

    /** The version of lua-resty-core whose modules these are. */
    private static final String MODULE_VERSION = "0.1.33";

    private static final int WARN = 5;
    private static final Set<Phase> UNGUARDED = EnumSet.of(Phase.INIT, Phase.INIT_WORKER);

    private Ngx() {}

    /**
     * Puts the ngx API into a worker's VM: the global {@code ngx} and {@code package.loaded.ngx}. To be called once,
     * before the worker runs anything.
     *
     * @return the worker's side of the API, to be ended by {@link NgxContext#exit}
     */
    public static NgxContext install(Worker worker, NgxServices services) {
        return install(new NgxContext(worker, services));
    }

    static NgxContext install(NgxContext ngx) {
        Worker worker = ngx.worker();
        LuaTable table = new Table();
        NgxConstants.addTo(table);
        for (Map.Entry<String, List<Binding>> namespace : NAMESPACES.entrySet()) {
            LuaTable functions = namespace.getKey().isEmpty() ? table : new Table();
            namespace.getValue().forEach(binding -> binding.addTo(functions, ngx));
            if (functions != table) {
                table.set(namespace.getKey(), functions);
            }
        }
        NgxConfig.addConstants(table.get("config").checktable());
        table.set("shared", NgxShared.table(ngx));
        table.set("var", NgxVar.table(ngx));
        table.set("arg", NgxArg.table(ngx));
        table.set("header", NgxHeader.table(ngx));
        ngx.nullValue(table.get("null"));
        table.setmetatable(NgxFields.metatable(ngx));
        worker.globals().set("ngx", table);
        worker.globals().get("package").get("loaded").set("ngx", table);
        NgxCoroutine.install(ngx);
        NgxLog.globals().addTo(worker.globals(), ngx);
        worker.guardGlobals((name, traceback) -> guard(ngx, name, traceback));
        MODULES.forEach((name, binding) -> {
            LuaTable functions = binding.build(ngx);
            functions.set("version", MODULE_VERSION);
            module(worker, name, functions);
            if (name.equals("ngx.semaphore")) {
                ngx.semaphoreMetatable().set(LuaValue.INDEX, functions);
            }
        });
        EXTENSIONS.forEach((name, binding) -> module(worker, name, binding.build(ngx)));
        return ngx;
    }

    private static void module(Worker worker, String name, LuaTable functions) {
        worker.preload(name, NativeFunction.of(name, args -> functions));
    }

    /**
     * Runs the code of a phase in its worker: waits for the worker where need be, or, called by a filter of a request
     * whose code is running, runs inside that.
     *
     * @return what comes next: how the code left the phase; where it returned, {@code Exit(0)} in the content phase and
     *     {@code Declined} in others; from a header filter {@code Exit} where it has called {@code ngx.exit}, the
     *     status then being what is to be sent in the response's place
     * @throws LuaPhaseException where the code ended with an error or overran a budget
     */
    public static Outcome run(Worker worker, PhaseRun run, LuaFunction function) {
        try {
            run.script().filterExit = null;
            invoke(worker, run, function);
            return switch (run.phase()) {
                case CONTENT -> Outcome.exit(0);
                case HEADER_FILTER -> NgxControl.afterHeaderFilter(run.script().filterExit);
                default -> Outcome.declined();
            };
        } catch (LeavePhase left) {
            return left.outcome();
        }
    }

    /**
     * Runs the code of a {@code set_by_lua*} directive.
     *
     * @param arguments what {@code ngx.arg[1]} and so on are
     * @return the variable's value; empty where the code returned nothing that has a text
     * @throws LuaPhaseException where the code ended with an error or overran a budget
     */
    public static String set(Worker worker, PhaseRun run, LuaFunction function, List<String> arguments) {
        run.script().setArguments = arguments;
        try {
            LuaValue value = invoke(worker, run, function).arg1();
            return value.isstring() ? LuaText.view(value) : "";
        } finally {
            run.script().setArguments = List.of();
        }
    }

    /** Forgets what Lua keeps for a request, as an internal redirect does: {@code ngx.ctx} begins anew. */
    public static void internalRedirect(HttpExchange exchange) {
        ScriptState.of(exchange).ctx(null);
    }

    /** Lets go of what the request's scripts have left behind, such as locks. To be called after the log phase. */
    public static void end(HttpExchange exchange) {
        if (exchange.scriptState() instanceof ScriptState state) {
            state.end();
        }
    }

    /**
     * Runs a function in a worker on behalf of a phase, such as one that loads code.
     *
     * @return what the function returns first
     * @throws LuaError its error, as it is
     */
    public static LuaValue within(Worker worker, PhaseRun run, LuaFunction function) {
        return worker.run(run, function, LuaValue.NONE).arg1();
    }

    private static Varargs invoke(Worker worker, PhaseRun run, LuaFunction function) {
        try {
            return worker.run(run, function, LuaValue.NONE);
        } catch (LuaError error) {
            throw PhaseFailure.of(run, error);
        } catch (BudgetExceeded stopped) {
            throw PhaseFailure.of(run.phase(), stopped);
        }
    }

    /** Reports what code of a phase adds to the global table. */
    private static void guard(NgxContext ngx, String name, String traceback) {
        LuaRun current = ngx.worker().current();
        if (current == null || !(current.owner() instanceof PhaseRun run) || UNGUARDED.contains(run.phase())) {
            return;
        }
        String message = "[lua] _G write guard:12: __newindex(): writing a global Lua variable ('" + name
                + "') which may lead to race conditions between concurrent requests, so prefer the use of 'local'"
                + " variables\n" + traceback;
        ngx.services().errorLog().log(WARN, message, run.exchange());
    }
}
