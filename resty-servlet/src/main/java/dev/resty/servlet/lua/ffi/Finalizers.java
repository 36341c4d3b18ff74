// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/**
 * Calls what {@code ffi.gc} and {@code __gc} ask for when cdata is garbage: not when the JVM finds that out, but when the
 * worker's own code is at a place where it can run. Belongs to one worker.
 *
 * <p>A finalizer gets cdata of the same type over the same memory, as the object itself is gone.
 */
final class Finalizers {

    private final ReferenceQueue<CValue> garbage = new ReferenceQueue<>();

    /** Keeps the references until their objects are garbage. */
    private final Map<Pending, Pending> pending = new IdentityHashMap<>();

    /** The finalizer that an object has at present. */
    private final WeakHashMap<CValue, Pending> current = new WeakHashMap<>();

    /**
     * Gives an object a finalizer in place of the one it has.
     *
     * @param finalizer what is called with the object; nil for none
     * @param successor makes the cdata that stands for the object when it is gone; must not refer to it
     */
    void set(CValue object, LuaValue finalizer, Supplier<CValue> successor) {
        Pending before = current.remove(object);
        if (before != null) {
            before.clear();
            pending.remove(before);
        }
        if (!finalizer.isnil()) {
            Pending reference = new Pending(object, garbage, finalizer, successor);
            pending.put(reference, reference);
            current.put(object, reference);
        }
    }

    /**
     * Calls the finalizers of objects that are known to be garbage.
     *
     * @param failures gets the errors that they throw, which the code that happens to run has nothing to do with
     */
    void run(Consumer<LuaError> failures) {
        for (Object found = garbage.poll(); found != null; found = garbage.poll()) {
            Pending reference = (Pending) found;
            if (pending.remove(reference) != null) {
                reference.call(failures);
            }
        }
    }

    /** Whether an object has one. */
    boolean any() {
        return !pending.isEmpty();
    }

    /** Calls those of objects that a collection has just taken, whose references the JVM may not have handed on yet. */
    void runCollected(Consumer<LuaError> failures) {
        for (Pending reference : List.copyOf(pending.keySet())) {
            if (reference.refersTo(null) && pending.remove(reference) != null) {
                reference.call(failures);
            }
        }
    }

    private static final class Pending extends PhantomReference<CValue> {

        private final LuaValue finalizer;
        private final Supplier<CValue> successor;

        Pending(CValue object, ReferenceQueue<CValue> queue, LuaValue finalizer, Supplier<CValue> successor) {
            super(object, queue);
            this.finalizer = finalizer;
            this.successor = successor;
        }

        void call(Consumer<LuaError> failures) {
            try {
                finalizer.call(successor.get());
            } catch (LuaError e) {
                failures.accept(e);
            }
        }
    }
}
