// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.Resty;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.CodeCache;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.WorkerOptions;
import dev.resty.servlet.lua.WorkerPool;
import dev.resty.servlet.ngx.ErrorLog;
import dev.resty.servlet.ngx.Ngx;
import dev.resty.servlet.ngx.NgxContext;
import dev.resty.servlet.ngx.NgxLimits;
import dev.resty.servlet.ngx.NgxServices;
import dev.resty.servlet.ngx.PhaseRun;
import dev.resty.servlet.resty.RestyLibraries;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.ZeroArgFunction;

/**
 * Runs a great many requests' Lua code over scripts that change, and tells at intervals what stays in memory: the heap
 * after a collection, metaspace, classes and threads. All of it must stay level.
 *
 * <p>System properties: {@code soak.requests} (100,000), {@code soak.threads} (4), {@code soak.reload}: after how many
 * requests new workers take over (5,000), {@code soak.interval} between lines (a tenth of the requests).
 */
public final class Soak {

    /** What a request runs; its numbers change, so that each is a script of its own. */
    private static final String SCRIPT = """
            local mark = %d
            local parts = {}
            local function add(key, value) parts[#parts + 1] = key .. "=" .. tostring(value) end
            for i = 1, 10 do add("k" .. i, i * mark) end
            local text = table.concat(parts, "&")
            local seen = 0
            for key, value in text:gmatch("(%%w+)=(%%w+)") do seen = seen + #key + #value end
            local object = setmetatable({ n = mark }, { __index = function(self, key) return key .. self.n end })
            add(object.missing, seen)
            local each = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end)
            local sum = each() + each()
            local thread = ngx.thread.spawn(function(n) ngx.sleep(0) return n + mark end, sum)
            local forgotten = coroutine.create(function() coroutine.yield(text) end)
            coroutine.resume(forgotten)
            local ok, err = pcall(error, { code = mark })
            if ok or err.code ~= mark then error("lost an error") end
            ngx.shared.soak:incr("total", 1, 0)
            ngx.shared.soak:set("k" .. mark %% 100, text)
            local _, result = ngx.thread.wait(thread)
            if result ~= 3 + mark then error("lost a result") end
            ngx.ctx.result = ngx.re.gsub(text, "k([0-9]+)", "<$1>", "jo")
            """;

    private static final int SCRIPTS = 20;

    private final Resty resty = Resty.builder().dict("soak", "1m").build();
    private final long requests = Long.getLong("soak.requests", 100_000);
    private final int threads = Integer.getInteger("soak.threads", 4);
    private final long reload = Long.getLong("soak.reload", 5_000);
    private final long interval = Long.getLong("soak.interval", Math.max(1, requests / 10));
    private final AtomicInteger generations = new AtomicInteger();

    /** Workers and the scripts in them, until others take over. */
    private final class Generation {

        private final List<NgxContext> contexts = new ArrayList<>();
        private final WorkerPool pool;
        private final byte[][] scripts = new byte[SCRIPTS][];

        Generation() {
            int number = generations.incrementAndGet();
            CodeCache cache = new CodeCache();
            List<Worker> workers = new ArrayList<>();
            for (int id = 0; id < 2; id++) {
                Worker worker = new Worker(id, WorkerOptions.defaults(), cache);
                NgxServices services = new NgxServices(resty, new Failures(), Path.of("."), 2, NgxLimits.DEFAULTS);
                contexts.add(Ngx.install(worker, services));
                RestyLibraries.install(worker, services);
                workers.add(worker);
            }
            for (int i = 0; i < SCRIPTS; i++) {
                scripts[i] = String.format(SCRIPT, number * SCRIPTS + i).getBytes(StandardCharsets.ISO_8859_1);
            }
            pool = new WorkerPool(workers);
        }

        void request(long number) {
            Worker worker = pool.choose();
            PhaseRun run = new PhaseRun(Phase.CONTENT, null);
            byte[] source = scripts[(int) (number % SCRIPTS)];
            boolean fresh = number % 50 == 0;
            LuaFunction[] script = {null};
            worker.run(
                    run,
                    new Loader(
                            () -> script[0] = fresh ? worker.loadFresh(source, "=soak") : worker.load(source, "=soak")),
                    LuaValue.NONE);
            Ngx.run(worker, run, script[0]);
        }

        void retire() throws InterruptedException {
            for (NgxContext context : contexts) {
                context.exit(Duration.ofSeconds(10));
            }
            pool.close();
        }
    }

    /** Loads within the worker, as the phases do. */
    private static final class Loader extends ZeroArgFunction {

        private final Runnable load;

        Loader(Runnable load) {
            this.load = load;
        }

        @Override
        public LuaValue call() {
            load.run();
            return NIL;
        }
    }

    /** No script fails unless something is wrong. */
    private static final class Failures implements ErrorLog {

        @Override
        public void log(int level, String message, @Nullable HttpExchange exchange) {
            throw new IllegalStateException(message);
        }

        @Override
        public boolean isEnabled(int level) {
            return level <= 4;
        }
    }

    private Soak() {}

    /** Runs it; ends with status 1 where a script fails. */
    public static void main(String[] arguments) throws InterruptedException {
        new Soak().run();
    }

    private void run() throws InterruptedException {
        System.out.println("requests  heap MB  metaspace MB  classes  threads");
        for (long next = 0; next < requests; ) {
            Generation generation = new Generation();
            long end = Math.min(requests, next + reload);
            runAll(generation, next, end);
            generation.retire();
            long before = next;
            next = end;
            if (next / interval != before / interval || next == requests) {
                tell(next);
            }
        }
        resty.close();
    }

    private void runAll(Generation generation, long from, long to) throws InterruptedException {
        AtomicLong number = new AtomicLong(from);
        List<Throwable> failures = new ArrayList<>();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(() -> {
                try {
                    for (long n = number.getAndIncrement(); n < to; n = number.getAndIncrement()) {
                        generation.request(n);
                    }
                } catch (RuntimeException | Error e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.get(0));
        }
    }

    private static void tell(long requests) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        System.out.printf(
                "%8d  %7.1f  %12.1f  %7d  %7d%n",
                requests,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0,
                metaspace() / 1048576.0,
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }

    private static long metaspace() {
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals("Metaspace")) {
                used += pool.getUsage().getUsed();
            }
        }
        return used;
    }
}
