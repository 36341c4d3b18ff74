// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ngx.thread} and {@code coroutine}: results, texts and the order of output are nginx's. */
@Timeout(60)
class NgxThreadTest {

    private final ScriptedRequest request = ScriptedRequest.get("/");

    private String content(String lua) throws IOException {
        return request.content("local yield, spawn, wait, kill = coroutine.yield, ngx.thread.spawn, ngx.thread.wait,"
                        + " ngx.thread.kill\n"
                        + "local function say(...) local t = {} for i = 1, select('#', ...) do"
                        + " t[i] = tostring((select(i, ...))) end ngx.print(table.concat(t, ' '), ';') end\n" + lua)
                .text();
    }

    @Test
    void spawn_runsTheThreadAtOnceUntilItWaits() throws IOException {
        assertThat(content("local function f(n) say('in', n) ngx.sleep(0.01) say('out', n) end\n"
                        + "say('a') local t1 = spawn(f, 1) say('b') local t2 = spawn(f, 2) say('c')\n"
                        + "say(coroutine.status(t1), coroutine.status(t2)) wait(t1) say('w1')\n"
                        + "say(coroutine.status(t1)) wait(t2) say('w2')"))
                .isEqualTo("a;in 1;b;in 2;c;running running;out 1;w1;dead;out 2;w2;");
    }

    @Test
    void yield_letsThreadsTakeTurns() throws IOException {
        assertThat(content("local function f(n) for i = 1, 3 do say(n, i) yield() end end\n"
                        + "spawn(f, 'a') say(0) spawn(f, 'b') say(1) yield() say(2) yield('x')"
                        + " say(3, select('#', yield('y'))) say(4)"))
                .isEqualTo("a 1;0;b 1;a 2;1;b 2;a 3;2;b 3;3 0;4;");
    }

    @Test
    void wait_ofAThreadThatHasEnded_givesItsResults() throws IOException {
        assertThat(content("local t = spawn(function() return 1, nil, 'x' end) say(coroutine.status(t))\n"
                        + "say(coroutine.resume(t)) say(wait(t)) say(coroutine.status(t)) say(wait(t)) say(kill(t))\n"
                        + "say(coroutine.resume(t))"))
                .isEqualTo("zombie;false cannot resume zombie coroutine;true 1 nil x;dead;nil already waited or killed;"
                        + "nil already waited or killed;false cannot resume dead coroutine;");
    }

    @Test
    void error_ofAThread_isItsResultAndIsLogged() throws IOException {
        assertThat(content("local t = spawn(function() ngx.sleep(0.001) error('late') end) say(wait(t))\n"
                        + "local e = {} local t = spawn(function() error(e) end) say(select(2, wait(t)) == e)\n"
                        + "say(wait(spawn(function() error() end)))"))
                .isEqualTo("false late test:3: late;true;false nil;");
        assertThat(request.log.get(0))
                .startsWith("lua user thread aborted: runtime error: test:3: late\nstack traceback:\ncoroutine 0:\n");
        assertThat(request.log.get(1)).startsWith("lua user thread aborted: runtime error: unknown reason\n");
        assertThat(request.log).hasSize(3);
    }

    @Test
    void error_ofAWrappedCoroutine_isLoggedWithAllTracebacks() throws IOException {
        assertThat(content("local f = coroutine.wrap(function() local x = nil; x() end)\n"
                        + "say(wait(spawn(function() f() end)))"))
                .isEqualTo("false test:3: attempt to call local 'x' (a nil value);");
        assertThat(request.log.get(0))
                .contains("coroutine 0:\n\ttest:3: in function <test:3>\ncoroutine 1:\n\t")
                .contains("\ttest:4: in function <test:4>");
    }

