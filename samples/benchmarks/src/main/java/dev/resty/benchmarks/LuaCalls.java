// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.Resty;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.ErrorLog;
import dev.resty.servlet.ngx.Ngx;
import dev.resty.servlet.ngx.NgxLimits;
import dev.resty.servlet.ngx.NgxServices;
import dev.resty.servlet.ngx.PhaseRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What calls cost in Lua: of a trivial function, of a handful of API functions, of a coroutine. Each in a loop. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class LuaCalls {

    private static final int CALLS = 10_000;

    private static final String LOOP = "return function() local sum = 0 for i = 1, " + CALLS + " do ";

    private static final String TRIVIAL =
            "local function same(x) return x end " + LOOP + "sum = sum + same(i) end return sum end";

    /** Two calls of the string library, two fields, and a get of a shared dict. */
    private static final String API = """
            local uri, request, dict = "/api/users/42?page=7", { status = 200, args = { page = 7 } }, ngx.shared.shm
            dict:set("limit", 10)
            """ + LOOP + """
            sum = sum + string.byte(uri, i % 20 + 1) + #string.sub(uri, 6, 10)
                + request.status + request.args.page + dict:get("limit")
            end return sum end
            """;

    private static final String RESUME = "return function() local sum = 0 "
            + "local next = coroutine.wrap(function() while true do coroutine.yield(1) end end) "
            + "for i = 1, " + CALLS + " do sum = sum + next() end return sum end";

    private static final ErrorLog NO_LOG = new ErrorLog() {
        @Override
        public void log(int level, String message, @Nullable HttpExchange exchange) {
            throw new IllegalStateException(message);
        }

        @Override
        public boolean isEnabled(int level) {
            return false;
        }
    };

    private final Resty resty = Resty.builder().dict("shm", "10m").build();
    private final Worker worker = new Worker(0);
    private final PhaseRun content = new PhaseRun(Phase.CONTENT, null);
    private LuaFunction trivial = code("return print");
    private LuaFunction api = trivial;
    private LuaFunction resume = trivial;

    private LuaFunction code(String text) {
        LuaFunction chunk = worker.load(text.getBytes(StandardCharsets.ISO_8859_1), "=calls");
        return (LuaFunction) run(chunk).arg1();
    }

    private Varargs run(LuaFunction function) {
        return worker.run(content, function, LuaValue.NONE);
    }

    /** Makes the functions. */
    @Setup(Level.Trial)
    public void prepare() {
        Ngx.install(worker, new NgxServices(resty, NO_LOG, Path.of("."), 1, NgxLimits.DEFAULTS));
        trivial = code(TRIVIAL);
        api = code(API);
        resume = code(RESUME);
    }

    /** Ends what was started. */
    @TearDown(Level.Trial)
    public void end() {
        worker.close();
        resty.close();
    }

    /** A call of a function that returns its argument, and what is done with it. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaTrivialCall() {
        return run(trivial);
    }

    /** Five calls of the API. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaFiveCalls() {
        return run(api);
    }

    /** A coroutine resumed, which yields. It ends with the run, so each run makes one. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaResumeYield() {
        return run(resume);
    }
}
