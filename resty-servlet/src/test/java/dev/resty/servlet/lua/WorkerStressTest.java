// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resty.servlet.lua.runtime.NativeFunction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;

/** Many threads in one worker, with everything that switches between them: Lua never sees two at once. */
@Timeout(120)
class WorkerStressTest {

    private static final int THREADS = 8;
    private static final int RUNS = 40;

    /** Counts without any synchronisation, so that a second thread in the VM loses counts or finds another's mark. */
    private static final class Unguarded {

        long count;
        Object inside = "";

        void step() {
            Thread self = Thread.currentThread();
            inside = self;
            long before = count;
            for (int i = 0; i < 20; i++) {
                Thread.onSpinWait();
            }
            count = before + 1;
            if (inside != self) {
                throw new IllegalStateException("two threads in one VM");
            }
        }
    }

    /** Every run counts to 100, in ways that differ by its number. */
    private static final String SCRIPT = """
            local number = ...
            local function count(times)
              for i = 1, times do
                local before = total
                step()
                if total ~= before then error("another thread was here") end
                total = before + 1
              end
            end
            local mine = {}
            local function busy(times)
              local me = coroutine.running()
              mine[me] = (mine[me] or 0) + 1
              for i = 1, times do
                count(1)
                local kind = (number + i) % 5
                if kind == 0 then pause(0) elseif kind == 1 then pause(1) elseif kind == 2 then block()
                elseif kind == 3 then coroutine.yield() end
                if coroutine.running() ~= me then error("not my thread") end
              end
            end
            local co = coroutine.wrap(function() for i = 1, 10 do count(1) pause(0) coroutine.yield(i) end end)
            local a, b = spawn(busy, 20), spawn(busy, 20)
            local c = spawn(function() for i = 1, 10 do count(1) wake() snooze() end end)
            local victim = spawn(function() pause(60000) count(1000) end)
            for i = 1, 10 do if co() ~= i then error("lost a value") end end
            for i = 1, 10 do wake() snooze() end
            wait(b) wait(c) kill(victim)
            busy(20)
            local gen = coroutine.wrap(function() for i = 1, 20 do count(1) coroutine.yield() end end)
            for i = 1, 20 do gen() end
            wait(a)
            if number % 7 == 0 then spawn(function() pause(0) leave() end) pause(60000) end
            """;

    private static final class Left extends Unwind {

        private static final long serialVersionUID = 1L;

        Left() {
            super("left");
        }
    }

    private final Unguarded unguarded = new Unguarded();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource(CoroutineThreads.class)
    void runs_ofManyThreads_haveTheWorkerOneAtATime(CoroutineThreads kind) throws InterruptedException {
        assumeTrue(kind.isAvailable());
        Lua lua = new Lua(WorkerOptions.defaults().withCoroutines(kind));
        Worker worker = lua.worker;
        declare(worker);
        LuaFunction script = lua.worker.load(SCRIPT.getBytes(StandardCharsets.UTF_8), "=stress");
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int first = t * RUNS;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < RUNS; i++) {
                    try {
                        worker.run(this, script, LuaValue.valueOf(first + i));
                    } catch (Left left) {
                        continue;
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(unguarded.count).isEqualTo(100L * THREADS * RUNS);
        assertThat(worker.globals().get("total").tolong()).isEqualTo(100L * THREADS * RUNS);
        assertThat(worker.isIdle()).isTrue();
        assertThat(worker.load()).isZero();
    }

    private void declare(Worker worker) {
        LuaSemaphore semaphore = new LuaSemaphore(worker, 0);
        worker.globals().set("total", 0);
        set(worker, "step", args -> {
            unguarded.step();
            return LuaValue.NONE;
        });
        set(worker, "pause", args -> {
            uninterrupted(() -> worker.sleep(args.arg1().tolong()));
            return LuaValue.NONE;
        });
        set(worker, "block", args -> {
            uninterrupted(() -> worker.handOver(() -> {
                LockSupport.parkNanos(100_000);
                return null;
            }));
            return LuaValue.NONE;
        });
        set(worker, "wake", args -> {
            semaphore.post(1);
            return LuaValue.NONE;
        });
        set(worker, "snooze", args -> {
            uninterrupted(() -> semaphore.await(1000));
            return LuaValue.NONE;
        });
        set(worker, "leave", args -> {
            throw new Left();
        });
        set(worker, "spawn", args -> worker.lightThreads()
                .spawn((LuaFunction) args.arg1(), args.subargs(2), failures::add));
        set(worker, "wait", args -> worker.lightThreads().wait(args));
        set(worker, "kill", args -> worker.lightThreads().kill(args.arg1()));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void uninterrupted(Step step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Worker worker, String name, NativeFunction.Body body) {
        worker.globals().set(name, NativeFunction.of(name, body));
    }
}
