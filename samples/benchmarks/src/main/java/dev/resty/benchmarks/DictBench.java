// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.StoreResult;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapSharedDict;
import dev.resty.store.heap.HeapStoreProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The dict of the heap beside Caffeine with an expiry for each entry and a plain map, as throughput: run it with one
 * thread and with eight to see what threads cost. Keys come in a random order, as they do from users.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms512m", "-Xmx512m"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DictBench {

    private static final int KEYS = 1024;

    private static final int TURNS = 1 << 14;

    private static final Duration HOUR = Duration.ofHours(1);

    private final String[] keys = new String[KEYS];

    private final int[] turns = new int[TURNS];

    private final LuaScalar value = LuaScalar.of("v".repeat(64).getBytes(StandardCharsets.ISO_8859_1));

    private final HeapStoreProvider store = new HeapStoreProvider(Ticker.system());

    private final HeapSharedDict values = new HeapSharedDict("values", 10 << 20, Ticker.system());

    private final HeapSharedDict counts = new HeapSharedDict("counts", 10 << 20, Ticker.system());

    private final ConcurrentHashMap<String, AtomicLong> counters = new ConcurrentHashMap<>();

    private final Cache<String, LuaScalar> caffeine = Caffeine.newBuilder()
            .maximumSize(2L * KEYS)
            .expireAfter(Expiry.writing((String key, LuaScalar scalar) -> HOUR))
            .build();

    /** Where a thread is. */
    @State(Scope.Thread)
    public static class Place {

        private int turn = (int) Thread.currentThread().getId() * 997;

        private @Nullable RestyLock lock;

        /** A lock object of the thread's own. */
        @Setup(Level.Trial)
        public void lock(DictBench bench) {
            lock = new RestyLock(
                    bench.store.openLocks(bench.store.openDict(DictSettings.of("locks", 1 << 20))),
                    LockOptions.defaults());
        }
    }

    /** Fills the stores. */
    @Setup(Level.Trial)
    public void fill() {
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "user:key:" + (100_000 + i);
            values.set(keys[i], value, HOUR);
            counts.set(keys[i], 0, HOUR);
            caffeine.put(keys[i], value);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < TURNS; i++) {
            turns[i] = random.nextInt(KEYS);
        }
    }

    private String key(Place place) {
        return keys[turns[place.turn++ & TURNS - 1]];
    }

    /** A live value of 64 bytes that expires. */
    @Benchmark
    public @Nullable DictValue dictGet(Place place) {
        return values.get(key(place));
    }

    /** The same in an order in which the key is always the least recently used. */
    @Benchmark
    public @Nullable DictValue dictGetOldest(Place place) {
        return values.get(keys[place.turn++ & KEYS - 1]);
    }

    /** What reading is compared with. */
    @Benchmark
    public @Nullable LuaScalar caffeineGet(Place place) {
        return caffeine.getIfPresent(key(place));
    }

    /** A value of 64 bytes, with an expiry, in the place of another. */
    @Benchmark
    public StoreResult dictSet(Place place) {
        return values.set(key(place), value, HOUR);
    }

    /** What storing is compared with. */
    @Benchmark
    public void caffeinePut(Place place) {
        caffeine.put(key(place), value);
    }

    /** A counter that exists. */
    @Benchmark
    public IncrResult dictIncr(Place place) {
        return counts.incr(key(place), 1, 0);
    }

    /** What counting is compared with. */
    @Benchmark
    public long mapIncr(Place place) {
        return counters.computeIfAbsent(key(place), k -> new AtomicLong()).incrementAndGet();
    }

    /** One counter for all. */
    @Benchmark
    public IncrResult dictIncrOne() {
        return counts.incr("one", 1, 0);
    }

    /** What that is compared with. */
    @Benchmark
    public long mapIncrOne() {
        return counters.computeIfAbsent("one", k -> new AtomicLong()).incrementAndGet();
    }

    /** A lock that is free, and its unlock. */
    @Benchmark
    public boolean lockUnlock(Place place) {
        RestyLock lock = place.lock;
        return lock != null && lock.lock(key(place)).ok() && lock.unlock().ok();
    }
}
