// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import dev.resty.servlet.ngx.PhaseRun;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaValue;
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
}
