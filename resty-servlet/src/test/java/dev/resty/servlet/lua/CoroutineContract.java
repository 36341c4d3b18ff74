// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resty.servlet.lua.runtime.NativeFunction;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** How coroutines behave, whatever threads they run on. */
@Timeout(60)
abstract class CoroutineContract {

    private final CoroutineThreads threads;
    private Lua lua;

    CoroutineContract(CoroutineThreads threads) {
        this.threads = threads;
    }

    @BeforeEach
    void open() {
        assumeTrue(threads.isAvailable());
        lua = new Lua(WorkerOptions.defaults().withCoroutines(threads));
    }

    private String show(String source) {
        return lua.show(source);
    }

    @Test
    void resume_passesValuesBothWays() {
        assertThat(show(
                        "local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) return c * 2 end)\n"
                                + "local _, sum = coroutine.resume(co, 3, 4)\n"
                                + "return sum, coroutine.resume(co, 21)"))
                .isEqualTo("7 | true | 42");
    }

    @Test
    void traceback_ofACoroutineThatWaitsForAnother_showsIt() {
        assertThat(show("local outer\n"
                        + "outer = coroutine.create(function()\n"
                        + "  local middle = coroutine.wrap(function()\n"
                        + "    local inner = coroutine.create(function() return debug.traceback(outer), debug.traceback(coroutine.running()) end)\n"
                        + "    local _, seen, own = coroutine.resume(inner)\n"
                        + "    return seen, own\n"
                        + "  end)\n"
                        + "  local seen, own = middle()\n"
                        + "  return seen, own\n"
                        + "end)\n"
                        + "local _, seen, own = coroutine.resume(outer)\n"
                        + "return seen, own"))
                .isEqualTo("stack traceback:\n\t[C]: in function 'middle'\n\ttest:8: in function <test:2> | "
                        + "stack traceback:\n\ttest:4: in function <test:4>");
    }

    @Test
    void manyWithinEachOther_workOrAreAnError() {
        String source = "local function deep(n)\n"
                + "  if n == 0 then return 0 end\n"
                + "  local ok, got = coroutine.resume(coroutine.create(deep), n - 1)\n"
                + "  return ok and type(got) == 'number' and got + 1 or got\n"
                + "end\n";
        assertThat(show(source + "return pcall(deep, 2000)")).isIn("true | 2000", "true | C stack overflow");
        assertThat(show(source + "return pcall(deep, 100)")).isEqualTo("true | 100");
    }

    @Test
    void status_goesThroughItsWholeLife() {
        assertThat(show("local co, other\n"
                        + "co = coroutine.create(function()\n"
                        + "  local inner = coroutine.create(function() return coroutine.status(co) end)\n"
                        + "  local _, seen = coroutine.resume(inner)\n"
                        + "  coroutine.yield(seen, coroutine.status(co))\n"
                        + "end)\n"
                        + "local before = coroutine.status(co)\n"
                        + "local _, normal, running = coroutine.resume(co)\n"
                        + "local between = coroutine.status(co)\n"
                        + "coroutine.resume(co)\n"
                        + "return before, normal, running, between, coroutine.status(co)"))
                .isEqualTo("suspended | normal | running | suspended | dead");
    }

    @Test
    void resume_ofDeadOrRunning_isRefused() {
        assertThat(show("local co co = coroutine.create(function() return coroutine.resume(co) end)\n"
                        + "local a, b, c = coroutine.resume(co)\n"
                        + "return a, b, c, coroutine.resume(co)"))
                .isEqualTo("true | false | cannot resume running coroutine | false | cannot resume dead coroutine");
    }

    @Test
    void resume_ofItsResumer_isRefused() {
        assertThat(show("local outer outer = coroutine.create(function()\n"
                        + "  local inner = coroutine.create(function() return coroutine.resume(outer) end)\n"
                        + "  return coroutine.resume(inner)\n"
                        + "end)\n"
                        + "return coroutine.resume(outer)"))
                .isEqualTo("true | true | false | cannot resume running coroutine");
    }

