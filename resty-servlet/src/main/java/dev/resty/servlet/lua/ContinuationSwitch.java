// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine's body as a continuation of the JDK, which virtual threads are made of: it runs on its resumer's thread,
 * so that no other thread needs to wake up. What blocks in it blocks that thread; where that is a virtual one, only
 * that.
 *
 * <p>The class is the JDK's own, there for those who have started Java with {@code --add-exports
 * java.base/jdk.internal.vm=ALL-UNNAMED}, so it is called by method handles.
 */
final class ContinuationSwitch implements CoroutineSwitch {

    /** The JDK's class, as far as it is used. */
    private record Continuations(Object scope, MethodHandle make, MethodHandle run, MethodHandle yield) {

        static @Nullable Continuations find() {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            try {
                Class<?> scopes = Class.forName("jdk.internal.vm.ContinuationScope");
                Class<?> type = Class.forName("jdk.internal.vm.Continuation");
                Object scope = lookup.findConstructor(scopes, MethodType.methodType(void.class, String.class))
                        .invoke("lua");
                return new Continuations(
                        scope,
                        lookup.findConstructor(type, MethodType.methodType(void.class, scopes, Runnable.class))
                                .bindTo(scope)
                                .asType(MethodType.methodType(Object.class, Runnable.class)),
                        lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                                .asType(MethodType.methodType(void.class, Object.class)),
                        lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scopes))
                                .bindTo(scope));
            } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException notThere) {
                return null;
            } catch (Throwable e) {
                throw new IllegalStateException("continuations are there but cannot be used", e);
            }
        }
    }

    private static final @Nullable Continuations FOUND = Continuations.find();

    // Constants, so that they are called as directly as methods; never called where there are no continuations.
    private static final MethodHandle MAKE = FOUND == null ? none(Object.class, Runnable.class) : FOUND.make();
    private static final MethodHandle RUN = FOUND == null ? none(void.class, Object.class) : FOUND.run();
    private static final MethodHandle YIELD = FOUND == null ? none(boolean.class) : FOUND.yield();

    private static MethodHandle none(Class<?> result, Class<?>... arguments) {
        return MethodHandles.empty(MethodType.methodType(result, arguments));
    }

    private final Object continuation;

    ContinuationSwitch(Runnable body) {
        if (FOUND == null) {
            throw new IllegalStateException("there are no continuations without JDK 21 and its export");
        }
        try {
            continuation = (Object) MAKE.invokeExact(body);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Whether the JDK has them and lets us use them. */
    static boolean available() {
        return FOUND != null;
    }

    @Override
    public void resume() {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** {@inheritDoc} A continuation is not left where native code, or on older JDKs a monitor, stands in between. */
    @Override
    public boolean yield() {
        try {
            return (boolean) YIELD.invokeExact();
        } catch (IllegalStateException pinned) {
            return false;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (e instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(e);
    }
}
