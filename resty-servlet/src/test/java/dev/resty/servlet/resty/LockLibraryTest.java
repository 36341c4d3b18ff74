// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.Resty;
import dev.resty.cache.InvalidationBus;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.LockStore;
import dev.resty.phase.Phase;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.PhaseRun;
import dev.resty.store.DictSettings;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapStoreProvider;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.ZeroArgFunction;

class LockLibraryTest {

    private final LibraryVm vm = new LibraryVm();

    @Test
    void lock_free_isImmediateAndUnlocksOnce() {
        assertThat(vm.eval("local l = require 'resty.lock':new('locks', {exptime = 30, timeout = 5}) "
                        + "local e = l:lock('k') local ok = l:unlock() local second, err = l:unlock() "
                        + "return e, ok, second, err"))
                .isEqualTo("0 1 nil unlocked");
    }

    @Test
    void new_unknownDict_isRefused() {
        assertThat(vm.eval("return require 'resty.lock':new('nowhere')")).isEqualTo("nil dictionary not found");
        assertThat(vm.eval("return require 'resty.lock':new()")).isEqualTo("nil dictionary not found");
    }

    @Test
    void lock_misuse_saysWhat() {
        assertThat(vm.eval("local l = require 'resty.lock':new('locks') return l:lock()"))
                .isEqualTo("nil nil key");
        assertThat(vm.eval("local l = require 'resty.lock':new('locks') l:lock('k') return l:lock('other')"))
                .isEqualTo("nil locked");
        assertThat(vm.eval("return require 'resty.lock':new('locks'):expire()")).isEqualTo("nil unlocked");
    }

    @Test
    void options_thatAreNoNumbers_showWhereTheyAreUsed() {
        assertThat(vm.eval("local l = require 'resty.lock':new('locks', {exptime = 'x', step = true, max_step = {}}) "
                        + "local ok, err = pcall(l.lock, l, 'k') return l.exptime, l.step, l.timeout, err"))
                .endsWith("x true 5 attempt to compare string with number");
        assertThat(vm.eval("return select(2, pcall(require('resty.lock').new, nil, 'locks', {timeout = {}}))"))
                .endsWith("bad argument #1 to 'min' (number expected, got table)");
        assertThat(vm.eval("return require('resty.lock'):new('locks', 'x').exptime"))
                .isEqualTo("30");
        assertThat(vm.eval("return require('resty.lock').lock(nil)")).isEqualTo("nil nil key");
        assertThat(vm.eval("return select(2, pcall(require('resty.lock').unlock, 1))"))
                .endsWith("attempt to index local 'self' (a number value)");
    }

    @Test
    void lock_heldWithoutTimeout_timesOutAtOnce() {
        assertThat(vm.eval("local lock = require 'resty.lock' lock:new('locks'):lock('k') "
                        + "return lock:new('locks', {timeout = 0}):lock('k')"))
                .isEqualTo("nil timeout");
    }

    @Test
    void lock_expiredElsewhere_isFreeAgain() {
        vm.run("require 'resty.lock':new('locks', {exptime = 1}):lock('k')");
        vm.advance(1001);
        assertThat(vm.eval("return require 'resty.lock':new('locks', {timeout = 0}):lock('k')"))
                .isEqualTo("0");
    }

    @Test
    void lock_exptimeZero_neverExpires_andNobodyWaitsForIt() {
        vm.run("l = require 'resty.lock':new('locks', {exptime = 0, timeout = 5}) l:lock('k')");
        vm.advance(20_000L * 86_400_000);
        assertThat(vm.resty.dict("locks").ttl("k").ttl()).isZero();
        assertThat(vm.eval("return l.timeout, select(2, require 'resty.lock':new('locks', {timeout = 0}):lock('k'))"))
                .isEqualTo("0 timeout");
        assertThat(vm.eval("return l:expire(5)")).isEqualTo("true");
        assertThat(vm.resty.dict("locks").ttl("k").ttl()).isEqualTo(Duration.ofSeconds(5));
        assertThat(vm.eval("return l:expire(0)")).isEqualTo("true");
        assertThat(vm.resty.dict("locks").ttl("k").ttl()).isZero();
        assertThat(vm.eval("return l:unlock(), require 'resty.lock':new('locks', {timeout = 0}):lock('k')"))
                .isEqualTo("1 0");
    }

    @Test
    void expire_held_givesItANewLife() {
        vm.run("l = require 'resty.lock':new('locks', {exptime = 1}) l:lock('k') ok = l:expire(10)");
        vm.advance(5000);
        assertThat(vm.eval("return ok, select(2, require 'resty.lock':new('locks', {timeout = 0}):lock('k'))"))
                .isEqualTo("true timeout");
    }

