// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code resty.mlcache} in two workers, and asked by many requests at once. */
@Timeout(60)
class MlcacheWorkersTest {

    private static final int REQUESTS = 16;

    private final MlcacheHost host = new MlcacheHost(2, "{ ipc_shm = 'ipc', shm_locks = 'locks' }");

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void get_oneKeyFromManyRequests_loadsOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(REQUESTS);
        try {
            CountDownLatch all = new CountDownLatch(REQUESTS);
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                answers.add(clients.submit(() -> {
                    all.countDown();
                    all.await();
                    return host.run("return cache:get('k', nil, function() ngx.sleep(0.1) return counted('v')() end)");
                }));
            }
            int loaded = 0;
            for (Future<String> answer : answers) {
                assertThat(answer.get()).matches("v nil [123]");
                loaded += answer.get().endsWith("3") ? 1 : 0;
            }
            assertThat(loaded).isEqualTo(1);
        } finally {
            clients.shutdownNow();
        }
        assertThat(host.run("return loads()")).isEqualTo("1");
    }

    @Test
    void get_loadedByOneWorker_isInTheSecondLevelOfTheOther() throws Exception {
        assertThat(host.on(0, "return cache:get('k', nil, counted('v'))")).isEqualTo("v nil 3");
        assertThat(host.on(1, "return cache:get('k', nil, counted('w'))")).isEqualTo("v nil 2");
        assertThat(host.on(1, "return cache:get('k')")).isEqualTo("v nil 1");
    }

    @Test
    void set_reachesTheOtherWorkerWithItsNextUpdate() throws Exception {
        bothHold("old");
        host.on(0, "assert(cache:set('k', nil, 'new'))");
        assertThat(host.on(1, "return cache:get('k')")).isEqualTo("old nil 1");
        assertThat(host.on(1, "assert(cache:update()) return cache:get('k')")).isEqualTo("new nil 2");
        assertThat(host.on(0, "assert(cache:update()) return cache:get('k')")).isEqualTo("new nil 1");
    }

    @Test
    void delete_reachesTheOtherWorkerWithItsNextUpdate() throws Exception {
        bothHold("v");
        host.on(0, "assert(cache:delete('k'))");
        assertThat(host.on(1, "assert(cache:update()) return cache:get('k')")).isEqualTo("nil nil -1");
    }

    @Test
    void purge_reachesTheOtherWorkerWithItsNextUpdate() throws Exception {
        bothHold("v");
        host.on(1, "assert(cache:purge())");
        assertThat(host.on(0, "assert(cache:update()) return cache:get('k'), cache.lru:count()"))
                .isEqualTo("nil 0");
    }

    @Test
    void renew_reachesTheOtherWorkerWithItsNextUpdate() throws Exception {
        bothHold("old");
        assertThat(host.on(0, "return (cache:renew('k', nil, counted('new')))")).isEqualTo("new");
        assertThat(host.on(1, "assert(cache:update()) return cache:get('k')")).isEqualTo("new nil 2");
    }

    @Test
    void ipc_eventsAreDeliveredOnceAndNotToTheirSender() throws Exception {
        String listen = """
                ipc = require("resty.mlcache.ipc").new("ipc")
                heard = {}
                ipc:subscribe("channel", function(data) heard[#heard + 1] = data end)
                """;
        host.on(0, listen);
        host.on(1, listen);
        host.on(0, "assert(ipc:broadcast('channel', 'one')) assert(ipc:broadcast('channel', 'a:b'))");
        assertThat(host.on(1, "assert(ipc:poll()) assert(ipc:poll()) return table.concat(heard, ' ')"))
                .isEqualTo("one a:b");
        assertThat(host.on(0, "assert(ipc:poll()) return #heard")).isEqualTo("0");
    }

    @Test
    void pid_tellsWorkersApart() throws Exception {
        String first = host.on(0, "return ngx.worker.pid()");
        String second = host.on(1, "return ngx.worker.pid()");
        assertThat(first).isEqualTo(String.valueOf(ProcessHandle.current().pid()));
        assertThat(second).isNotEqualTo(first);
        assertThat(host.on(1, "return unpack(ngx.worker.pids())")).isEqualTo(first + " " + second);
    }

    @Test
    void ipc_listenerThatRaises_isLoggedAndTheOthersGoOn() throws Exception {
        assertThat(host.on(0, """
                local ipc = require("resty.mlcache.ipc").new("ipc", true)
                local heard
                ipc:subscribe("channel", function() error("deaf", 0) end)
                ipc:subscribe("channel", function(data) heard = data end)
                assert(ipc:broadcast("channel", "one"))
                assert(ipc:poll())
                return heard
                """)).isEqualTo("one");
        assertThat(host.logged("[ipc] callback for channel 'channel' threw a Lua error: deaf"))
                .isTrue();
    }

    @Test
    void ipc_dictThatOthersWriteTo_isNoticed() throws Exception {
        assertThat(host.on(0, """
                local ipc = require("resty.mlcache.ipc").new("ipc", true)
                assert(ipc:broadcast("channel", "one"))
                ngx.shared.ipc:set(1, true)
                local first = ipc:poll()
                ngx.shared.ipc:set("lua-resty-ipc:index", "much")
                return first, ipc:poll()
                """)).isEqualTo("true nil index is not a number, shm tampered with");
        assertThat(host.logged("[ipc] event at index '1' is not a string, shm tampered with"))
                .isTrue();
    }

    @Test
    void ipc_pollBeyondTheLatestEvent_goesOnFromThere() throws Exception {
        assertThat(host.on(0, """
                local ipc = require("resty.mlcache.ipc").new("ipc", true)
                local got = {}
                ipc:subscribe("channel", function(data) got[#got + 1] = data end)
                assert(ipc:broadcast("channel", "one"))
                ipc.idx = 10
                assert(ipc:poll())
                assert(ipc:broadcast("channel", "two"))
                assert(ipc:poll())
                return table.concat(got, ","), ipc.idx
                """)).isEqualTo("two 2");
    }

    private void bothHold(String value) throws Exception {
        assertThat(host.on(0, "return (cache:get('k', nil, counted('" + value + "')))"))
                .isEqualTo(value);
        assertThat(host.on(1, "return (cache:get('k'))")).isEqualTo(value);
    }
}