    @Test
    void error_keepsItsValue() {
        assertThat(show("local t = {code = 7}\n"
                        + "local ok, e = coroutine.resume(coroutine.create(function() error(t) end))\n"
                        + "return ok, e == t"))
                .isEqualTo("false | true");
        assertThat(show("return coroutine.resume(coroutine.create(function() error('boom') end))"))
                .isEqualTo("false | test:1: boom");
        assertThat(show("return coroutine.resume(coroutine.create(function() error() end))"))
                .isEqualTo("false | nil");
        assertThat(show("return coroutine.resume(coroutine.create(function() local x x.y = 1 end))"))
                .isEqualTo("false | test:1: attempt to index local 'x' (a nil value)");
    }

    @Test
    void wrap_throwsWhatTheCoroutineThrew() {
        assertThat(show("return pcall(coroutine.wrap(function() error('boom', 0) end))"))
                .isEqualTo("false | boom");
        assertThat(show("local f = coroutine.wrap(function() error('boom', 0) end)\n"
                        + "return pcall(function() local r = f() return r end)"))
                .isEqualTo("false | test:2: boom");
        assertThat(show("local ok, e = pcall(coroutine.wrap(function() error({}) end)) return ok, type(e)"))
                .isEqualTo("false | table");
        assertThat(show("local f = coroutine.wrap(function() end) f() return pcall(f)"))
                .isEqualTo("false | cannot resume dead coroutine");
    }

    @Test
    void yield_worksInsideEverythingThatCallsLua() {
        assertThat(show("local co = coroutine.wrap(function() local ok, v = pcall(function()"
                        + " return coroutine.yield(1) + 1 end) return ok, v end) co() return co(5)"))
                .isEqualTo("true | 6");
        assertThat(show("local co = coroutine.wrap(function() return setmetatable({}, {__index = function(_, k)"
                        + " return coroutine.yield(k) end}).foo end) return co(), co('bar')"))
                .isEqualTo("foo | bar");
        assertThat(show("local co = coroutine.wrap(function() return (string.gsub('ab', '.', function(c)"
                        + " return coroutine.yield(c) end)) end) return co(), co('x'), co('y')"))
                .isEqualTo("a | b | xy");
    }

    @Test
    void running_isTheCoroutineItself() {
        assertThat(show("local co co = coroutine.create(function() return coroutine.running() == co end)\n"
                        + "return coroutine.resume(co)"))
                .isEqualTo("true | true");
        assertThat(show("return coroutine.isyieldable()")).isEqualTo("true");
    }

    @Test
    void arguments_ofTheWrongType_areRefused() {
        assertThat(show("return pcall(coroutine.create, 1)"))
                .isEqualTo("false | bad argument #1 to '?' (function expected, got number)");
        assertThat(show("return pcall(coroutine.resume, 1)"))
                .isEqualTo("false | bad argument #1 to '?' (coroutine expected)");
    }

    @Test
    void generators_byTheThousand_runToTheirEnd() {
        assertThat(show("local sum = 0\n"
                        + "for i = 1, 2000 do\n"
                        + "  local gen = coroutine.wrap(function() for k = 1, 3 do coroutine.yield(k) end end)\n"
                        + "  sum = sum + gen() + gen()\n"
                        + "end\n"
                        + "return sum"))
                .isEqualTo("6000");
    }

    @Test
    void suspended_whenItsRunEnds_isDead() {
        lua.call("kept = coroutine.create(function() coroutine.yield() end) coroutine.resume(kept)");
        assertThat(show("return coroutine.status(kept), coroutine.resume(kept)"))
                .isEqualTo("dead | false | cannot resume dead coroutine");
    }

