// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import dev.resty.store.ManualTicker;
import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A dict of the store under test, on a clock that moves when a test says so. */
public abstract class SharedDictFixture {

    /** A size that none of these tests fills. */
    protected static final long ROOMY = 1024 * 1024;

    static final Duration FOREVER = Duration.ZERO;

    static final Duration MINUTE = Duration.ofMinutes(1);

    static final LuaScalar ONE = LuaScalar.of(1L);

    static final LuaScalar TWO = LuaScalar.of(2L);

    /** The clock that the dict reads. */
    protected final ManualTicker ticker = new ManualTicker();

    SharedDict dict;

    /** A new, empty dict of the store under test, named {@code "contract"}. */
    protected abstract SharedDict open(long capacity, Ticker clock);

    @BeforeEach
    void openDict() {
        dict = open(ROOMY, ticker);
    }

    /** Lets time pass for the dict. */
    protected void advance(Duration time) {
        ticker.advance(time);
    }

    /** How often a test repeats what goes to the store: fewer times where that is another process. */
    protected int many(int times) {
        return times;
    }

    /** Stores a value whose time is over. */
    void expired(String key, LuaScalar value, int flags) {
        dict.set(key, value, Duration.ofMillis(1), flags);
        advance(Duration.ofMillis(2));
    }

    /** What one of several threads does. */
    protected interface Work<T> {
        /** Runs in the thread of this number. */
        @Nullable T run(int thread) throws Exception;
    }

    /** Runs the same work in several threads at once and gives their results. */
    protected static <T> List<T> inThreads(int threads, Work<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                tasks.add(() -> work.run(thread));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
