// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

@Timeout(60)
class WorkerTest {

    private final Lua lua = new Lua();
    private final Worker worker = lua.worker;

    private static byte[] source(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void load_sameSourceAndName_isTheSameFunction() {
        LuaFunction first = worker.load(source("return 1"), "=a");
        assertThat(worker.load(source("return 1"), "=a")).isSameAs(first);
        assertThat(worker.load(source("return 1"), "=b")).isNotSameAs(first);
        assertThat(worker.load(source("return 2"), "=a")).isNotSameAs(first);
        assertThat(worker.loadFresh(source("return 1"), "=a")).isNotSameAs(first);
    }

    @Test
    void load_sharedCache_givesEachWorkerItsOwnGlobals() {
        CodeCache cache = new CodeCache();
        Worker one = new Worker(0, WorkerOptions.defaults(), cache);
        Worker two = new Worker(1, WorkerOptions.defaults(), cache);
        byte[] count = source("n = (n or 0) + 1 return n");
        one.run(this, one.load(count, "=c"), LuaValue.NONE);
        one.run(this, one.load(count, "=c"), LuaValue.NONE);
        assertThat(two.run(this, two.load(count, "=c"), LuaValue.NONE).arg1().toint())
                .isEqualTo(1);
    }

    @Test
    void loadLibrary_isCompiledOnceForWorkersOfAnyPool() {
        byte[] count = source("n = (n or 0) + 1 return n");
        Worker other = new Worker(1);
        Closure here = (Closure) worker.loadLibrary(count, "@library.lua");
        Closure there = (Closure) other.loadLibrary(count, "@library.lua");

        assertThat(there.code()).isSameAs(here.code());
        assertThat(((Closure) other.load(count, "@library.lua")).code()).isSameAs(here.code());
        assertThat(((Closure) new Worker(2).load(count, "@library.lua")).code()).isNotSameAs(here.code());
        worker.run(this, here, LuaValue.NONE);
        assertThat(other.run(this, there, LuaValue.NONE).arg1().toint()).isEqualTo(1);
    }

    @Test
    void load_badSyntax_tellsChunkAndLine() {
        assertThatThrownBy(() -> worker.load(source("local x = 1\nlocal y = = 2"), "@conf/a.lua"))
                .isInstanceOf(LuaFailure.class)
                .hasMessage("conf/a.lua:2: unexpected symbol near '='");
        assertThatThrownBy(() -> worker.load(source("if x then"), "=b"))
                .isInstanceOf(LuaFailure.class)
                .hasMessageContaining("b:1: 'end' expected");
    }

    @Test
    void load_byteCode_isRefusedClearly() {
        assertThatThrownBy(() -> worker.load(new byte[] {27, 'L', 'J', 2}, "@x.ljbc"))
                .isInstanceOf(LuaFailure.class)
                .hasMessageContaining("x.ljbc")
                .hasMessageContaining("bytecode");
    }

    @Test
    void run_failing_carriesMessageAndTraceback() {
        LuaFailure failure = catchThrowableOfType(
                LuaFailure.class, () -> lua.call("local function inner()\n  error('broken')\nend\ninner()"));
        assertThat(failure).hasMessage("test:2: broken");
        assertThat(failure.traceback())
                .isEqualTo("stack traceback:\n\t[C]: in function 'error'\n"
                        + "\ttest:2: in function 'inner'\n\ttest:4: in main chunk");
    }

    @Test
    void run_failingInTheInterpreter_carriesMessageAndTraceback() {
        LuaFailure failure = catchThrowableOfType(LuaFailure.class, () -> lua.call("\nlocal t = nil\nreturn t.x.y"));
        assertThat(failure).hasMessage("test:3: attempt to index local 't' (a nil value)");
        assertThat(failure.traceback()).isEqualTo("stack traceback:\n\ttest:3: in main chunk");
    }

    @Test
    void run_failingInAJavaFunction_isPositionedAtItsCaller() {
        worker.globals().set("fail", NativeFunction.of("fail", args -> {
            throw new LuaError("no good");
        }));
        assertThatThrownBy(() -> lua.call("\nfail()")).hasMessage("test:2: no good");
        assertThat(lua.show("return pcall(fail)")).isEqualTo("false | no good");
    }

    @Test
    void run_javaException_keepsItsCause() {
        IllegalStateException cause = new IllegalStateException("bug");
        worker.globals().set("fail", NativeFunction.of("fail", args -> {
            throw cause;
        }));
        LuaFailure failure = catchThrowableOfType(LuaFailure.class, () -> lua.call("fail()"));
        assertThat(failure.getCause()).isSameAs(cause);
        assertThat(failure.traceback()).contains("test:1: in main chunk");
    }

    @Test
    void run_failingWithAValue_carriesTheValue() {
        LuaFailure failure = catchThrowableOfType(LuaFailure.class, () -> lua.call("error({code = 3})"));
        assertThat(failure.value().get("code").toint()).isEqualTo(3);
        assertThat(failure).hasMessage("(error object is a table value)");
    }

    @Test
    void run_afterAFailure_startsClean() {
        assertThatThrownBy(() -> lua.call("xpcall(function() error('a') end, error) error('b')"))
                .hasMessage("test:1: b");
        assertThat(lua.show("return pcall(error, 'c', 0)")).isEqualTo("false | c");
        assertThat(worker.isIdle()).isTrue();
    }

    @Test
    void current_isTheRunAndItsOwner() {
        Object owner = new Object();
        Object[] seen = new Object[1];
        worker.globals().set("look", NativeFunction.of("look", args -> {
            seen[0] = worker.current().owner();
            return LuaValue.NONE;
        }));
        worker.run(owner, worker.load(source("look()"), "=l"), LuaValue.NONE);
        assertThat(seen[0]).isSameAs(owner);
        assertThat(worker.current()).isNull();
    }

    @Test
    void run_fromInsideARun_runsAtOnceAndGoesBack() {
        LuaFunction inner = worker.load(source("return pcall(error, 'inner', 0)"), "=i");
        Object outerOwner = new Object();
        List<Object> owners = new ArrayList<>();
        worker.globals().set("nested", NativeFunction.of("nested", args -> {
            owners.add(worker.current().owner());
            LuaValue result = worker.run("inner", inner, LuaValue.NONE).arg(2);
            owners.add(worker.current().owner());
            return result;
        }));
        LuaFunction outer = worker.load(source("return nested(), pcall(error, 'outer', 0)"), "=o");
        assertThat(worker.run(outerOwner, outer, LuaValue.NONE).arg(3).tojstring())
                .isEqualTo("outer");
        assertThat(owners).containsExactly(outerOwner, outerOwner);
        assertThat(worker.isIdle()).isTrue();
    }

    @Test
    void handOver_outsideARun_isAMistake() {
        assertThatThrownBy(() -> worker.handOver(() -> 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void handOver_interleavedRuns_keepTheirHandlersAndTheirStack() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        worker.globals().set("wait", NativeFunction.of("wait", args -> {
            try {
                worker.handOver(() -> {
                    waiting.countDown();
                    go.await();
                    return null;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return LuaValue.NONE;
        }));
        String[] first = new String[1];
        Thread thread = new Thread(() -> first[0] = lua.show("local function deep() wait() error('mine') end\n"
                + "return xpcall(deep, function(m) return 'handled ' .. debug.traceback(m) end)"));
        thread.start();
        waiting.await();
        assertThat(lua.show("return pcall(function() error('other', 0) end)")).isEqualTo("false | other");
        go.countDown();
        thread.join();
        assertThat(first[0])
                .startsWith("false | handled test:1: mine\nstack traceback:\n")
                .contains("test:1: in function");
    }

    @Test
    void run_byManyThreadsWithYieldPoints_neverTwoInOneVm() throws InterruptedException {
        worker.globals().set("pause", NativeFunction.of("pause", args -> {
            try {
                worker.handOver(() -> {
                    Thread.yield();
                    return null;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return LuaValue.NONE;
        }));
        LuaFunction body = worker.load(
                source("for i = 1, 20 do\n"
                        + "  assert(not busy, 'two at once') busy = true\n"
                        + "  local n = (count or 0) for k = 1, 50 do n = n + 0 end count = n + 1\n"
                        + "  busy = false\n"
                        + "  pause()\n"
                        + "  coroutine.wrap(function() assert(not busy) pause() busy = true busy = false end)()\n"
                        + "end"),
                "=stress");
        int threads = 12;
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        try {
                            for (int i = 0; i < 10; i++) {
                                worker.run(this, body, LuaValue.NONE);
                            }
                        } catch (LuaError e) {
                            failures.incrementAndGet();
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        done.await();
        assertThat(failures).hasValue(0);
        assertThat(lua.show("return count")).isEqualTo(String.valueOf(threads * 10 * 20));
    }

    @Test
    void guardGlobals_newGlobal_isReportedAndSet() {
        List<String> reported = new ArrayList<>();
        worker.guardGlobals((name, traceback) -> reported.add(name + " " + traceback));
        assertThat(lua.show("\nfresh = 5 fresh = 6 rawset(_G, 'quiet', 1) return fresh, quiet"))
                .isEqualTo("6 | 1");
        assertThat(reported).containsExactly("fresh stack traceback:\n\ttest:2: in main chunk");
    }

    @Test
    void stringMethods_ofOneWorker_areNotTheOthers() {
        Lua other = new Lua();
        lua.call("function string.shout(s) return s:upper() .. '!' end");
        assertThat(lua.show("return ('a'):shout()")).isEqualTo("A!");
        assertThat(other.show("return pcall(function() return ('a'):shout() end)"))
                .isEqualTo("false | test:1: attempt to call method 'shout' (a nil value)");
    }

    @Test
    void close_refusesLaterRuns() {
        worker.close();
        assertThatThrownBy(() -> lua.call("return 1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void preload_isWhatRequireFindsFirst() {
        worker.preload("mine", NativeFunction.of("mine", args -> LuaString.valueOf("loaded " + args.arg1())));
        assertThat(lua.show("return require 'mine'")).isEqualTo("loaded mine");
    }

    @Test
    void pool_choose_takesAnIdleWorkerThenTheLeastBusy() throws InterruptedException {
        WorkerPool pool = new WorkerPool(List.of(new Worker(0), new Worker(1)));
        Worker busy = pool.workers().get(0);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        busy.globals().set("hold", NativeFunction.of("hold", args -> {
            inside.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return LuaValue.NONE;
        }));
        Thread holder = new Thread(() -> busy.run(this, busy.load(source("hold()"), "=h"), LuaValue.NONE));
        holder.start();
        inside.await();
        for (int i = 0; i < 4; i++) {
            assertThat(pool.choose().id()).isEqualTo(1);
        }
        end.countDown();
        holder.join();
        assertThat(List.of(pool.choose().id(), pool.choose().id())).containsExactlyInAnyOrder(0, 1);
        pool.close();
    }

    @Test
    void pool_ofNoWorkers_isRefused() {
        assertThatThrownBy(() -> new WorkerPool(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void close_whileCodeSleeps_letsItGoOnAndRefusesNewRuns() throws InterruptedException {
        Lua lua = new Lua();
        Worker sleepers = lua.worker;
        CountDownLatch asleep = new CountDownLatch(1);
        sleepers.globals().set("sleep", NativeFunction.of("sleep", args -> {
            asleep.countDown();
            try {
                sleepers.sleep(args.arg1().tolong());
            } catch (InterruptedException e) {
                throw new LuaError("interrupted");
            }
            return LuaValue.NONE;
        }));
        Varargs[] result = {LuaValue.NONE};
        Thread thread = new Thread(() -> result[0] = lua.call("sleep(100) sleep(1) return 'woken'"));
        thread.start();
        asleep.await();
        sleepers.close();
        assertThatThrownBy(() -> lua.call("return 1")).isInstanceOf(IllegalStateException.class);
        thread.join();
        assertThat(result[0].arg1().tojstring()).isEqualTo("woken");
        assertThat(sleepers.isIdle()).isTrue();
    }
}
