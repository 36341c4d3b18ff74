// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Phase;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.LuaCode;
import dev.resty.servlet.lua.Budget;
import dev.resty.servlet.lua.CodeCache;
import dev.resty.servlet.lua.JavaModule;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.WorkerOptions;
import dev.resty.servlet.lua.WorkerPool;
import dev.resty.servlet.ngx.LuaPhaseException;
import dev.resty.servlet.ngx.Ngx;
import dev.resty.servlet.ngx.NgxContext;
import dev.resty.servlet.ngx.NgxServices;
import dev.resty.servlet.ngx.PhaseRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes a generation's workers and takes them through init, init_worker and exit_worker. */
final class Workers {

    /** How long retiring waits for timers that run. */
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    private final Configuration configuration;
    private final GenerationOptions options;
    private final NgxServices services;
    private final RequestLog log;
    private final CodeCache cache = new CodeCache();
    private final WorkerOptions workerOptions;
    private final @Nullable LuaChunk init;
    private final @Nullable LuaChunk initWorker;
    private final @Nullable LuaChunk exitWorker;
    private final WorkerPool pool;
    private final List<NgxContext> contexts = new ArrayList<>();
    /** The workers of {@code lua_code_cache off}, each until its request and its timers have ended. */
    private final Map<Worker, NgxContext> fresh = new ConcurrentHashMap<>();

    Workers(
            Configuration configuration,
            GenerationOptions options,
            NgxServices services,
            Assembly assembly,
            RequestLog log) {
        this.configuration = configuration;
        this.options = options;
        this.services = services;
        this.log = log;
        this.workerOptions = workerOptions();
        this.init = chunk(configuration.init(), assembly);
        this.initWorker = chunk(configuration.initWorker(), assembly);
        this.exitWorker = chunk(configuration.exitWorker(), assembly);
        List<Worker> workers = new ArrayList<>();
        for (int id = 0; id < assembly.workers(); id++) {
            workers.add(make(id, contexts));
        }
        this.pool = new WorkerPool(workers);
    }

    private static @Nullable LuaChunk chunk(@Nullable LuaCode code, Assembly assembly) {
        return code == null ? null : assembly.chunk(code, dev.resty.servlet.conf.LocationSettings.DEFAULTS);
    }

    private Budget budget() {
        Configuration.Limits limits = configuration.limits();
        return new Budget(
                limits.luaTimeout(), limits.luaMaxCallDepth(), limits.luaMaxInstructions(), limits.luaMaxMemory());
    }

    private WorkerOptions workerOptions() {
        Map<String, String> environment = configuration.environment();
        return WorkerOptions.defaults()
                .withTicker(options.resty().ticker())
                .withBudget(budget())
                .withBreaches(options.breaches())
                .withFiles(true)
                .withEnvironment(environment == null ? System::getenv : environment::get)
                .withPackagePath(PackagePath.path(configuration))
                .withPackageCpath(PackagePath.cpath(configuration))
                .withClassLoader(options.classLoader());
    }

    /** The workers that requests are spread over. */
    WorkerPool pool() {
        return pool;
    }

    /** A worker of its own for one request: {@code lua_code_cache off}. */
    Worker fresh() {
        List<NgxContext> made = new ArrayList<>(1);
        Worker worker = make(0, made);
        fresh.put(worker, made.get(0));
        return worker;
    }

    /** Lets go of a request's worker: one of its own ends when the timers that the request has set have ended. */
    void release(Worker worker) {
        NgxContext context = fresh.get(worker);
        if (context != null) {
            context.whenIdle(() -> {
                fresh.remove(worker);
                worker.close();
            });
        }
    }

    private Worker make(int id, List<NgxContext> made) {
        Worker worker = new Worker(id, workerOptions, cache);
        NgxContext ngx = Ngx.install(worker, services);
        options.libraries().accept(worker, services);
        for (JavaModule module : options.modules()) {
            worker.preload(module);
        }
        LuaChunk code = init;
        if (code != null) {
            try {
                run(worker, Phase.INIT, code);
            } catch (LuaPhaseException | LuaLoadException e) {
                throw new ConfException(
                        String.valueOf(e.getMessage()),
                        "",
                        code.code().directive(),
                        code.code().position());
            }
        }
        made.add(ngx);
        return worker;
    }

    /** Runs init_worker in each worker; an error is logged, as in OpenResty, and the worker works on. */
    void start() {
        each(Phase.INIT_WORKER, initWorker);
    }

    /** Retires the workers: timers that wait fire prematurely, exit_worker runs, and the VMs close. */
    void exit() {
        try {
            contexts.forEach(this::exit);
            fresh.values().forEach(this::exit);
            each(Phase.EXIT_WORKER, exitWorker);
        } finally {
            pool.close();
        }
    }

    private void exit(NgxContext context) {
        try {
            context.exit(EXIT_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.failure(e, null);
        }
    }

    private void each(Phase phase, @Nullable LuaChunk code) {
        if (code == null) {
            return;
        }
        for (Worker worker : pool.workers()) {
            try {
                run(worker, phase, code);
            } catch (LuaPhaseException | LuaLoadException e) {
                log.failure(e, null);
            }
        }
    }

    private static void run(Worker worker, Phase phase, LuaChunk code) {
        PhaseRun run = new PhaseRun(phase, null);
        Ngx.run(worker, run, code.in(worker, run));
    }
}
