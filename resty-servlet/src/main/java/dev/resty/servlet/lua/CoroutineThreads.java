// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What coroutines run on in Java. */
public enum CoroutineThreads {

    /**
     * The thread that resumes them, as a continuation of the JDK; JDK 21 or later, started with {@code --add-exports
     * java.base/jdk.internal.vm=ALL-UNNAMED}. Light threads have a virtual thread each. One that is suspended and
     * forgotten is garbage.
     */
    CONTINUATION {
        @Override
        void start(Runnable body) {
            Virtual.start(body);
        }

        @Override
        CoroutineSwitch prepare(Runnable body) {
            return new ContinuationSwitch(body);
        }

        @Override
        boolean shareStack() {
            return true;
        }

        @Override
        boolean mustBeEnded() {
            return false;
        }
    },

    /** A virtual thread each; JDK 21 or later. One that is suspended and forgotten is garbage. */
    VIRTUAL {
        @Override
        void start(Runnable body) {
            Virtual.start(body);
        }

        @Override
        boolean mustBeEnded() {
            return false;
        }
    },

    /** Daemon threads of a pool; suspended ones are kept until the run that created them ends. */
    PLATFORM {
        @Override
        void start(Runnable body) {
            Platform.POOL.execute(body);
        }

        @Override
        boolean mustBeEnded() {
            return true;
        }
    };

    /** Runs a body on a thread of its own. */
    abstract void start(Runnable body);

    /** What gives control to a coroutine's body and back. */
    CoroutineSwitch prepare(Runnable body) {
        return new ThreadSwitch(this, body);
    }

    /** Whether a coroutine's calls are on the stack of who resumes it. */
    boolean shareStack() {
        return false;
    }

    /** Whether a suspended coroutine that nobody refers to would stay for ever. */
    abstract boolean mustBeEnded();

    /** Continuations where the JDK lets us use them, else virtual threads where it has them, else platform threads. */
    public static CoroutineThreads best() {
        if (CONTINUATION.isAvailable()) {
            return CONTINUATION;
        }
        return VIRTUAL.isAvailable() ? VIRTUAL : PLATFORM;
    }

    /** Whether this JVM has them. */
    public boolean isAvailable() {
        return switch (this) {
            case CONTINUATION -> Virtual.THREADS != null && ContinuationSwitch.available();
            case VIRTUAL -> Virtual.THREADS != null;
            case PLATFORM -> true;
        };
    }

    /** Whether the current thread is a virtual one. */
    static boolean isCurrentVirtual() {
        try {
            return (boolean) Virtual.IS_VIRTUAL.invokeExact(Thread.currentThread());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Platform {

        private static final long STACK_SIZE = 512L << 10;
        private static final AtomicInteger NUMBER = new AtomicInteger();

        static final ExecutorService POOL = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), Platform::thread);

        private static Thread thread(Runnable body) {
            Thread thread = new Thread(null, body, "resty-coroutine-" + NUMBER.incrementAndGet(), STACK_SIZE, false);
            thread.setDaemon(true);
            return thread;
        }
    }

    /**
     * The JDK keeps track of virtual threads by the executor that started them; one executor each, which nobody keeps,
     * makes a thread that nobody keeps either.
     */
    private static final class Virtual {

        static final @Nullable ThreadFactory THREADS = threads();
        private static final @Nullable MethodHandle NEW_EXECUTOR = newExecutor();

        static final MethodHandle IS_VIRTUAL = isVirtual();

        static void start(Runnable body) {
            ThreadFactory threads = THREADS;
            MethodHandle newExecutor = NEW_EXECUTOR;
            if (threads == null || newExecutor == null) {
                throw new IllegalStateException("virtual threads need JDK 21 or later");
            }
            Executor executor;
            try {
                executor = (Executor) (ExecutorService) newExecutor.invokeExact(threads);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            executor.execute(body);
        }

        private static @Nullable ThreadFactory threads() {
            try {
                Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
                return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                        .getMethod("factory")
                        .invoke(builder);
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        /** A method of JDK 21; before it no thread is virtual. */
        private static MethodHandle isVirtual() {
            MethodType type = MethodType.methodType(boolean.class);
            try {
                return MethodHandles.publicLookup().findVirtual(Thread.class, "isVirtual", type);
            } catch (ReflectiveOperationException e) {
                return MethodHandles.empty(type.appendParameterTypes(Thread.class));
            }
        }

        private static @Nullable MethodHandle newExecutor() {
            try {
                return MethodHandles.publicLookup()
                        .findStatic(
                                java.util.concurrent.Executors.class,
                                "newThreadPerTaskExecutor",
                                MethodType.methodType(ExecutorService.class, ThreadFactory.class));
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }
    }
}
