// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import dev.resty.servlet.lua.Backend;
import dev.resty.servlet.lua.Budget;
import dev.resty.servlet.lua.BudgetExceeded;
import dev.resty.servlet.lua.CodeCache;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.WorkerOptions;
import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Runs programs in workers of our own, each of which serves some programs. */
final class WorkerEngine implements Engine {

    private static final int PROGRAMS_OF_A_WORKER = 100;

    /** Enough for what LuaJIT's stack holds, interpreted. */
    private static final long STACK = 512L << 20;

    private static final LuaString PRELUDE = LuaText.of(Templates.resource("prelude.lua"));

    private static final byte[] DRIVER = Templates.resource("driver.lua").getBytes(StandardCharsets.ISO_8859_1);

    /** Long after a program of the generator is done; one from which lines were taken may go on for ever. */
    private static final Budget BUDGET = Budget.NONE.withTime(Duration.ofSeconds(5));

    private final Backend backend;

    WorkerEngine(Backend backend) {
        this.backend = backend;
    }

    @Override
    public List<String> run(List<String> programs) {
        List<String> results = new ArrayList<>();
        Thread thread = new Thread(null, () -> runAll(programs, results), "lua fuzz", STACK);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return results;
    }

    private void runAll(List<String> programs, List<String> results) {
        for (int from = 0; from < programs.size(); from += PROGRAMS_OF_A_WORKER) {
            List<String> part = programs.subList(from, Math.min(programs.size(), from + PROGRAMS_OF_A_WORKER));
            try (Worker worker = new Worker(0, WorkerOptions.defaults().withBudget(BUDGET), new CodeCache(backend))) {
                for (String program : part) {
                    results.add(run(worker, program));
                }
            }
        }
    }

    /** A throwable that is no error of Lua is a defect of ours: it is what the program gives. */
    private static String run(Worker worker, String program) {
        try {
            LuaFunction driver = worker.load(DRIVER, "=driver");
            return LuaText.view(worker.run("fuzz", driver, LuaValue.varargsOf(LuaText.of(program), PRELUDE))
                    .arg1()
                    .checkstring());
        } catch (BudgetExceeded e) {
            return ENDLESS;
        } catch (RuntimeException | Error e) {
            StackTraceElement[] trace = e.getStackTrace();
            return "thrown: " + e + (trace.length > 0 ? " at " + trace[0] : "");
        }
    }
}
