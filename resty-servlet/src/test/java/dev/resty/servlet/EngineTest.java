// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.servlet.lua.JavaModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine's life and what it is given: workers, files, modules of Java, budgets. */
@Timeout(60)
class EngineTest {

    private final RecordingErrorLog log = new RecordingErrorLog();

    @TempDir
    Path prefix;

    private RestyEngine engine;
    private InMemoryHost host;

    private void start(String conf, UnaryOperator<RestyServletBuilder> more) {
        RestyServletBuilder builder =
                RestyFilter.builder().prefix(prefix).errorLog(log).workers(2).conf(ConfSource.text("nginx.conf", conf));
        engine = more.apply(builder).build();
        host = new InMemoryHost(engine, new EchoApp());
    }

    private void start(String conf) {
        start(conf, builder -> builder);
    }

    private String get(String target) throws Exception {
        return host.send(Ask.get(target)).text();
    }

    private void write(String name, String content) throws Exception {
        Path file = prefix.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void initAndInitWorker_runOncePerWorkerBeforeRequests_exitWorkerWhenItCloses() throws Exception {
        start("""
                lua_shared_dict d 1m;
                init_by_lua_block { settings = { name = "from init" } }
                init_worker_by_lua_block { ngx.shared.d:incr("workers", 1, 0) }
                exit_worker_by_lua_block { ngx.log(ngx.WARN, "worker ", ngx.worker.id(), " exits") }
                location / { content_by_lua_block { ngx.print(settings.name, " ", ngx.shared.d:get("workers")) } }
                """);

        assertThat(get("/")).isEqualTo("from init 2");

        engine.close();
        assertThat(log.entries())
                .anyMatch(entry -> entry.contains("worker 0 exits"))
                .anyMatch(entry -> entry.contains("worker 1 exits"));
    }

    @Test
    void initFailure_stopsTheStart() {
        assertThatThrownBy(() -> start("init_by_lua_block { error('no settings') }"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("no settings")
                .hasMessageContaining("nginx.conf:1");
    }

    @Test
    void smallestDictThatNginxTakes_hasTheLeastCapacity() {
        start("lua_shared_dict d 8k;");

        assertThat(engine.resty().dict("d").capacity()).isEqualTo(12 * 1024);
    }

    @Test
    void dictThatItsStoreRefuses_stopsTheStartWithItsPlace() {
        assertThatThrownBy(() -> start("\nlua_shared_dict d 1m persist=no/such/folder;"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("lua_shared_dict")
                .hasMessageContaining("nginx.conf:2");
    }

    @Test
    void scriptThatDoesNotCompile_stopsTheStart_orFailsItsFirstRequest() throws Exception {
        String conf = "location / { content_by_lua_block { this is no lua } }";

        assertThatThrownBy(() -> start(conf))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("failed to load inlined Lua code: content_by_lua(nginx.conf:1):1:");

        start(conf, builder -> builder.compileAhead(false));
        assertThat(host.send(Ask.get("/")).status()).isEqualTo(500);
        assertThat(log.entries()).anyMatch(entry -> entry.contains("failed to load inlined Lua code"));
    }

    @Test
    void luaFiles_areFoundFromThePrefix_andMissingOnesAre404() throws Exception {
        write("scripts/hello.lua", "ngx.print('hello from a file, ', require('greeting').name)");
        write("lua/greeting.lua", "return { name = 'module' }");
        start("""
                location /hello { content_by_lua_file scripts/hello.lua; }
                location /missing { content_by_lua_file scripts/missing.lua; }
                location ~ ^/any/(\\w+)$ { content_by_lua_file scripts/$1.lua; }
                """, builder -> builder.compileAhead(false));

        assertThat(get("/hello")).isEqualTo("hello from a file, module");
        assertThat(get("/any/hello")).isEqualTo("hello from a file, module");
        assertThat(host.send(Ask.get("/missing")).status()).isEqualTo(404);
        assertThat(log.entries()).anyMatch(entry -> entry.contains("failed to load external Lua file"));
    }

    @Test
    void codeCacheOff_everyRequestHasAFreshWorker() throws Exception {
        write("lua/counter.lua", "return { n = 0 }");
        start("""
                location /cached { content_by_lua_block { local c = require("counter") c.n = c.n + 1 ngx.print(c.n) } }
                location /fresh {
                    lua_code_cache off;
                    content_by_lua_block { local c = require("counter") c.n = c.n + 1 ngx.print(c.n) }
                }
                """, builder -> builder.workers(1));

        assertThat(get("/cached")).isEqualTo("1");
        assertThat(get("/cached")).isEqualTo("2");
        assertThat(get("/fresh")).isEqualTo("1");
        write("lua/counter.lua", "return { n = 10 }");
        assertThat(get("/fresh")).isEqualTo("11");
    }

    @Test
    void javaModule_givesScriptsTheApplicationsFunctions() throws Exception {
        JavaModule users = JavaModule.named("shop.users")
                .function("find", args -> {
                    if (args[0].equals("nobody")) {
                        throw new IllegalArgumentException("no such user");
                    }
                    return Map.of("name", args[0], "tags", List.of("a", "b"));
                })
                .build();
        start("""
                location / {
                    content_by_lua_block {
                        local user, err = require("shop.users").find(ngx.var.arg_id)
                        if not user then return ngx.print("error: ", err) end
                        ngx.print(user.name, " ", #user.tags, " ", user.tags[2])
                    }
                }
                """, builder -> builder.module(users));

        assertThat(get("/?id=alice")).isEqualTo("alice 2 b");
        assertThat(get("/?id=nobody")).isEqualTo("error: no such user");
    }

    @Test
    void runawayScript_isStopped_andTheWorkerLives() throws Exception {
        start("""
                lua_timeout 200ms;
                location /loop { content_by_lua_block { pcall(function() while true do end end) } }
                location / { return 200 alive; }
                location /lua { content_by_lua_block { ngx.print("alive") } }
                """, builder -> builder.workers(1));

        assertThat(host.send(Ask.get("/loop")).status()).isEqualTo(500);
        assertThat(log.entries())
                .anyMatch(entry -> entry.contains("stack traceback") && entry.contains("nginx.conf:2"));
        assertThat(get("/lua")).isEqualTo("alive");
    }

    @Test
    void sleepers_shareOneWorker() throws Exception {
        start(
                "location / { content_by_lua_block { ngx.sleep(0.2) ngx.print(ngx.worker.id()) } }",
                builder -> builder.workers(1));
        ExecutorService clients = Executors.newFixedThreadPool(20);
        try {
            List<Future<String>> answers = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(i -> clients.submit(() -> get("/")))
                    .toList();
            for (Future<String> answer : answers) {
                assertThat(answer.get(2, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo("0");
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void timers_runWithoutARequest() throws Exception {
        start("""
                lua_shared_dict d 1m;
                init_worker_by_lua_block {
                    if ngx.worker.id() == 0 then
                        ngx.timer.at(0, function(premature, who) ngx.shared.d:set("told", who .. tostring(premature)) end, "me ")
                    end
                }
                location / { content_by_lua_block { ngx.print(ngx.shared.d:get("told")) } }
                """);

        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(get("/"))
                .isEqualTo("me false"));
    }

    @Test
    void files_indexTryFilesAndWhatLiesOutside() throws Exception {
        write("www/index.html", "the index");
        write("www/a.txt", "text");
        write("secret.txt", "secret");
        start("""
                root www;
                location / { try_files $uri $uri/ /fallback; }
                location = /fallback { return 200 fallback; }
                location /direct/ { alias www/; }
                """);

        assertThat(get("/a.txt")).isEqualTo("text");
        assertThat(get("/")).isEqualTo("the index");
        assertThat(get("/nothing")).isEqualTo("fallback");
        assertThat(get("/direct/a.txt")).isEqualTo("text");
        assertThat(get("/direct/..%2fsecret.txt")).doesNotContain("secret");
    }
}