    @Test
    void error_ofAThread_isLoggedWithTheTracebacksOfItsParents() throws IOException {
        content("local function g() ngx.sleep(0.001) error('oops') end\n"
                + "local co = coroutine.wrap(function() local t = spawn(g) local ok = wait(t) end)\n"
                + "co()");
        assertThat(request.log.get(0))
                .isEqualTo("lua user thread aborted: runtime error: test:3: oops\n"
                        + "stack traceback:\ncoroutine 0:\n\t[C]: in function 'error'\n\ttest:3: in function <test:3>\n"
                        + "coroutine 1:\n\t[C]: in function 'wait'\n\ttest:4: in function <test:4>\n"
                        + "coroutine 2:\n\t[C]: in function 'co'\n\ttest:5: in main chunk");
    }

    @Test
    void traceback_ofAThreadThatWaits_showsWhere() throws IOException {
        assertThat(content("local function g() ngx.sleep(0.02) end\n"
                        + "local t = spawn(g)\n"
                        + "local co = coroutine.create(function() ngx.sleep(0.01) end)\n"
                        + "local l = spawn(function() coroutine.resume(co) end)\n"
                        + "say(debug.traceback(t)) say(debug.traceback(l)) say(debug.traceback(co))"))
                .isEqualTo("stack traceback:\n\t[C]: in function 'sleep'\n\ttest:3: in function <test:3>;"
                        + "stack traceback:\n\t[C]: in function 'resume'\n\ttest:6: in function <test:6>;"
                        + "stack traceback:\n\t[C]: in function 'sleep'\n\ttest:5: in function <test:5>;");
    }

    @Test
    void wait_forSeveral_returnsWithTheFirstThatEnds() throws IOException {
        assertThat(
                        content(
                                "local function f(n, s) ngx.sleep(s) say('done', n) return n end\n"
                                        + "local a, b = spawn(f, 'a', 0.3), spawn(f, 'b', 0.01)\n"
                                        + "say(wait(a, b)) say(coroutine.status(a), coroutine.status(b)) say(wait(b, a)) say(wait(a, b))"))
                .isEqualTo("done b;true b;running dead;done a;true a;nil already waited or killed;");
        assertThat(ScriptedRequest.get("/")
                        .content("local s, w = ngx.thread.spawn, ngx.thread.wait\n"
                                + "local a = s(function() return 'a' end)\n"
                                + "local b = s(function() ngx.sleep(0.01) return 'b' end)\n"
                                + "ngx.say(w(b, a)) ngx.say(coroutine.status(b)) ngx.say(w(a, b)) ngx.say(w(b))")
                        .text())
                .isEqualTo("truea\nrunning\ntrueb\nnilalready waited or killed\n");
    }

    @Test
    void thread_endingAfterAWaitForAnother_isKeptForTheNextWait() throws IOException {
        assertThat(content("local function f(n, s) ngx.sleep(s) return n end\n"
                        + "local a, b = spawn(f, 'a', 0.001), spawn(f, 'b', 0.02)\n"
                        + "say(wait(a, b)) ngx.sleep(0.05) say(coroutine.status(b)) say(wait(b))"))
                .isEqualTo("true a;zombie;true b;");
    }

    @Test
    void kill_endsAThreadWhereverItWaits() throws IOException {
        assertThat(content("local t = spawn(function() ngx.sleep(20) say('never') end)\n"
                        + "say(kill(t)) say(coroutine.status(t)) say(kill(t)) say(wait(t))\n"
                        + "local z = spawn(function() return 1 end) say(kill(z)) say(kill(z))\n"
                        + "local y = spawn(function() yield() say('never') end) say(kill(y))\n"
                        + "local p = spawn(function() pcall(wait, spawn(function() ngx.sleep(0.001) say('inner') end))"
                        + " say('never') end) yield() say(kill(p)) ngx.sleep(0.01)"))
                .isEqualTo("1;dead;nil already waited or killed;nil already waited or killed;nil already terminated;"
                        + "nil already waited or killed;1;1;inner;");
    }

    @Test
    void kill_ofAThreadThatBlocks_unwindsItBeforeTheRequestEnds() throws IOException {
        assertThat(content("local t = spawn(function() local co = coroutine.wrap(function()"
                        + " pcall(ngx.sleep, 20) say('never') end) co() say('never') end) say(kill(t))"))
                .isEqualTo("1;");
        assertThat(request.worker.isIdle()).isTrue();
    }

