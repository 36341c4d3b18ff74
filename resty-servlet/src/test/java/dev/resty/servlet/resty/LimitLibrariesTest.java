// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.dict.LuaScalar;
import dev.resty.limit.RateLimiter;
import dev.resty.limit.ReqRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.OneArgFunction;

/** {@code resty.limit.*}: the numbers, tuples and errors of lua-resty-limit-traffic 0.09. */
class LimitLibrariesTest {

    private final LibraryVm vm = new LibraryVm();

    @BeforeEach
    void modules() {
        vm.run("req, conn = require 'resty.limit.req', require 'resty.limit.conn' "
                + "count, traffic = require 'resty.limit.count', require 'resty.limit.traffic' "
                + "function times(n, f) local r = {} for i = 1, n do local a, b = f(i) "
                + "r[i] = tostring(a) .. '/' .. tostring(b) end return table.concat(r, ' ') end "
                + "function fails(f, ...) return (select(2, pcall(f, ...)):gsub('^[^ ]*:%d+: ', '')) end");
    }

    @Test
    void new_dictOrArguments_areChecked() {
        for (String module : List.of("req", "conn", "count")) {
            assertThat(vm.eval("return " + module + ".new('nope', 1, 1, 1)")).isEqualTo("nil shared dict not found");
            assertThat(vm.eval("return " + module + ".new()")).isEqualTo("nil shared dict not found");
            assertThat(vm.eval("return fails(" + module + ".new, 'store', 0, 0, 1)"))
                    .isEqualTo("assertion failed!");
            assertThat(vm.eval("return fails(" + module + ".new, 'store', '2', 1, 1)"))
                    .isEqualTo("attempt to compare number with string");
            assertThat(vm.eval("return fails(" + module + ".new, 'store', 1)"))
                    .isEqualTo("attempt to compare number with nil");
            assertThat(vm.eval("return " + module + "._VERSION")).isEqualTo("0.09");
        }
        assertThat(vm.eval("return fails(req.new, 'store', 1, -1)")).isEqualTo("assertion failed!");
        assertThat(
                        vm.eval(
                                "local lim = req.new('store', 40, 2) return lim.rate, lim.burst, getmetatable(lim).__index == req"))
                .isEqualTo("40000 2000 true");
        assertThat(vm.eval("local lim = conn.new('store', 2, 1, 0.5) return lim.max, lim.burst, lim.unit_delay"))
                .isEqualTo("2 1 0.5");
        assertThat(vm.eval("local lim = count.new('store', 2, 100) return lim.limit, lim.window"))
                .isEqualTo("2 100");
    }

    @Test
    void req_delaysUpToTheBurstAndRejectsBeyond() {
        assertThat(vm.eval(
                        "lim = req.new('store', 2, 2) return times(5, function() return lim:incoming('k', true) end)"))
                .isEqualTo("0/0 0.5/1 1/2 nil/rejected nil/rejected");
        vm.advance(750);
        assertThat(vm.eval("return times(2, function() return lim:incoming('k', true) end)"))
                .isEqualTo("0.75/1.5 nil/rejected");
        assertThat(vm.eval("return lim:incoming('other', true)")).isEqualTo("0 0");
        assertThat(vm.resty.dict("store").ttl("k").ttl()).isZero();
    }

    @Test
    void req_withinATurn_timeStandsStill() {
        vm.worker.globals().set("advance", new OneArgFunction() {
            @Override
            public LuaValue call(LuaValue millis) {
                vm.advance(millis.tolong());
                return NIL;
            }
        });
        assertThat(vm.eval("lim = req.new('store', 2, 9) "
                        + "return times(3, function() advance(100) return lim:incoming('k', true) end)"))
                .isEqualTo("0/0 0.5/1 1/2");
        assertThat(vm.eval("return lim:incoming('k', true)")).isEqualTo("1.3 2.6");
    }

    @Test
    void req_withoutCommit_countsNothing() {
        assertThat(
                        vm.eval(
                                "lim = req.new('store', 2, 10) return times(4, function(i) return lim:incoming('k', i < 3) end)"))
                .isEqualTo("0/0 0.5/1 1/2 1/2");
    }

    @Test
    void req_uncommit_takesBack() {
        assertThat(vm.eval("lim = req.new('store', 40, 40) return times(3, function() "
                        + "local d, e = lim:incoming('k', true) assert(lim:uncommit('k')) return d, e end)"))
                .isEqualTo("0/0 0.025/1 0.025/1");
        assertThat(vm.eval("return lim:uncommit('none')")).isEqualTo("nil not found");
        assertThat(vm.eval("return fails(lim.uncommit, lim)")).isEqualTo("assertion failed!");
    }

