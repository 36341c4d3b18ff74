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
import dev.resty.servlet.resty.RestyLibraries;
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

/**
 * Functions as Lua code calls them: each in a loop over 1,024 keys, and the loop alone. What a call costs is the
 * difference.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class LuaParts {

    private static final int CALLS = 10_240;

    private static final String PREPARE = """
            keys = {}
            for i = 1, 1024 do keys[i] = "user:key:" .. 100000 + i end
            lru = require("resty.lrucache").new(2048)
            cache = require("resty.mlcache").new("c", "shm", { lru_size = 2048, ttl = 3600 })
            dict = ngx.shared.shm
            for i = 1, 1024 do
                lru:set(keys[i], i, 3600)
                cache:get(keys[i], nil, function() return "value" end)
                dict:set(keys[i], ("v"):rep(64))
                dict:set("n" .. i, 1)
            end
            callback = function() error("a hit needs no callback") end
            """;

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
    private LuaFunction loop = code("");
    private LuaFunction lruGet = loop;
    private LuaFunction lruSet = loop;
    private LuaFunction mlcacheGet = loop;
    private LuaFunction mlcacheGetAll = loop;
    private LuaFunction sharedGet = loop;
    private LuaFunction sharedSet = loop;
    private LuaFunction sharedIncr = loop;
    private LuaFunction now = loop;
    private LuaFunction phase = loop;
    private LuaFunction part = loop;

    private LuaFunction code(String body) {
        String text = "local keys, lru, cache, dict, callback = keys, lru, cache, dict, callback\n"
                + "for _ = 1, 10 do for i = 1, 1024 do local key = keys[i] " + body + " end end";
        return worker.load(text.getBytes(StandardCharsets.ISO_8859_1), "=loop");
    }

    private Varargs run(LuaFunction function) {
        return worker.run(content, function, LuaValue.NONE);
    }

    /** Makes the caches. */
    @Setup(Level.Trial)
    public void prepare() {
        NgxServices services = new NgxServices(resty, NO_LOG, Path.of("."), 1, NgxLimits.DEFAULTS);
        Ngx.install(worker, services);
        RestyLibraries.install(worker, services);
        worker.run(
                new PhaseRun(Phase.INIT, null),
                worker.load(PREPARE.getBytes(StandardCharsets.ISO_8859_1), "=prepare"),
                LuaValue.NONE);
        lruGet = code("local value = lru:get(key)");
        lruSet = code("lru:set(key, i)");
        mlcacheGet = code("local value = cache:get(key)");
        mlcacheGetAll = code("local value, err, level = cache:get(key, nil, callback)");
        sharedGet = code("local value = dict:get(key)");
        sharedSet = code("dict:set(key, key)");
        sharedIncr = code("local value = dict:incr('n1', 1)");
        now = code("local value = ngx.now()");
        phase = code("local value = ngx.get_phase()");
        part = code("local value = key:sub(1, 4)");
    }

    /** Ends what was started. */
    @TearDown(Level.Trial)
    public void end() {
        worker.close();
        resty.close();
    }

    /** The loop, without a call. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaLoop() {
        return run(loop);
    }

    /** {@code resty.lrucache}: a live item. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaLruGet() {
        return run(lruGet);
    }

    /** {@code resty.lrucache}: another value for a key. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaLruSet() {
        return run(lruSet);
    }

    /** {@code resty.mlcache}: a hit in the first level, for its value only. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaMlcacheHit() {
        return run(mlcacheGet);
    }

    /** {@code resty.mlcache}: a hit in the first level as scripts ask for it, with a callback and three results. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaMlcacheGet() {
        return run(mlcacheGetAll);
    }

    /** {@code ngx.shared.DICT.get}: 64 bytes. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaSharedGet() {
        return run(sharedGet);
    }

    /** {@code ngx.shared.DICT.set}. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaSharedSet() {
        return run(sharedSet);
    }

    /** {@code ngx.shared.DICT.incr}: one counter. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaSharedIncr() {
        return run(sharedIncr);
    }

    /** {@code ngx.now}. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaNow() {
        return run(now);
    }

    /** {@code ngx.get_phase}. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaGetPhase() {
        return run(phase);
    }

    /** A part of a string, by a method of the string. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Varargs luaStringSub() {
        return run(part);
    }
}
