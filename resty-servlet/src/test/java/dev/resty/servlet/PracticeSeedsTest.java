// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static dev.resty.servlet.SeedEngine.content;
import static dev.resty.servlet.SeedEngine.seed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.ConfException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The practice article's examples that need requests, E40 to E61, as seeds/README.md states them. */
@Timeout(60)
class PracticeSeedsTest {

    private static final String CACHES = "lua_shared_dict my_cache 1m; lua_shared_dict lock_cache 1m; ";

    private final SeedEngine seeds = new SeedEngine();

    @AfterEach
    void stop() throws Exception {
        seeds.close();
    }

    @Test
    void e40_loaderThatRaises_itsLockEndsWithTheRequest() throws Exception {
        seeds.start(CACHES
                + content("local cache = require 'two_level_cache'\n"
                        + "ngx.say(cache.get('k', function(key) if ngx.var.arg_fail then error('no backend') end"
                        + " return { key } end)[1])"));
        assertThat(seeds.get("/t?fail=1").status()).isEqualTo(500);
        assertThat(seeds.get("/t").text()).isEqualTo("k\n");
        assertThat(seeds.logged("failed to acquire cache lock")).isZero();
        assertThat(seeds.get("/t?fail=1").text()).isEqualTo("k\n");
    }

    @Test
    void e41_userFromTheCache_isTheFlatListAndAnEmptyOneForNobody() throws Exception {
        seeds.start(CACHES + seed("E41-user.conf"));
        Answer user = seeds.get("/api/user?id=1");
        assertThat(user.text()).isEqualTo("[\"name\",\"Alice\"]\n");
        assertThat(user.header("Content-Type")).startsWith("application/json");
        Answer nobody = seeds.get("/api/user?id=2");
        assertThat(nobody.status()).isEqualTo(200);
        assertThat(nobody.text()).isEqualTo("{}\n");
    }

    @Test
    void e42_match_runs() throws Exception {
        seeds.start("location / { " + seed("E42-match.conf") + " }");
        assertThat(seeds.get("/api/v2/x").status()).isEqualTo(200);
    }

    @Test
    void e43_matchWithCache_findsTheVersion() throws Exception {
        seeds.start(content("local uri = '/api/v2/x'\n" + seed("E43-match.lua") + "ngx.say(m[1], ' ', err)"));
        assertThat(seeds.get("/t").text()).isEqualTo("2 nil\n");
    }

    @Test
    void e44_compiledInAModuleAsPrinted_runsHere() throws Exception {
        seeds.start("init_by_lua_block { package.preload.my_module = function()\n" + seed("E44-module-printed.lua")
                + "return { api_version_re = api_version_re } end } location / { "
                + seed("E44-use.conf").replaceFirst("\\}\\s*$", "ngx.say(m[1]) }")
                + " }");
        assertThat(seeds.get("/api/v7/x").text()).isEqualTo("7\n");
    }

    @Test
    void e45_globalCounter_countsPerWorker() throws Exception {
        seeds.start("init_by_lua_block { " + seed("E45-counter.lua") + " } location / { " + seed("E45-counter.conf")
                + " }");
        assertThat(seeds.get("/").text()).isEqualTo("request count: 1\n");
        assertThat(seeds.get("/").text()).isEqualTo("request count: 2\n");
        assertThat(seeds.log.entries()).as("nothing new is added to _G").isEmpty();
    }

    @Test
    void e46_moduleStateWithoutAYield_isTheRequestsOwn() throws Exception {
        seeds.start(authModule("") + content("require('auth_module').process(ngx.var.arg_user)"));
        assertThat(seeds.get("/t?user=A").text()).isEqualTo("processed: A\n");
    }

    @Test
    void e46_moduleStateAcrossAYield_bothRequestsSeeTheLastUser() throws Exception {
        seeds.start("lua_shared_dict d 1m; "
                + authModule(
                        "ngx.shared.d:incr('waiting', 1, 0) while not ngx.shared.d:get('go') do ngx.sleep(0.001) end\n")
                + content("require('auth_module').process(ngx.var.arg_user)"));
        CompletableFuture<String> a = text("/t?user=A");
        waiting(1);
        CompletableFuture<String> b = text("/t?user=B");
        waiting(2);
        seeds.engine().resty().dict("d").set("go", true);
        assertThat(a.get(30, TimeUnit.SECONDS)).isEqualTo("processed: B\n");
        assertThat(b.get(30, TimeUnit.SECONDS)).isEqualTo("processed: B\n");
    }

    /** The module, with code where its comment says that the coroutine is switched. */
    private static String authModule(String yield) throws Exception {
        String printed = seed("auth_module.lua");
        String line = "auth_module.last_user = user";
        int at = printed.indexOf('\n', printed.indexOf(line)) + 1;
        return "init_by_lua_block { package.preload.auth_module = function()\n" + printed.substring(0, at) + yield
                + printed.substring(at) + "\nreturn auth_module end } ";
    }

