// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.lua.CodeCache;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.WorkerOptions;
import dev.resty.servlet.lua.WorkerPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.ZeroArgFunction;

/**
 * How many runs of a trivial chunk 64 threads get from two workers, and, where the JVM has virtual threads, how long 10,000
 * requests take that sleep half a second each, and the heap that one takes. To be run with
 * {@code java -Xmx512m -cp benchmarks.jar dev.resty.benchmarks.LuaWorkers}.
 */
final class LuaWorkers {

    private static final int WORKERS = 2;

    private static final int THREADS = 64;

    private static final int ROUNDS = 5;

    private static final long ROUND_MILLIS = 2_000;

    private static final int SLEEPERS = 10_000;

    private static final long SLEEP_MILLIS = 500;

    private final WorkerPool pool;

    private LuaWorkers() {
        CodeCache cache = new CodeCache();
        List<Worker> workers = new ArrayList<>();
        for (int id = 0; id < WORKERS; id++) {
            Worker worker = new Worker(id, WorkerOptions.defaults(), cache);
            worker.globals().set("nap", new Nap(worker));
            workers.add(worker);
        }
        pool = new WorkerPool(workers);
    }

    /** Sleeps with the worker given up. */
    private static final class Nap extends ZeroArgFunction {

        private final Worker worker;

        Nap(Worker worker) {
            this.worker = worker;
        }

        @Override
        public LuaValue call() {
            try {
                worker.sleep(SLEEP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LuaError(e);
            }
            return NIL;
        }
    }

    /** Prints the figures of each round. */
    public static void main(String[] arguments) throws InterruptedException {
        LuaWorkers workers = new LuaWorkers();
        for (int round = 0; round < ROUNDS; round++) {
            workers.trivialRuns();
        }
        ExecutorService virtual = virtualThreads();
        if (virtual != null) {
            for (int round = 0; round < ROUNDS; round++) {
                workers.sleepers(virtual);
            }
            virtual.shutdown();
        }
        workers.pool.close();
    }

    private LuaFunction[] loaded(String source) {
        byte[] bytes = source.getBytes(StandardCharsets.ISO_8859_1);
        return pool.workers().stream()
                .map(worker -> worker.load(bytes, "=bench"))
                .toArray(LuaFunction[]::new);
    }

    private void run(LuaFunction[] chunks) {
        Worker worker = pool.choose();
        worker.run(this, chunks[worker.id()], LuaValue.NONE);
    }

    private void trivialRuns() throws InterruptedException {
        LuaFunction[] trivial = loaded("return 1");
        LongAdder runs = new LongAdder();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                long count = 0;
                while (!stopped.get()) {
                    run(trivial);
                    count++;
                }
                runs.add(count);
            });
            threads.add(thread);
            thread.start();
        }
        long start = System.nanoTime();
        Thread.sleep(ROUND_MILLIS);
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        print("figure workers.runs %.2f million a second", runs.sum() * 1e3 / (System.nanoTime() - start));
    }

    private void sleepers(ExecutorService threads) throws InterruptedException {
        LuaFunction[] nap = loaded("nap()");
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(SLEEPERS);
        long before = usedHeap();
        long start = System.nanoTime();
        for (int i = 0; i < SLEEPERS; i++) {
            threads.execute(() -> {
                try {
                    run(nap);
                } catch (RuntimeException e) {
                    failure.set(e);
                } finally {
                    done.countDown();
                }
            });
        }
        long asleep = usedHeap() - before;
        boolean all = done.getCount() == SLEEPERS;
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        print(
                "figure workers.sleepers %.2f s with a collection, %s KB each%s",
                seconds,
                String.format(Locale.ROOT, "%.1f", asleep / 1e3 / SLEEPERS),
                all ? "" : ", some awake when the heap was looked at");
    }

    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static @Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            print("figure workers.sleepers: this JVM has no virtual threads");
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void print(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
