// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Requests on virtual threads, where the JVM has them. */
@EnabledForJreRange(min = JRE.JAVA_21)
@Timeout(60)
class VirtualThreadTest {

    private static final int REQUESTS = 1000;

    private final RecordingErrorLog log = new RecordingErrorLog();
    private ExecutorService threads;

    @BeforeEach
    void threads() throws ReflectiveOperationException {
        threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void thousandSleepingRequests_onOneWorker_waitTogether() throws Exception {
        try (RestyEngine engine = start("""
                lua_shared_dict d 1m;
                location / { content_by_lua_block {
                    ngx.shared.d:incr('waiting', 1, 0)
                    while not ngx.shared.d:get('go') do ngx.sleep(0.01) end
                    ngx.print('awake')
                } }
                """);
                TestHost host = new InMemoryHost(engine, new EchoApp())) {
            List<Future<String>> answers = ask(host);
            Awaitility.await().untilAsserted(() -> assertThat(
                            String.valueOf(engine.resty().dict("d").get("waiting")))
                    .contains(String.valueOf(REQUESTS)));
            engine.resty().dict("d").set("go", true);
            for (Future<String> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("awake");
            }
        }
    }

    @Test
    void coroutinesAndLocks_acrossRequests_keepTheirOrder() throws Exception {
        try (RestyEngine engine = start("""
                lua_shared_dict d 1m;
                location / { content_by_lua_block {
                    local lock = require('resty.lock'):new('d', { timeout = 30, exptime = 60 })
                    assert(lock:lock('k'))
                    local steps = coroutine.wrap(function()
                        for i = 1, 3 do ngx.sleep(0) coroutine.yield(i) end
                    end)
                    ngx.shared.d:set('n', (ngx.shared.d:get('n') or 0) + steps() - steps() + steps() - 1)
                    assert(lock:unlock())
                    ngx.print('done')
                } }
                """);
                TestHost host = new InMemoryHost(engine, new EchoApp())) {
            for (Future<String> answer : ask(host)) {
                assertThat(answer.get(30, TimeUnit.SECONDS))
                        .as("%s", log.entries())
                        .isEqualTo("done");
            }
            assertThat(String.valueOf(engine.resty().dict("d").get("n"))).contains(String.valueOf(REQUESTS));
        }
    }

    private RestyEngine start(String conf) {
        return RestyFilter.builder()
                .errorLog(log)
                .workers(1)
                .conf(ConfSource.text("nginx.conf", conf))
                .build();
    }

    private List<Future<String>> ask(TestHost host) {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.add(threads.submit(() -> host.send(Ask.get("/")).text()));
        }
        return answers;
    }
}
