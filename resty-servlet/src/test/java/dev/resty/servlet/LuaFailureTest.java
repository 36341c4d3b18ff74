// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import dev.resty.servlet.lua.JavaModule;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that fail or never end, in every phase: one worker goes on with the next request. */
@Timeout(60)
class LuaFailureTest {

    private final RecordingErrorLog log = new RecordingErrorLog();
    private RestyEngine engine;
    private TestHost host;

    private void start(String conf, Duration luaTimeout) {
        engine = RestyFilter.builder()
                .errorLog(log)
                .workers(1)
                .luaTimeout(luaTimeout)
                .conf(ConfSource.text(
                        "nginx.conf", conf + " location = /alive { content_by_lua_block { ngx.say('yes') } }"))
                .build();
        host = new InMemoryHost(engine, new EchoApp());
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        engine.close();
    }

    private List<String> logged(String text) {
        return log.entries().stream().filter(entry -> entry.contains(text)).toList();
    }

    private void assertAlive() throws Exception {
        assertThat(host.send(Ask.get("/alive")).text()).isEqualTo("yes\n");
    }

    private static String location(String phase, String code) {
        return switch (phase) {
            case "set" -> "location / { set_by_lua_block $x { " + code + " } }";
            case "server_rewrite" ->
                "server_rewrite_by_lua_block { if ngx.var.uri ~= '/alive' then " + code + " end } ";
            default -> "location / { " + phase + "_by_lua_block { " + code + " } }";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"set", "server_rewrite", "rewrite", "access", "precontent", "content", "header_filter"})
    void error_isA500AndOneEntryWithTraceback(String phase) throws Exception {
        start(location(phase, "local function inner() error('boom') end inner()"), Duration.ZERO);
        Answer answer = host.send(Ask.get("/app/x"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("boom", "traceback", "app GET");
        assertThat(logged("boom")).singleElement().asString().contains("(nginx.conf:1):1: boom", "stack traceback:");
        assertAlive();
    }

    @ParameterizedTest
    @CsvSource({"body_filter", "log"})
    void errorAfterTheHeader_isOneEntry(String phase) throws Exception {
        start(location(phase, "error('boom')"), Duration.ZERO);
        try {
            host.send(Ask.get("/app/x"));
        } catch (Exception e) {
            assertThat(phase).as("only a cut response throws: %s", e).isEqualTo("body_filter");
        }
        assertThat(logged("boom")).singleElement().asString().contains("stack traceback:");
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"error({ code = 7 })", "error(nil)", "error()", "error(setmetatable({}, { __tostring = error }))"
            })
    void errorThatIsNoText_isA500(String code) throws Exception {
        for (String phase : new String[] {"access", "content", "log"}) {
            log.entries().clear();
            start(location(phase, code), Duration.ZERO);
            assertThat(host.send(Ask.get("/app/x")).status()).isEqualTo(phase.equals("log") ? 200 : 500);
            assertThat(log.entries()).hasSize(1);
            assertAlive();
            stop();
        }
    }

    private static final String FILL = " local kept, buffer = {}, require('string.buffer')"
            + " local function fill() for i = 1, 1000 do kept[i] = buffer.new() kept[i]:reserve(2^31 - 1000) end end ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            set | fill()
            rewrite | fill()
            access | coroutine.wrap(fill)()
            content | fill()
            header_filter | fill()
            log | fill()
            """)
    void moreMemoryThanThereIs_isOneEntryWithItsPlace(String phase, String code) throws Exception {
        start(location(phase, FILL + code), Duration.ZERO);
        Answer answer = host.send(Ask.get("/app/x"));
        assertThat(answer.status()).isEqualTo(phase.equals("log") ? 200 : 500);
        assertThat(answer.text()).doesNotContain("memory", "OutOfMemory", "dev.resty");
        assertThat(log.entries())
                .singleElement()
                .asString()
                .contains("not enough memory", "stack traceback:", "in function 'reserve'", "(nginx.conf:1):1:")
                .doesNotContain("java.");
        assertAlive();
    }

    @Test
    void moreMemoryThanThereIs_inALightThread_endsThat() throws Exception {
        start(
                location("content", FILL + "ngx.say(ngx.thread.wait(ngx.thread.spawn(fill))) ngx.say(pcall(fill))"),
                Duration.ZERO);
        assertThat(host.send(Ask.get("/")).text()).isEqualTo("falsenot enough memory\n".repeat(2));
        assertThat(log.entries())
                .singleElement()
                .asString()
                .contains(
                        "lua user thread aborted: memory allocation error: not enough memory", "in function 'reserve'");
        assertAlive();
    }

    @Test
    void moreMemoryThanThereIs_inATimer_isLogged() throws Exception {
        start(location("content", "ngx.timer.at(0, function() " + FILL + "fill() end) ngx.say('set')"), Duration.ZERO);
        assertThat(host.send(Ask.get("/")).text()).isEqualTo("set\n");
        Awaitility.await().untilAsserted(() -> assertThat(logged("context: ngx.timer"))
                .singleElement()
                .asString()
                .contains(
                        "lua entry thread aborted: memory allocation error: not enough memory",
                        "in function 'reserve'"));
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"set", "rewrite", "access", "content", "header_filter", "log"})
    void errorOfJava_isOneEntryThatTellsIt(String phase) throws Exception {
        engine = RestyFilter.builder()
                .errorLog(log)
                .workers(1)
                .module(JavaModule.named("broken")
                        .function("f", args -> {
                            throw new LinkageError("no such class");
                        })
                        .build())
                .conf(ConfSource.text(
                        "nginx.conf",
                        location(phase, "pcall(require('broken').f)")
                                + " location = /alive { content_by_lua_block { ngx.say('yes') } }"))
                .build();
        host = new InMemoryHost(engine, new EchoApp());
        Answer answer = host.send(Ask.get("/app/x"));
        assertThat(answer.status()).isEqualTo(phase.equals("log") ? 200 : 500);
        assertThat(answer.text()).doesNotContain("LinkageError", "no such class");
        assertThat(log.entries()).singleElement().asString().contains("java.lang.LinkageError: no such class");
        assertAlive();
    }

    @Test
    void errorInATimer_isLogged_andTheWorkerLives() throws Exception {
        start(
                location(
                        "content",
                        "ngx.timer.at(0, function() error('boom') end)"
                                + " ngx.timer.at(0, function() error({}) end) ngx.say('set')"),
                Duration.ZERO);
        assertThat(host.send(Ask.get("/")).text()).isEqualTo("set\n");
        Awaitility.await().untilAsserted(() -> {
            assertThat(logged("boom")).singleElement().asString().contains("context: ngx.timer");
            assertThat(logged("unknown reason")).hasSize(1);
        });
        assertAlive();
    }

    @Test
    void errorInInitWorker_isLogged_andTheWorkerServes() throws Exception {
        start("init_worker_by_lua_block { error('boom') }", Duration.ZERO);
        assertThat(logged("init_worker_by_lua error: "))
                .singleElement()
                .asString()
                .contains("boom");
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while true do end",
                "local function f() return f() end f()",
                "pcall(function() while true do end end)",
                "while true do pcall(function() while true do end end) end",
                "xpcall(function() while true do end end, function() while true do end end)",
                "coroutine.wrap(function() while true do end end)()",
                "local co = coroutine.create(function() while true do coroutine.yield() end end)"
                        + " while true do coroutine.resume(co) end",
                "table.sort({3, 1, 2}, function() while true do end end)",
                "ngx.re.gsub('aaa', 'a', function() while true do end end)",
                "setmetatable({}, { __index = function() while true do end end }).x()",
                "for _ in function() return 1 end do end",
                "repeat until false",
                "::again:: goto again"
            })
    void runawayScript_isStoppedAndTheWorkerLives(String code) throws Exception {
        start(location("content", code + " ngx.say('survived')"), Duration.ofMillis(100));
        Answer answer = host.send(Ask.get("/"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("survived");
        assertThat(log.entries()).singleElement().asString().contains("stack traceback:", "nginx.conf:1");
        assertAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"set", "server_rewrite", "rewrite", "access", "precontent", "header_filter", "body_filter", "log"
            })
    void runawayScript_inEveryPhase_isStopped(String phase) throws Exception {
        start(location(phase, "pcall(function() while true do end end)"), Duration.ofMillis(100));
        try {
            int status = host.send(Ask.get("/app/x")).status();
            assertThat(status).isEqualTo(phase.equals("log") ? 200 : 500);
        } catch (java.io.IOException cut) {
            assertThat(phase).isEqualTo("body_filter");
        }
        assertThat(log.entries()).singleElement().asString().contains("stack traceback:");
        assertAlive();
    }

    @Test
    void runawayTimer_isStopped() throws Exception {
        start(
                location("content", "ngx.timer.at(0, function() while true do end end) ngx.say('set')"),
                Duration.ofMillis(100));
        assertThat(host.send(Ask.get("/")).text()).isEqualTo("set\n");
        Awaitility.await()
                .untilAsserted(() -> assertThat(logged("context: ngx.timer")).hasSize(1));
        assertAlive();
    }
}