    @Test
    void lock_ofJava_excludesLua() {
        assertThat(vm.resty.lock("locks").lock("k").ok()).isTrue();
        assertThat(vm.eval("return require 'resty.lock':new('locks', {timeout = 0}):lock('k')"))
                .isEqualTo("nil timeout");
    }

    @Test
    void lock_waiting_givesOthersTheWorkerAndEndsWithTheUnlock() throws Exception {
        vm.run("first = require 'resty.lock':new('locks') first:lock('k')");
        CompletableFuture<Void> started = new CompletableFuture<>();
        vm.worker.globals().set("started", new ZeroArgFunction() {
            @Override
            public LuaValue call() {
                started.complete(null);
                return NIL;
            }
        });
        CompletableFuture<String> second = CompletableFuture.supplyAsync(
                () -> vm.eval("local l = require 'resty.lock':new('locks') started() return type(l:lock('k'))"));
        started.get(10, TimeUnit.SECONDS);

        assertThat(vm.eval("return first:unlock()")).isEqualTo("1");
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("number");
    }

    @Test
    void lock_mustWaitWhereNothingCan_raisesForThePhase() {
        String code = "local lock = require 'resty.lock' lock:new('locks'):lock('k') "
                + "return select(2, pcall(lock.lock, lock:new('locks'), 'k'))";
        String error = vm.worker
                .run(
                        new PhaseRun(Phase.LOG, null),
                        vm.worker.load(code.getBytes(StandardCharsets.ISO_8859_1), "=test"),
                        LuaValue.NONE)
                .tojstring();
        assertThat(error).contains("API disabled in the context of log_by_lua*");
    }

    @Test
    void lock_forgotten_isReleasedByACollection() {
        String code = "local lock, gc = require 'resty.lock', ... "
                + "for i = 1, 3 do lock:new('locks'):lock('k' .. i) end kept = lock:new('locks') kept:lock('k4') "
                + "local free = function(key) return (lock:new('locks', {timeout = 0}):lock(key)) end "
                + "for i = 1, 100 do gc() collectgarbage() if free('k1') then break end end "
                + "return tostring(free('k2')) .. tostring(free('k4'))";
        LuaValue collect = new ZeroArgFunction() {
            @Override
            public LuaValue call() {
                System.gc();
                return NIL;
            }
        };
        String free = vm.worker
                .run(
                        new PhaseRun(Phase.TIMER, null),
                        vm.worker.load(code.getBytes(StandardCharsets.ISO_8859_1), "=test"),
                        collect)
                .tojstring();
        assertThat(free).isEqualTo("0nil");
    }

    /** A store elsewhere, which a test takes down and which tells whether the worker was free while it was asked. */
    private static final class Elsewhere implements StoreProvider {

        final StoreProvider heap = new HeapStoreProvider(Ticker.system());

        @Nullable Worker worker;

        boolean down;

        final List<Boolean> workerFree = new ArrayList<>();

        private LockStore answer(LockStore real) {
            workerFree.add(worker != null && worker.isIdle());
            if (down) {
                throw new StoreUnavailableException("redis: timeout");
            }
            return real;
        }

        @Override
        public SharedDict openDict(DictSettings settings) {
            SharedDict real = heap.openDict(settings);
            return (SharedDict) Proxy.newProxyInstance(
                    Elsewhere.class.getClassLoader(),
                    new Class<?>[] {SharedDict.class},
                    (proxy, method, args) -> switch (method.getName()) {
                        case "remote" -> true;
                        case "toString" -> "far";
                        default -> method.invoke(real, args);
                    });
        }

        @Override
        public LockStore openLocks(SharedDict dict) {
            LockStore real = heap.openLocks(heapDict);
            return new LockStore() {
                @Override
                public Acquisition acquire(String key, Duration exptime, Duration timeout, Duration maxStep) {
                    return answer(real).acquire(key, exptime, timeout, maxStep);
                }

                @Override
                public boolean release(String key, long token) {
                    return answer(real).release(key, token);
                }

                @Override
                public StoreResult expire(String key, long token, Duration exptime) {
                    return answer(real).expire(key, token, exptime);
                }

                @Override
                public @Nullable Duration remaining(String key, long token) {
                    return answer(real).remaining(key, token);
                }
            };
        }

        final SharedDict heapDict = heap.openDict(DictSettings.of("far", 65_536));

        @Override
        public InvalidationBus bus() {
            return heap.bus();
        }

        @Override
        public void close() {
            heap.close();
        }
    }

