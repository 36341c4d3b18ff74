// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.BudgetBreaches.Limit;
import dev.resty.servlet.lua.runtime.Activation;
import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.Vm;
import org.jspecify.annotations.Nullable;

/** Stops a worker's runs that are over their budget, wherever their code looks whether it is to stop. */
final class RunLimits {

    private final Worker worker;
    private final Vm vm;
    private final BudgetBreaches breaches;

    /** Whether instructions are counted: {@link Vm#interrupt} stays set then. */
    private final boolean counting;

    /** The run to be stopped soon. */
    private volatile @Nullable LuaRun condemned;

    /** Has the worker's code look. */
    RunLimits(Worker worker, Vm vm) {
        Budget budget = worker.options().budget();
        this.worker = worker;
        this.vm = vm;
        this.breaches = worker.options().breaches();
        this.counting = budget.instructions() > 0;
        vm.deepest = budget.callDepth();
        vm.onInterrupt = this::look;
        vm.onOverflow = () -> breaches.add(Limit.CALL_DEPTH);
        vm.interrupt = counting;
        if (budget.allocation() > 0) {
            vm.onAllocation = this::count;
        }
    }

    /** Has a run stopped soon, if it is still the running one then. Called by any thread. */
    void condemn(LuaRun run) {
        condemned = run;
        vm.interrupt = true;
    }

    private void look() {
        LuaRun running = worker.current();
        if (!counting) {
            vm.interrupt = false;
        } else if (running != null && --running.instructionsLeft < 0) {
            throw exceeded(Limit.INSTRUCTIONS, "Lua code executed more instructions than its budget");
        }
        LuaRun run = condemned;
        if (run != null) {
            condemned = null;
            if (run == running) {
                throw exceeded(Limit.TIME, "Lua code ran longer than its budget");
            }
        }
    }

    private void count(long bytes) {
        LuaRun run = worker.current();
        if (run != null && (run.allocationLeft -= bytes) < 0) {
            throw exceeded(Limit.MEMORY, "Lua code allocated more than its budget");
        }
    }

    private BudgetExceeded exceeded(Limit limit, String what) {
        breaches.add(limit);
        String where = "";
        for (Activation function : CallStack.from(0, 2)) {
            where = where.isEmpty() ? function.where() : where;
        }
        String place = where.isEmpty() ? "" : " at " + where.substring(0, where.length() - 2);
        return new BudgetExceeded(what + place, place.isEmpty() ? "?" : place.substring(4), CallStack.traceback(0));
    }
}