    @Test
    void req_foreignValues_areReportedButListsReplaced() {
        vm.resty.dict("store").set("number", 32);
        vm.resty.dict("store").set("text", "a");
        vm.resty.dict("store").rpush("list", LuaScalar.of("a"));
        vm.run("lim = req.new('store', 2, 2)");
        for (String call : List.of("incoming(key, true)", "incoming(key)", "uncommit(key)")) {
            assertThat(vm.eval("key = 'number' return lim:" + call)).isEqualTo("nil shdict abused by other users");
            assertThat(vm.eval("key = 'text' return lim:" + call)).isEqualTo("nil shdict abused by other users");
        }
        assertThat(vm.eval("return lim:incoming('list')")).isEqualTo("0 0");
        assertThat(vm.eval("return times(2, function() return lim:incoming('list', true) end)"))
                .isEqualTo("0/0 0.5/1");
    }

    @Test
    void req_keysThatCannotBe_areNeverLimited() {
        assertThat(vm.eval(
                        "lim = req.new('store', 2, 0) return times(3, function() return lim:incoming(nil, true) end)"))
                .isEqualTo("0/0 0/0 0/0");
        assertThat(vm.eval("return times(2, function() return lim:incoming('', true) end)"))
                .isEqualTo("0/0 0/0");
        assertThat(vm.eval("return times(2, function() return lim:incoming(12, true) end)"))
                .isEqualTo("0/0 nil/rejected");
    }

    @Test
    void req_setRateAndBurst_apply() {
        assertThat(vm.eval("lim = req.new('store', 2, 0) lim:incoming('k', true) lim:set_burst(1) lim:set_rate(4) "
                        + "return times(2, function() return lim:incoming('k', true) end)"))
                .isEqualTo("0.25/1 nil/rejected");
        assertThat(vm.eval("return fails(lim.set_rate, lim)"))
                .isEqualTo("attempt to perform arithmetic on local 'rate' (a nil value)");
    }

    @Test
    void req_andJavasLeakyBucket_areOneLimit() {
        RateLimiter java = vm.resty.rateLimiter("store").leakyBucket(2, 2).build();
        vm.run("lim = req.new('store', 2, 2) lim:incoming('k', true)");

        assertThat(java.tryAcquire("k").delay()).isEqualTo(Duration.ofMillis(500));
        assertThat(vm.eval("return lim:incoming('k', true)")).isEqualTo("1 2");
        assertThat(java.tryAcquire("k").allowed()).isFalse();
        assertThat(ReqRecord.of(vm.resty.dict("store").get("k").value())).isEqualTo(new ReqRecord(2000, 1_000_000));
    }

    @Test
    void conn_delaysTheBurstAndRejectsBeyond() {
        assertThat(
                        vm.eval(
                                "lim = conn.new('store', 2, 2, 0.5) return lim:is_committed(), times(6, function() "
                                        + "local d, e = lim:incoming('k', true) return d, tostring(e) .. tostring(lim:is_committed()) end)"))
                .isEqualTo("nil 0/1true 0/2true 0.5/3true 0.5/4true nil/rejectedfalse nil/rejectedfalse");
        assertThat(vm.resty.dict("store").getLong("k", 0)).isEqualTo(4);
        assertThat(vm.eval(
                        "return lim:incoming('k'), lim:uncommit('k'), times(2, function() return lim:incoming('k') end), "
                                + "lim:is_committed()"))
                .isEqualTo("nil 3 0.5/4 0.5/4 false");
    }

    @Test
    void conn_leaving_countsDownAndAdjustsTheDelay() {
        vm.run("lim = conn.new('store', 1, 3, 0.5) for i = 1, 3 do lim:incoming('k', true) end");
        assertThat(vm.eval("return lim:leaving('k', 1.5), lim.unit_delay, lim:leaving('k'), lim:incoming('k', true)"))
                .isEqualTo("2 1 1 1 2");
        assertThat(vm.eval("return lim:leaving('none', 1)")).isEqualTo("nil not found");
        assertThat(vm.eval("return fails(lim.leaving, lim)")).isEqualTo("assertion failed!");
        assertThat(vm.eval("return fails(lim.leaving, lim, 'k', 'x')"))
                .isEqualTo("attempt to perform arithmetic on local 'req_latency' (a string value)");
        assertThat(vm.eval("return lim:uncommit('k'), lim:uncommit('k')")).isEqualTo("0 -1");
    }

    @Test
    void conn_setConnAndBurst_apply() {
        assertThat(vm.eval("lim = conn.new('store', 1, 0, 1) lim:incoming('k', true) lim:set_conn(2) "
                        + "return lim.max, times(2, function() return lim:incoming('k', true) end)"))
                .isEqualTo("2 0/2 nil/rejected");
        assertThat(vm.eval("lim:set_burst() return fails(lim.incoming, lim, 'k', true)"))
                .isEqualTo("attempt to perform arithmetic on field 'burst' (a nil value)");
    }

    @Test
    void conn_badKeysAndValues_areTheDictsErrors() {
        vm.resty.dict("store").set("text", "abc");
        vm.resty.dict("store").rpush("list", LuaScalar.of("a"));
        vm.run("lim = conn.new('store', 2, 0, 1)");
        assertThat(vm.eval("return lim:incoming(nil, true)")).isEqualTo("nil nil key");
        assertThat(vm.eval("return lim:incoming('', true)")).isEqualTo("nil empty key");
        assertThat(vm.eval("return lim:incoming()")).isEqualTo("0 1");
        assertThat(vm.eval("return lim:incoming('text', true)")).isEqualTo("nil not a number");
        assertThat(vm.eval("return lim:incoming('list', true)")).isEqualTo("nil not a number");
        assertThat(vm.eval("return lim:incoming('list')")).isEqualTo("0 1");
        assertThat(vm.eval("return fails(lim.incoming, lim, 'text')"))
                .isEqualTo("attempt to perform arithmetic on a string value");
    }