    private CompletableFuture<String> text(String target) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return seeds.get(target).text();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> new Thread(task, "request " + target).start());
    }

    private void waiting(int requests) {
        Awaitility.await().untilAsserted(() -> assertThat(
                        String.valueOf(seeds.engine().resty().dict("d").get("waiting")))
                .contains(requests + ""));
    }

    @Test
    void e47_ctxAndLocals_areTheRequestsOwn() throws Exception {
        seeds.start("location / { " + seed("E47-ctx.conf") + " } location /local { " + seed("E47-local.conf") + " }");
        assertThat(seeds.get("/").text()).isEqualTo("request local count: 1\n");
        assertThat(seeds.get("/").text()).isEqualTo("request local count: 1\n");
        assertThat(seeds.get("/local").status()).isEqualTo(200);
    }

    @Test
    void e47_moduleAsPrinted_stopsTheStart() {
        assertThatThrownBy(() -> seeds.start(content(seed("E47-module-printed.lua"))))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("cannot use '...' outside a vararg function");
    }

    @Test
    void e48_openInARequest_failsWithoutTheFile() throws Exception {
        seeds.start("location / { " + seed("E48-open.conf") + " }");
        assertThat(seeds.get("/").status()).isEqualTo(500);
        assertThat(seeds.logged("attempt to index local 'f' (a nil value)")).isEqualTo(1);
    }

    @Test
    void e48_settingsReadInInit_areThereInEveryPhase(@TempDir Path folder) throws Exception {
        Path settings = Files.writeString(folder.resolve("settings.json"), "{\"name\":\"shop\"}");
        String inPhases = " location / { rewrite_by_lua_block { ngx.ctx.a = settings.name }"
                + " access_by_lua_block { ngx.ctx.b = settings.name }"
                + " header_filter_by_lua_block { ngx.header['X-Name'] = settings.name }"
                + " content_by_lua_block { ngx.say(ngx.ctx.a, ngx.ctx.b, settings.name) }"
                + " log_by_lua_block { ngx.log(ngx.INFO, 'log ', settings.name) } }";
        seeds.start(seed("E48-init.conf").replace("/etc/config/settings.json", settings.toString()) + inPhases);
        Answer answer = seeds.get("/");
        assertThat(answer.text()).isEqualTo("shopshopshop\n");
        assertThat(answer.header("X-Name")).isEqualTo("shop");
        assertThat(seeds.logged("log shop")).isEqualTo(1);

        seeds.start(seed("E48-init.conf") + content("ngx.say(settings)"));
        assertThat(seeds.get("/t").text()).isEqualTo("nil\n");
    }

    @Test
    void e50_hashOfTheBody_asPrintedGetsNil_withTheBodyReadGetsIt() throws Exception {
        String compute = "init_by_lua_block { function compute_sha256(data)"
                + " local sha = require('resty.sha256'):new() sha:update(data)"
                + " local hash = require('resty.string').to_hex(sha:final()) ngx.log(ngx.INFO, hash) return hash end } ";
        seeds.start(compute + "location / { " + seed("E50-sha.conf") + " }");
        assertThat(seeds.send(Ask.post("/", "abc")).status()).isEqualTo(500);
        seeds.log.entries().clear();

        seeds.start(compute + "location / { lua_need_request_body on; " + seed("E50-sha.conf") + " }");
        assertThat(seeds.send(Ask.post("/", "abc")).status()).isEqualTo(200);
        assertThat(seeds.logged("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
                .isEqualTo(1);
    }

    @Test
    void e51_sleep_letsOthersUseTheWorker() throws Exception {
        seeds.start("lua_shared_dict d 1m; "
                + content("ngx.shared.d:incr('waiting', 1, 0)\n" + seed("E51-sleep.lua") + "\nngx.say('slept')")
                + " location = /other { content_by_lua_block { ngx.say('meanwhile') } }");
        CompletableFuture<String> sleeping = text("/t");
        waiting(1);
        assertThat(seeds.get("/other").text()).isEqualTo("meanwhile\n");
        assertThat(sleeping).isNotDone();
        assertThat(sleeping.get(30, TimeUnit.SECONDS)).isEqualTo("slept\n");
    }

    @Test
    void e52_e53_headers_tableOrDirect() throws Exception {
        seeds.start(
                "location / { " + seed("E53-headers.conf") + " } location /table { " + seed("E52-headers.conf") + " }");
        Answer answer = seeds.get("/");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{32}");
        Answer table = seeds.get("/table");
        assertThat(table.status()).isEqualTo(200);
        assertThat(table.header("X-Request-Id")).isNull();
    }

    @Test
    void e55_jwtPlugin_refusesAndLetsPass() throws Exception {
        seeds.start("server { set $jwt_secret \"my-secret-key-from-env\"; location / { access_by_lua_block { "
                + "require('plugins.jwt_auth').run({ jwt_secret = ngx.var.jwt_secret }) } "
                + "content_by_lua_block { ngx.say(ngx.req.get_headers()['X-User-Id'], ' ', ngx.ctx.user_role) } } }");
        Answer missing = seeds.get("/x");
        assertThat(missing.status()).isEqualTo(401);
        assertThat(missing.text()).isEqualTo("{\"error\":\"missing Authorization header\"}\n");
        assertThat(seeds.send(Ask.get("/x").header("Authorization", "Bearer bad"))
                        .text())
                .isEqualTo("{\"error\":\"invalid token: signature mismatch\"}\n");
        assertThat(seeds.send(Ask.get("/x").header("Authorization", "Bearer good"))
                        .text())
                .isEqualTo("alice user\n");
        assertThat(seeds.get("/health").text()).isEqualTo("nil nil\n");
    }

    @Test
    void e56_pluginInAFullConfiguration_passesTheUserToTheUpstream() throws Exception {
        try (SeedBackend backend = new SeedBackend("backend")) {
            seeds.start(seed("E56-plugin.conf")
                    .replaceFirst("http \\{", "http { upstream backend { server " + backend.address() + "; }"));
            assertThat(seeds.send(Ask.get("/shop?a=1").header("Authorization", "Bearer good"))
                            .text())
                    .isEqualTo("backend GET /shop?a=1 alice");
            assertThat(seeds.get("/shop").status()).isEqualTo(401);
        }
    }

    @Test
    void e57_nilAndError_endIn500() throws Exception {
        seeds.start(content("local some_operation = function() return nil, 'broken' end\n" + seed("E57-nilerr.lua")));
        assertThat(seeds.get("/t").status()).isEqualTo(500);
        assertThat(seeds.logged("error: operation failed: broken")).isEqualTo(1);
    }

    @Test
    void e58_brokenJson_isA400() throws Exception {
        seeds.start(content("local cjson, json_str = require 'cjson', '{'\n" + seed("E58-pcall.lua")));
        assertThat(seeds.get("/t").status()).isEqualTo(400);
        assertThat(seeds.logged("JSON decode error: Expected object key string but found T_END at character 2"))
                .isEqualTo(1);
    }

    @Test
    void e59_exit_neverReturnsWithOrWithoutReturn() throws Exception {
        seeds.start(
                content("local proxy_pass_to_backend = function() ngx.say('reached') end\n" + seed("E59-exit.lua")));
        assertThat(seeds.get("/t").status()).isEqualTo(401);

        seeds.start(content(seed("E59-return.lua")));
        assertThat(seeds.get("/t").status()).isEqualTo(401);
    }

    @Test
    void e60_router_asPrintedAndCorrected_passesToTheUpstreamThatE61Names() throws Exception {
        try (SeedBackend v1 = new SeedBackend("one");
                SeedBackend v2 = new SeedBackend("two");
                SeedBackend canary = new SeedBackend("canary")) {
            for (String file : new String[] {"E60-router.conf", "E60-router-corrected.conf"}) {
                seeds.log.entries().clear();
                seeds.start(CACHES
                        + seed(file)
                                .replace("10.0.0.1:8080", v1.address())
                                .replace("10.0.0.2:8080", v2.address())
                                .replace("10.0.0.3:8080", canary.address()));
                assertThat(seeds.get("/api/v2/x").text()).isEqualTo("two GET /api/v2/x null");
                assertThat(seeds.get("/api/v1/x?q").text()).isEqualTo("one GET /api/v1/x?q null");
                assertThat(seeds.get("/other").text()).isEqualTo("one GET /other null");
                assertThat(seeds.logged("unknown \"upstream_name\" variable"))
                        .as(file)
                        .isEqualTo(file.contains("corrected") ? 0 : 1);
            }
        }
    }

    @Test
    void e61_router_choosesTheUpstreamByVersion() throws Exception {
        seeds.start(CACHES + "location / { set $upstream_name ''; "
                + "access_by_lua_block { require('dynamic_router').route() } "
                + "content_by_lua_block { ngx.say(ngx.var.upstream_name) } }");
        assertThat(seeds.get("/api/v2/x").text()).isEqualTo("api_v2\n");
        assertThat(seeds.get("/other").text()).isEqualTo("api_v1\n");
    }

    @Test
    void x18_variableThatIsNowhereNamed_cannotBeWritten() throws Exception {
        seeds.start(content("ngx.say(pcall(function() ngx.var.nowhere = 1 end))"));
        assertThat(seeds.get("/t").text())
                .startsWith("false")
                .contains(
                        "variable \"nowhere\" not found for writing; maybe it is a built-in variable that is not"
                                + " changeable or you forgot to use \"set $nowhere '';\" in the config file to define it first");
    }
}
