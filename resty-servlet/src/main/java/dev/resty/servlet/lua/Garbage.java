// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.ffi.Ffi;
import dev.resty.servlet.lua.runtime.Vm;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker's code sees of the JVM's collector: weak tables, finalizers of cdata, things that end when forgotten. */
final class Garbage {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Worker worker;
    private @Nullable Ffi ffi;

    Garbage(Worker worker) {
        this.worker = worker;
    }

    /** What the code has declared, allocated and given a finalizer by {@code ffi}. */
    Ffi ffi() {
        Ffi made = ffi;
        if (made == null) {
            made = new Ffi(e -> LOG.warn("error in a finalizer of cdata: {}", e.getMessage()));
            ffi = made;
        }
        return made;
    }

    /** Calls the finalizers of cdata that is garbage. */
    void finalizeCdata() {
        Ffi made = ffi;
        if (made != null) {
            made.finalizeGarbage();
        }
    }

    /** Has the JVM collect where Lua code could see that it has, then calls the finalizers. */
    void collect() {
        LuaRun run = worker.current();
        AfterCollection owner = run != null && run.owner() instanceof AfterCollection asked ? asked : null;
        boolean owned = owner != null && owner.awaitsCollection();
        Vm vm = worker.vm();
        if (vm.hasWeakTables || owned || ffi != null && ffi.hasFinalizers()) {
            // Where that is refused the JVM may have collected by itself.
            JvmCollector.SHARED.collect();
            if (ffi != null) {
                ffi.finalizeCollected();
            }
            if (owner != null) {
                owner.collected();
            }
        }
        finalizeCdata();
    }
}