    @Test
    void count_countsDownInAWindowThatBeginsWithTheFirst() {
        assertThat(
                        vm.eval(
                                "lim = count.new('store', 2, 10) return times(4, function() return lim:incoming('k', true) end)"))
                .isEqualTo("0/1 0/0 nil/rejected nil/rejected");
        assertThat(vm.eval("return lim:uncommit('k'), lim:uncommit('none')")).isEqualTo("-1 2");
        vm.advance(10_000);
        assertThat(vm.eval("return times(2, function() return lim:incoming('k') end), lim:incoming('k', true)"))
                .isEqualTo("0/1 0/1 0 1");
    }

    @Test
    void count_badKeysAndValues_areTheDictsErrors() {
        vm.resty.dict("store").set("text", "abc");
        vm.run("lim = count.new('store', 2, 10)");
        assertThat(vm.eval("return lim:incoming(nil, true)")).isEqualTo("nil nil key");
        assertThat(vm.eval("return lim:incoming('text', true)")).isEqualTo("nil not a number");
        assertThat(vm.eval("return lim:uncommit('text')")).isEqualTo("nil not a number");
        assertThat(vm.eval("return fails(lim.incoming, lim, 'text')"))
                .isEqualTo("attempt to perform arithmetic on local 'limit' (a string value)");
        assertThat(vm.eval("return fails(lim.uncommit, lim)")).isEqualTo("assertion failed!");
    }

    @Test
    void traffic_combine_commitsAllOrNone() {
        vm.run("lims = {req.new('store', 2, 3), conn.new('locks', 4, 1, 2), count.new('my_locks', 2, 100)} "
                + "keys, states = {'a', 'b', 'c'}, {} "
                + "function combine() local d, e = traffic.combine(lims, keys, states) "
                + "return d, tostring(e) .. '/' .. table.concat(states, ',') end");
        assertThat(vm.eval("return times(4, combine)"))
                .isEqualTo("0/nil/0,1,1 0.5/nil/1,2,0 nil/rejected/1,2,0 nil/rejected/1,2,0");
        assertThat(vm.resty.dict("locks").getLong("b", 0)).isEqualTo(2);
        assertThat(vm.eval("return traffic.combine({}, {})")).isEqualTo("0");
        assertThat(vm.eval("return traffic.combine(lims, {'a', 'b'})")).isEqualTo("nil nil key");
        assertThat(vm.eval("return fails(traffic.combine)"))
                .isEqualTo("attempt to get length of local 'limiters' (a nil value)");
    }

    @Test
    void traffic_limiterRejectsOnlyTheCommit_othersAreTakenBack() {
        assertThat(vm.eval("""
                        local log = {}
                        local function limiter(name, rejects)
                            return {
                                incoming = function(self, key, commit)
                                    if commit then log[#log + 1] = '+' .. name .. key end
                                    if commit and rejects then return nil, 'no ' .. name end
                                    return 1, name
                                end,
                                uncommit = function(self, key) log[#log + 1] = '-' .. name .. key end,
                            }
                        end
                        local delay, err = traffic.combine(
                            {limiter('a'), limiter('b'), limiter('c', true), limiter('d')}, {1, 2, 3, 4})
                        return delay, err, table.concat(log, ' ')
                        """)).isEqualTo("nil no c +d4 +a1 +b2 +c3 -a1 -b2 -d4");
    }

    @Test
    void incoming_byWorkersAtATime_exactlyTheLimitPass() {
        List<CompletableFuture<Integer>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            LibraryVm other = new LibraryVm(vm.resty);
            workers.add(
                    CompletableFuture.supplyAsync(() -> other.run("""
                            local req, conn = require 'resty.limit.req', require 'resty.limit.conn'
                            local count = require 'resty.limit.count'
                            local lims = {req.new('store', 1, 99), conn.new('store', 60, 40, 1), count.new('store', 100, 9)}
                            local passed = 0
                            for i = 1, 200 do
                                for j, lim in ipairs(lims) do
                                    passed = passed + (lim:incoming('k' .. j, true) and 1 or 0)
                                end
                            end
                            return passed
                            """).arg1().toint()));
        }

        assertThat(workers.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(300);
    }

    @Test
    void require_usersFile_winsButForReq() {
        assertThat(vm.eval("return require('resty.limit.count') == count, "
                        + "package.preload['resty.limit.req'] ~= nil, package.preload['resty.limit.count'] == nil"))
                .isEqualTo("true true true");
    }

    @Test
    void method_calledWithoutSelf_isALuaError() {
        assertThatThrownBy(() -> vm.run("req.incoming()")).hasMessageContaining("index local 'self' (a nil value)");
    }
}
