// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.Unwind;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.timer.TimerThreads;
import dev.resty.servlet.timer.WorkerTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** One worker's ngx API: what its functions are called with. */
public final class NgxContext {

    private static final int ERR = 4;

    private final Worker worker;
    private final NgxServices services;
    private final LuaTable headersMetatable = HeaderNames.metatable();
    private final LuaTable regexMetatable;
    private final LuaTable regexSetMetatable;
    private final LuaTable semaphoreMetatable = new LuaTable();
    private final RegexCache regexes;
    private final WorkerTimers timers;
    private final List<LuaFunction> exitCallbacks = new ArrayList<>();
    private LuaValue nullValue = LuaValue.NIL;

    NgxContext(Worker worker, NgxServices services) {
        this(worker, services, TimerThreads.executor(services.limits().maxRunningTimers() + 1));
    }

    /** A context whose timers run their callbacks on an executor. */
    NgxContext(Worker worker, NgxServices services, Executor timerThreads) {
        this.worker = worker;
        this.services = services;
        this.regexMetatable = NgxRe.metatable(this);
        this.regexSetMetatable = RegexSet.metatable(this);
        this.regexes = new RegexCache(
                services.limits().regexCacheEntries(),
                services.limits().regexMatchLimit(),
                warning -> services.errorLog().log(LogLevel.WARN.ordinal(), warning, null));
        this.timers = new WorkerTimers(
                services.ticker(),
                services.limits().maxPendingTimers(),
                services.limits().maxRunningTimers(),
                timerThreads,
                alert -> services.errorLog().log(LogLevel.ALERT.ordinal(), alert, null));
    }

    /** The worker whose baton the caller holds. */
    public Worker worker() {
        return worker;
    }

    /** What all workers share: dicts, timers, the configuration's limits. */
    public NgxServices services() {
        return services;
    }

    /** What the running code is for. */
    public PhaseRun run() {
        LuaRun run = worker.current();
        if (run == null || !(run.owner() instanceof PhaseRun phaseRun)) {
            throw new LuaError("no request found");
        }
        return phaseRun;
    }

    /** The phase of the running code. */
    public Phase phase() {
        return run().phase();
    }

    /** The request of the running code. */
    public HttpExchange exchange() {
        PhaseRun run = run();
        HttpExchange exchange = run.exchange();
        if (exchange == null) {
            throw new LuaError(run.phase() == Phase.INIT ? "no request found" : "API disabled in the current context");
        }
        return exchange;
    }

    /** Writes an entry of level error, of ngx_lua itself rather than of the script, about the running code's request. */
    void logError(String message) {
        services.errorLog().log(ERR, message, run().exchange());
    }

    /**
     * Retires the worker's ngx API: timers that wait fire prematurely, then what {@code ngx.on_worker_exit} was given
     * is called. Errors go to the error log. Must not be called by code that the worker runs.
     *
     * @param timeout how long timers may take to end
     * @throws InterruptedException where the wait for timers was interrupted; the callbacks were not called then
     */
    public void exit(Duration timeout) throws InterruptedException {
        timers.exit();
        timers.awaitIdle(timeout);
        for (LuaFunction callback : exitCallbacks) {
            try {
                worker.run(new PhaseRun(Phase.EXIT_WORKER, null), callback, LuaValue.NONE);
            } catch (LuaError error) {
                services.errorLog()
                        .log(
                                ERR,
                                String.valueOf(PhaseFailure.of(Phase.EXIT_WORKER, error)
                                        .getMessage()),
                                null);
            } catch (Unwind stopped) {
                services.errorLog().log(ERR, "exit_worker_by_lua error: " + stopped.getMessage(), null);
            } catch (RuntimeException | Error bug) {
                services.errorLog().log(ERR, "exit_worker_by_lua error: " + bug, null);
            }
        }
    }

    /** Calls once when the worker has no timers: at once, or on a timer's thread. */
    public void whenIdle(Runnable then) {
        timers.whenIdle(then);
    }

    /** Adds what {@link #exit} calls. */
    void onExit(LuaFunction callback) {
        exitCallbacks.add(callback);
    }

    /** The worker's timers. */
    WorkerTimers timers() {
        return timers;
    }

    /** The worker's compiled patterns. */
    RegexCache regexes() {
        return regexes;
    }

    /** The metatable of compiled patterns. */
    LuaTable regexMetatable() {
        return regexMetatable;
    }

    /** The metatable of semaphores. */
    LuaTable semaphoreMetatable() {
        return semaphoreMetatable;
    }

    /** The metatable of sets of patterns. */
    LuaTable regexSetMetatable() {
        return regexSetMetatable;
    }

    /** The metatable of tables of header fields. */
    LuaTable headersMetatable() {
        return headersMetatable;
    }

    /** {@code ngx.null}. */
    LuaValue nullValue() {
        return nullValue;
    }

    /** Sets what {@code ngx.null} is. */
    void nullValue(LuaValue value) {
        nullValue = value;
    }
}