    private static String run(LibraryVm far, Phase phase, String code) {
        Varargs results = far.worker.run(
                new PhaseRun(phase, null),
                far.worker.load(code.getBytes(StandardCharsets.ISO_8859_1), "=test"),
                LuaValue.NONE);
        return results.arg1().tojstring() + " " + results.arg(2).tojstring() + " "
                + results.arg(3).tojstring();
    }

    @Test
    void dictElsewhere_eachCallYieldsWhereThePhaseCan() {
        Elsewhere store = new Elsewhere();
        LibraryVm far = new LibraryVm(Resty.builder()
                .store("far", store)
                .dict(DictSettings.of("far", 65_536).withStore("far"))
                .build());
        store.worker = far.worker;
        String code =
                "local l = require 'resty.lock':new('far') local a, b = l:lock('k'), l:expire(9) return a, b, l:unlock()";

        assertThat(run(far, Phase.ACCESS, code)).isEqualTo("0 true 1");
        assertThat(run(far, Phase.LOG, code)).isEqualTo("0 true 1");
        assertThat(store.workerFree).containsExactly(true, true, true, false, false, false);
    }

    @Test
    void dictElsewhere_storeDown_isAnErrorOfEachCall() {
        Elsewhere store = new Elsewhere();
        LibraryVm far = new LibraryVm(Resty.builder()
                .store("far", store)
                .dict(DictSettings.of("far", 65_536).withStore("far"))
                .build());
        store.down = true;
        String lock = "l = l or require 'resty.lock':new('far') return l:lock('k')";
        assertThat(run(far, Phase.ACCESS, lock)).startsWith("nil redis: timeout");
        store.down = false;
        assertThat(run(far, Phase.LOG, "l = nil return require 'resty.lock':new('far'):lock('held')"))
                .startsWith("0 nil");
        assertThat(far.eval("l = require 'resty.lock':new('far') return l:lock('k')"))
                .isEqualTo("0");
        store.down = true;

        assertThat(far.eval("return l:expire(1)")).isEqualTo("nil redis: timeout");
        assertThat(far.eval("return l:unlock()")).isEqualTo("nil redis: timeout");
        assertThat(far.eval("return l:unlock()")).isEqualTo("nil unlocked");
    }

    @Test
    void new_options_areShownAndCheckedAsUpstreams() {
        assertThat(vm.eval("local l = require 'resty.lock':new('locks') "
                        + "return l.timeout, l.exptime, l.step, l.ratio, l.max_step, l.dict == ngx.shared.locks"))
                .isEqualTo("5 30 0.001 2 0.5 true");
        assertThat(vm.eval("local l = require 'resty.lock':new('locks', {exptime = 0.1, timeout = 5}) "
                        + "return l.timeout, l.step"))
                .isEqualTo("0.1 0.001");
        assertThat(vm.eval("local l = require 'resty.lock':new('locks', {timeout = 0.5, step = 1}) return l.step"))
                .isEqualTo("0.5");
        assertThat(vm.eval("return select(2, pcall(require 'resty.lock'.new, nil, 'locks', 3))"))
                .contains("attempt to index local 'opts' (a number value)");
        assertThat(vm.eval("return select(2, pcall(require 'resty.lock'.new, nil, 'locks', {timeout = 'x'}))"))
                .contains("bad argument #1 to 'min' (number expected, got string)");
        assertThat(
                        vm.eval(
                                "local l = require 'resty.lock':new('locks', {exptime = -1}) return select(2, pcall(l.lock, l, 'k'))"))
                .contains("bad \"exptime\" argument");
    }

    @Test
    void lock_keysOfOtherTypes_areTheirText() {
        assertThat(vm.eval("l = require 'resty.lock':new('locks') return l:lock(12), l.key, type(l.key)"))
                .isEqualTo("0 12 number");
        assertThat(vm.resty.dict("locks").get("12")).isNotNull();
        assertThat(vm.eval("l:unlock() return l:lock(false)")).isEqualTo("nil nil key");
        assertThat(vm.eval("return l:lock('')")).isEqualTo("nil empty key");
        assertThat(vm.eval("return l:lock(('x'):rep(65536))")).isEqualTo("nil key too long");
    }

    @Test
    void expire_misuse_saysWhat() {
        vm.run("l = require 'resty.lock':new('locks') l:lock('k')");
        assertThat(vm.eval("return select(2, pcall(l.expire, l, '5'))"))
                .contains("attempt to compare string with number");
        assertThat(vm.eval("return select(2, pcall(l.expire, l, -1))")).contains("bad \"exptime\" argument");
        vm.resty.dict("locks").delete("k");
        assertThat(vm.eval("return l:expire(10)")).isEqualTo("nil not found");
        assertThat(vm.eval("return l:unlock()")).isEqualTo("1");
    }
}
