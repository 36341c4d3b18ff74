// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where loads run that no caller waits for, or not to their end: the executor that was given, or virtual threads where
 * the JVM has them, or up to {@value #MAX_THREADS} daemon threads. There are none before the first load.
 */
final class Background implements AutoCloseable {

    private static final int MAX_THREADS = 64;

    private static final @Nullable MethodHandle VIRTUAL = virtualThreads();

    private final String name;

    private final @Nullable Executor given;

    private @Nullable ExecutorService own;

    private boolean closed;

    Background(String name, @Nullable Executor given) {
        this.name = name;
        this.given = given;
    }

    /**
     * Runs a task soon.
     *
     * @throws RejectedExecutionException where there is no thread for it, or after {@link #close}
     */
    void execute(Runnable task) {
        executor().execute(task);
    }

    private synchronized Executor executor() {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        if (given != null) {
            return given;
        }
        if (own == null) {
            own = start(name);
        }
        return own;
    }

    /** Interrupts what runs on threads of its own, and takes no more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (own != null) {
            own.shutdownNow();
        }
    }

    private static ExecutorService start(String name) {
        if (VIRTUAL != null) {
            try {
                return (ExecutorService) VIRTUAL.invokeExact();
            } catch (Throwable e) {
                throw new IllegalStateException("no virtual threads", e);
            }
        }
        return new ThreadPoolExecutor(0, MAX_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "resty-cache-" + name);
            thread.setDaemon(true);
            return thread;
        });
    }

    private static @Nullable MethodHandle virtualThreads() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
        } catch (ReflectiveOperationException e) {
            // Before Java 21 there are none.
            return null;
        }
    }
}