    @Test
    void suspended_andForgotten_isGarbageWhileItsRunGoesOn() {
        assumeTrue(!threads.mustBeEnded());
        List<WeakReference<Object>> forgotten = new ArrayList<>();
        lua.worker.globals().set("note", NativeFunction.of("note", args -> {
            forgotten.add(new WeakReference<>(args.arg1()));
            return LuaValue.NONE;
        }));
        long[] left = {-1};
        lua.worker.globals().set("look", NativeFunction.of("look", args -> {
            left[0] = stillThere(forgotten);
            return LuaValue.NONE;
        }));
        lua.call("for i = 1, 20000 do\n"
                + "  local co co = coroutine.create(function(x) local me = co coroutine.yield(x) return me end)\n"
                + "  coroutine.resume(co, i) if i % 10 == 0 then note(co) end\n"
                + "end look()");
        assertThat(forgotten).hasSize(2000);
        assertThat(left[0]).isLessThan(20);
    }

    private static long stillThere(List<WeakReference<Object>> all) {
        long left = all.size();
        for (int tries = 0; tries < 20 && left >= 20; tries++) {
            System.gc();
            left = all.stream().filter(reference -> reference.get() != null).count();
        }
        return left;
    }

    @Test
    void suspended_whenItsRunEnds_leavesNoThread() throws InterruptedException {
        assumeTrue(threads == CoroutineThreads.PLATFORM);
        for (int run = 0; run < 100; run++) {
            lua.call("for i = 1, 200 do coroutine.wrap(function() coroutine.yield() end)() end");
        }
        int parked = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            for (StackTraceElement frame : thread.getStackTrace()) {
                parked += frame.getClassName().equals(ThreadSwitch.class.getName()) ? 1 : 0;
            }
        }
        assertThat(parked).isZero();
    }

    @Test
    void unwind_fromACoroutine_reachesTheCallerOfTheRun() {
        class Leave extends Unwind {
            private static final long serialVersionUID = 1L;

            Leave() {
                super("left");
            }
        }
        lua.worker.globals().set("leave", NativeFunction.of("leave", args -> {
            throw new Leave();
        }));
        assertThatThrownBy(() -> lua.call("pcall(coroutine.wrap(function() pcall(leave) end))"))
                .isInstanceOf(Leave.class);
        assertThat(show("return 'alive'")).isEqualTo("alive");
    }

    @Test
    void handOver_fromACoroutine_letsAnotherRunIn() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch otherDone = new CountDownLatch(1);
        lua.worker.globals().set("wait", NativeFunction.of("wait", args -> {
            try {
                return lua.worker.handOver(() -> {
                    inside.countDown();
                    otherDone.await();
                    return LuaValue.valueOf("woken");
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }));
        Varargs[] result = {LuaValue.NONE};
        Thread first = new Thread(() -> result[0] = lua.call("local co = coroutine.wrap(function() local r = wait()"
                + " local t = coroutine.running() coroutine.yield(r) return coroutine.running() == t end)\n"
                + "shared = 'first' local a = co() return a, co(), shared"));
        first.start();
        inside.await();
        assertThat(show("shared = 'second' return coroutine.wrap(function() return 5 end)()"))
                .isEqualTo("5");
        otherDone.countDown();
        first.join();
        assertThat(result[0].arg(1).tojstring()).isEqualTo("woken");
        assertThat(result[0].arg(2).toboolean()).isTrue();
        assertThat(result[0].arg(3).tojstring()).isEqualTo("second");
    }

    @Test
    void resume_byAnInterruptedThread_worksAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();
        try {
            assertThat(show("local f = coroutine.wrap(function() coroutine.yield(1) return 2 end) return f(), f()"))
                    .isEqualTo("1 | 2");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void traceback_ofASuspendedCoroutine_showsItsOwnFunctions() {
        assertThat(show("local function deep() coroutine.yield() end\n"
                        + "local co = coroutine.create(function() deep() end)\n"
                        + "coroutine.resume(co)\n"
                        + "return debug.traceback(co)"))
                .isEqualTo(
                        "stack traceback:\n\t[C]: in function 'yield'\n\ttest:1: in function 'deep'\n\ttest:2: in function <test:2>");
    }
}
