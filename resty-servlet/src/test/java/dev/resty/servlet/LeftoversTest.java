// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.phase.Phase;
import dev.resty.servlet.conf.ConfSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What requests leave behind when they end, however they end: nothing. */
@Timeout(60)
class LeftoversTest {

    private final RecordingErrorLog log = new RecordingErrorLog();

    @TempDir
    Path prefix;

    private RestyEngine engine;
    private InMemoryHost host;

    private void start(String conf, UnaryOperator<RestyServletBuilder> more) {
        engine = more.apply(RestyFilter.builder()
                        .prefix(prefix)
                        .errorLog(log)
                        .workers(1)
                        .conf(ConfSource.text("nginx.conf", conf)))
                .build();
        host = new InMemoryHost(engine, new EchoApp());
    }

    private void start(String conf) {
        start(conf, builder -> builder);
    }

    private String get(String target) throws Exception {
        return host.send(Ask.get(target)).text();
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void accessLogNamedByTheRequest_isWrittenAndClosed_andABadNameHurtsNobody() throws Exception {
        start("""
                log_format short "$uri";
                location / { access_log $arg_to.log short; return 200 ok; }
                location /bad { set_by_lua_block $name { return "a\\0b" } access_log $name short; return 200 ok; }
                """);

        assertThat(get("/1?to=one")).isEqualTo("ok");
        assertThat(get("/2?to=one")).isEqualTo("ok");
        Files.delete(prefix.resolve("one.log"));
        assertThat(get("/3?to=one")).isEqualTo("ok");
        assertThat(get("/bad")).isEqualTo("ok");

        assertThat(Files.readString(prefix.resolve("one.log"))).isEqualTo("/3\n");
        assertThat(log.entries()).anyMatch(entry -> entry.contains("failed"));
    }

    @Test
    void logPhaseThatFailsBadly_leavesNoBodyBehind() throws Exception {
        start("client_body_buffer_size 1k;", builder -> builder.lua(
                        Phase.CONTENT,
                        "/",
                        "ngx.req.read_body() ngx.log(ngx.WARN, 'file=', ngx.req.get_body_file(), ';')")
                .handler(Phase.LOG, "/", exchange -> {
                    throw new StackOverflowError();
                }));

        host.send(Ask.post("/", "x".repeat(100_000)));

        assertThat(log.entries()).anyMatch(logged -> logged.contains("java.lang.StackOverflowError"));
        String entry = log.entries().get(0);
        String file = entry.substring(entry.indexOf("file=") + 5, entry.indexOf(';'));
        assertThat(file).contains("resty-body-");
        assertThat(Path.of(file)).doesNotExist();
    }

    @Test
    void codeCacheOff_timersOutliveTheirRequest() throws Exception {
        start("""
                lua_shared_dict d 1m;
                lua_code_cache off;
                location / {
                    content_by_lua_block {
                        local shared = ngx.shared.d
                        ngx.timer.at(0.05, function() shared:incr("fired", 1, 0) end)
                        ngx.say(shared:get("fired"))
                    }
                }
                """);

        assertThat(get("/")).isEqualTo("nil\n");

        Awaitility.await().untilAsserted(() -> assertThat(get("/")).isNotEqualTo("nil\n"));
        assertThat(log.entries()).noneMatch(entry -> entry.contains("closed"));
    }

    @Test
    void luaFileOfManyNames_isLoadedOnce() throws Exception {
        Files.writeString(prefix.resolve("a.lua"), "n = (n or 0) + 1 local m = n return ngx.say(m)");
        start("location / { content_by_lua_file $arg_f; }");

        get("/?f=a.lua");
        Files.writeString(prefix.resolve("a.lua"), "ngx.say('changed')");

        assertThat(get("/?f=./a.lua")).isEqualTo("2\n");
        assertThat(get("/?f=x/../././a.lua")).isEqualTo("3\n");
        assertThat(host.send(Ask.get("/?f=missing.lua")).status()).isEqualTo(404);
    }

    @Test
    void closedEngine_isNotReloaded() {
        start("location / { return 200; }");
        engine.close();

        assertThatThrownBy(() -> engine.reload(engine.configuration())).isInstanceOf(IllegalStateException.class);
    }
}
