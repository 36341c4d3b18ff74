// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.resty.Resty;
import dev.resty.cache.TwoLevelCache;
import dev.resty.dict.Codec;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.lock.RestyLock;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the pipeline is made of, each part beside what plain Java offers for the same. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Parts {

    private static final int KEYS = 1024;

    private final String[] keys = new String[KEYS];
    private final LuaScalar value = LuaScalar.of("v".repeat(64).getBytes(StandardCharsets.ISO_8859_1));
    private final ConcurrentHashMap<String, Object> map = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final Cache<String, Object> caffeine = Caffeine.newBuilder()
            .maximumSize(2L * KEYS)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
    private final ReentrantLock reentrantLock = new ReentrantLock();
    private final Resty resty = Resty.builder()
            .dict("values", "10m")
            .dict("counters", "10m")
            .dict("locks", "1m")
            .dict("cache", "10m")
            .build();
    private final SharedDict values = resty.dict("values");
    private final SharedDict counts = resty.dict("counters");
    private final RestyLock lock = resty.lock("locks");
    private final TwoLevelCache<String> cache =
            resty.cache("cache", Codec.utf8()).l1Ttl(Duration.ofHours(1)).build();
    private final Worker worker = new Worker(0);
    private final LuaFunction nothingInJava = NativeFunction.of("nothing", args -> LuaValue.NONE);
    private final LuaFunction nothingInLua = worker.load("return 1".getBytes(StandardCharsets.ISO_8859_1), "=trivial");
    private int next;

    /** Fills the stores. */
    @Setup(Level.Trial)
    public void fill() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "user:key:" + (100_000 + i);
            values.set(keys[i], value);
            map.put(keys[i], value);
            caffeine.put(keys[i], value);
            cache.set(keys[i], "value");
        }
    }

    /** Ends what was started. */
    @TearDown(Level.Trial)
    public void end() {
        worker.close();
        resty.close();
    }

    private String key() {
        return keys[next++ & KEYS - 1];
    }

    /** A live value of 64 bytes. */
    @Benchmark
    public @Nullable DictValue dictGet() {
        return values.get(key());
    }

    /** A value of 64 bytes in the place of another. */
    @Benchmark
    public StoreResult dictSet() {
        return values.set(key(), value);
    }

    /** A counter that exists. */
    @Benchmark
    public IncrResult dictIncr() {
        return counts.incr(key(), 1, 0);
    }

    /** What dicts are compared with. */
    @Benchmark
    public @Nullable Object mapGet() {
        return map.get(key());
    }

    /** What storing in dicts is compared with. */
    @Benchmark
    public @Nullable Object mapPut() {
        return map.put(key(), value);
    }

    /** What counting in dicts is compared with. */
    @Benchmark
    public void mapCount() {
        counters.computeIfAbsent(key(), k -> new LongAdder()).increment();
    }

    /** A lock that is free, and its unlock. */
    @Benchmark
    public boolean lockUnlock() {
        return lock.lock(key()).ok() && lock.unlock().ok();
    }

    /** What locks are compared with: one without a key. */
    @Benchmark
    public int reentrantLock() {
        reentrantLock.lock();
        try {
            return next++;
        } finally {
            reentrantLock.unlock();
        }
    }

    /** A hit in the cache's first level. */
    @Benchmark
    public @Nullable String cacheHit() {
        return cache.get(key(), k -> "loaded").value();
    }

    /** What the cache is compared with. */
    @Benchmark
    public @Nullable Object caffeineGet() {
        return caffeine.getIfPresent(key());
    }

    /** A worker's baton taken and released, around nothing. */
    @Benchmark
    public Varargs baton() {
        return worker.run(this, nothingInJava, LuaValue.NONE);
    }

    /** The smallest Lua chunk in a worker. */
    @Benchmark
    public Varargs trivialLua() {
        return worker.run(this, nothingInLua, LuaValue.NONE);
    }
}
