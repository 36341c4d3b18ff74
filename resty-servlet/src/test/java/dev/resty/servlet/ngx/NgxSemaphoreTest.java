// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Phase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ngx.semaphore} and {@code ngx.sleep} among light threads: results and order are nginx's. */
@Timeout(60)
class NgxSemaphoreTest {

    private final ScriptedRequest request = ScriptedRequest.get("/");

    private String content(String lua) throws IOException {
        return request.content("local S, spawn, wait = require 'ngx.semaphore', ngx.thread.spawn, ngx.thread.wait\n"
                        + "local function say(...) local t = {} for i = 1, select('#', ...) do"
                        + " t[i] = tostring((select(i, ...))) end ngx.print(table.concat(t, ' '), ';') end\n" + lua)
                .text();
    }

    @Test
    void wait_untilPostOrTimeout() throws IOException {
        assertThat(content("local s = S.new() say(s:count())\n"
                        + "local function w(n) local ok, err = s:wait(0.5) say(n, ok, err) end\n"
                        + "local t1, t2 = spawn(w, 1), spawn(w, 2) say(s:count()) say(s:post()) say(s:count())\n"
                        + "wait(t1) say(s:count()) wait(t2) say(s:count())\n"
                        + "say(s:wait(0)) s:post(2) say(s:wait(0)) say(s:wait(1)) say(s:wait(0.001))"))
                .isEqualTo("0;-2;true;-1;1 true nil;-1;2 false timeout;0;nil timeout;true;true;false timeout;");
    }

    @Test
    void post_servesThoseWhoWaitInTheirOrder() throws IOException {
        assertThat(content("local s = S.new()\n"
                        + "for i = 1, 4 do spawn(function() s:wait(10) say('got', i) coroutine.yield() say('again', i)"
                        + " end) end\n"
                        + "spawn(function() say('p') s:post(2) say('p2') coroutine.yield() say('p3') ngx.sleep(0.001)"
                        + " s:post(2) say('p4') end) say('e') coroutine.yield() say('e2')"))
                .isEqualTo("p;p2;e;p3;e2;got 1;again 1;got 2;again 2;p4;got 3;again 3;got 4;again 4;");
    }

    @Test
    void post_inAnotherRequest_wakesTheWaitingOne() throws Exception {
        request.run(Phase.INIT, "sem = require('ngx.semaphore').new()");
        Thread waiting = new Thread(() -> request.run(Phase.ACCESS, "woken = tostring(sem:wait(30))"));
        waiting.start();
        while (!request.eval("sem:count()").equals("-1")) {
            Thread.sleep(1);
        }
        request.run(Phase.ACCESS, "sem:post()");
        waiting.join();
        assertThat(request.eval("woken .. sem:count()")).isEqualTo("true0");
    }

    @Test
    void waiter_thatIsKilled_doesntTakeWhatIsPosted() throws IOException {
        assertThat(content("local s = S.new() local t = spawn(function() s:wait(20) say('never') end)\n"
                        + "say(ngx.thread.kill(t)) s:post() ngx.sleep(0) say(s:count())\n"
                        + "local t = spawn(function() s:wait(0) s:wait(20) say('never') end) s:post()"
                        + " say(ngx.thread.kill(t)) ngx.sleep(0) say(s:count(), s:wait(0))"))
                .isEqualTo("1;1;1;1 true;");
    }

    @Test
    void interrupt_ofTheRequestsThread_isAnErrorAndEndsItsThreads() {
        Thread.currentThread().interrupt();
        try {
            request.run(
                    Phase.CONTENT,
                    "ngx.thread.spawn(function() ngx.sleep(20) end) require('ngx.semaphore').new():wait(20)");
        } catch (LuaPhaseException e) {
            assertThat(e).hasMessageContaining("interrupted while waiting");
        }
        assertThat(Thread.interrupted()).isTrue();
        assertThat(request.worker.isIdle()).isTrue();
    }

    @Test
    void sleep_equallyLong_wakesInTheOrderOfTheCalls() throws IOException {
        assertThat(content("for i = 1, 8 do spawn(function() ngx.sleep(0.01) say(i) end) end ngx.sleep(0.01) say('e')"))
                .isEqualTo("1;2;3;4;5;6;7;8;e;");
    }

    @Test
    void sleep_lessLong_wakesBefore() throws IOException {
        assertThat(content("local t = {} for i = 1, 20 do spawn(function() ngx.sleep(0.1 + (i * 7 % 20) * 0.02)"
                        + " t[#t + 1] = i * 7 % 20 end) end ngx.sleep(0.6) say(table.concat(t, ' '))"))
                .isEqualTo("0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19;");
    }

    @Test
    void sleep_ofNothing_letsOthersRunFirst() throws IOException {
        assertThat(content("spawn(function() say(1) ngx.sleep(0) say(2) ngx.sleep(0) say(3) end)\n"
                        + "say('a') ngx.sleep(0) say('b') ngx.sleep(0) say('c')"))
                .isEqualTo("1;a;2;b;3;c;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "s.new(-1) ~ no negative number",
                "s.new():post(0) ~ positive number required",
                "s.new():post('x') ~ ok",
                "s.new():wait() ~ attempt to perform arithmetic on a nil value",
                "s.new():wait(-1) ~ no negative number",
                "s.wait(1, 1) ~ not a semaphore instance",
                "s.post({}) ~ not a semaphore instance",
                "s.count() ~ not a semaphore instance",
            })
    void misuse_isAnError(String call, String message) {
        assertThat(request.eval("call(function() local s = require 'ngx.semaphore' " + call + " end)"))
                .isEqualTo(message);
    }

    @Test
    void wait_whereCodeCannotWait_saysSo() {
        assertThat(request.eval(Phase.LOG, "select(2, require('ngx.semaphore').new(1):wait(1))"))
                .isEqualTo("API disabled in the context of log_by_lua*");
        assertThat(request.eval(Phase.LOG, "require('ngx.semaphore').new('3'):count()"))
                .isEqualTo("3");
    }
}