    @Test
    void wait_andKill_areForTheParentOnly() throws IOException {
        assertThat(content("local t = spawn(function() ngx.sleep(0.001) end)\n"
                        + "spawn(function() say(kill(t)) say(pcall(wait, t)) end)\n"
                        + "say(kill(coroutine.create(function() end))) say(kill(coroutine.running()))\n"
                        + "say(pcall(wait, coroutine.create(function() end)))\n"
                        + "local s s = spawn(function() yield() say(pcall(wait, s)) say(kill(s)) end)"))
                .isEqualTo("nil killer not parent;false only the parent coroutine can wait on the thread;"
                        + "nil not user thread;nil not user thread;"
                        + "false attempt to wait on a coroutine that is not a user thread;"
                        + "false only the parent coroutine can wait on the thread;nil killer not parent;");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "ngx.thread.kill() ~ bad argument #1 to 'kill' (lua thread expected)",
                "ngx.thread.kill(1) ~ bad argument #1 to 'kill' (lua thread expected)",
                "ngx.thread.wait() ~ at least one coroutine should be specified",
                "ngx.thread.wait(1) ~ bad argument #1 to 'wait' (lua thread expected)",
                "ngx.thread.wait(ngx.thread.spawn(function() coroutine.yield() end), 2) ~"
                        + " bad argument #2 to 'wait' (lua thread expected)",
                "ngx.thread.spawn() ~ bad argument #1 to 'spawn' (Lua function expected)",
                "ngx.thread.spawn(1) ~ bad argument #1 to 'spawn' (Lua function expected)",
                "ngx.thread.spawn(print) ~ bad argument #1 to 'spawn' (Lua function expected)",
                "coroutine.create(print) ~ bad argument #1 to 'create' (Lua function expected)",
                "coroutine.wrap(1) ~ bad argument #1 to 'wrap' (Lua function expected)",
                "coroutine.resume(1) ~ bad argument #1 to 'resume' (coroutine expected)",
                "coroutine.status() ~ bad argument #1 to 'status' (coroutine expected)",
            })
    void arguments_thatDontFit_areErrors(String call, String message) {
        assertThat(request.eval("call(function() local x = " + call + " return x end)"))
                .isEqualTo(message);
    }

    @Test
    void request_endsWithItsLastThread() throws IOException {
        assertThat(content(
                        "spawn(function() ngx.sleep(0.001) say('t1') spawn(function() ngx.sleep(0.001) say('t2') end)"
                                + " say('t1 end') end) say('entry end')"))
                .isEqualTo("entry end;t1;t1 end;t2;");
    }

    @Test
    void exit_inAThread_endsAll() throws IOException {
        assertThat(
                        content(
                                "spawn(function() say('t') ngx.sleep(0.001) say('exit') pcall(ngx.exit, 0) say('never') end)\n"
                                        + "spawn(function() ngx.sleep(20) say('never') end) say('e') ngx.sleep(20) say('never')"))
                .isEqualTo("t;e;exit;");
        ScriptedRequest request = ScriptedRequest.get("/");
        assertThat(request.run(Phase.ACCESS, "ngx.thread.spawn(function() ngx.exit(403) end) error('never')"))
                .isEqualTo(Outcome.exit(403));
        assertThat(request.run(Phase.ACCESS, "ngx.thread.spawn(function() coroutine.yield() ngx.exit(403) end)"))
                .isEqualTo(Outcome.exit(403));
        assertThat(request.worker.isIdle()).isTrue();
    }

    @Test
    void error_ofTheEntry_endsAll() {
        try {
            request.run(
                    Phase.CONTENT,
                    "ngx.thread.spawn(function() ngx.sleep(20) ngx.say('never') end) coroutine.yield() error('bad')");
        } catch (LuaPhaseException e) {
            assertThat(e).hasMessageContaining("lua entry thread aborted: runtime error: test:1: bad");
        }
        assertThat(request.worker.isIdle()).isTrue();
    }

    @Test
    void spawn_inACoroutine_hasItAsParent() throws IOException {
        assertThat(content("local co = coroutine.create(function() say('co') local t = spawn(function() say('th')"
                        + " ngx.sleep(0.001) say('th2') return 5 end) say('co2') say(wait(t)) yield(1) say('co3') end)\n"
                        + "say(coroutine.resume(co)) say('entry') say(coroutine.resume(co)) say(coroutine.status(co))"))
                .isEqualTo("co;th;co2;th2;true 5;true 1;entry;co3;true;dead;");
    }

    @Test
    void coroutine_thatSleepsInOneThread_isRunningForOthers() throws IOException {
        assertThat(content("local co = coroutine.create(function() ngx.sleep(0.01) yield('y') end)\n"
                        + "spawn(function() say('r', coroutine.resume(co)) end)\n"
                        + "say(coroutine.status(co)) say(coroutine.resume(co)) ngx.sleep(0.03) say(coroutine.resume(co))"
                        + " say(coroutine.status(co))"))
                .isEqualTo("running;false cannot resume running coroutine;r true y;true;dead;");
    }

    @Test
    void threads_byTheHundred_allEnd() throws IOException {
        assertThat(
                        content(
                                "local ts = {} for i = 1, 200 do ts[i] = spawn(function(n) ngx.sleep(0.001 * (n % 7)) return n"
                                        + " end, i) end local s = 0 for i = 1, 200 do local ok, n = wait(ts[i]) s = s + n end say(s)"))
                .isEqualTo("20100;");
    }

    @Test
    void threads_thatWaitForThreads_giveTheirResultsUp() throws IOException {
        assertThat(content("local function leaf(n) ngx.sleep(0.001 * n) return n end\n"
                        + "local function mid(n) local a, b = spawn(leaf, n), spawn(leaf, n + 1)\n"
                        + "  local _, x = wait(a) local _, y = wait(b) return x + y end\n"
                        + "local a, b = spawn(mid, 1), spawn(mid, 2) say(wait(b)) say(wait(a))"))
                .isEqualTo("true 5;true 3;");
    }

    @Test
    void coroutine_table_isOpenRestys() throws IOException {
        assertThat(content(
                        "say(coroutine.isyieldable, type(coroutine.running()), coroutine.status(coroutine.running()))\n"
                                + "say(coroutine.resume(coroutine.running())) say(package.loaded.coroutine == coroutine)\n"
                                + "local o o = coroutine.create(function() local i = coroutine.create(function()"
                                + " say(coroutine.status(o)) return coroutine.resume(o) end) return coroutine.resume(i) end)"
                                + " say(coroutine.resume(o))"))
                .isEqualTo("nil thread running;false cannot resume running coroutine;true;normal;"
                        + "true true false cannot resume normal coroutine;");
    }

    @Test
    void wrap_inARequest_throwsWhatItsCoroutineThrew() throws IOException {
        assertThat(content("say(pcall(coroutine.wrap(function() error('x') end)))\n"
                        + "local f = coroutine.wrap(function() return 1 end) say(f()) say(pcall(f))"))
                .isEqualTo("false test:3: x;1;false cannot resume dead coroutine;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "resume", "yield", "status", "wrap"})
    void coroutine_function_isRefusedWhereCodeCannotWait(String function) {
        for (Phase phase : new Phase[] {Phase.LOG, Phase.SET, Phase.INIT_WORKER}) {
            assertThat(request.eval(phase, "call(coroutine." + function + ", function() end)"))
                    .isEqualTo("API disabled in the context of " + phase.contextName());
        }
        assertThat(request.eval(Phase.LOG, "coroutine.running()")).isEqualTo("nil");
    }

    @Test
    void coroutine_inFiltersAndInit_isLuasOwn() {
        for (Phase phase : new Phase[] {Phase.HEADER_FILTER, Phase.BODY_FILTER, Phase.INIT}) {
            assertThat(request.eval(
                            phase,
                            "coroutine.wrap(function() local a = coroutine.yield(1) return a end)()"
                                    + " .. tostring(coroutine.running()) .. call(coroutine.yield)"))
                    .isEqualTo("1nilattempt to yield across C-call boundary");
        }
    }
}
