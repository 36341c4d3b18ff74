// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static dev.resty.servlet.SeedEngine.content;
import static dev.resty.servlet.SeedEngine.seed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.ConfException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The overview article's examples that need requests, E1 to E39, as seeds/README.md states them. */
@Timeout(60)
class OverviewSeedsTest {

    private final SeedEngine seeds = new SeedEngine();

    @AfterEach
    void stop() throws Exception {
        seeds.close();
    }

    @Test
    void e2_apiTourAsPrinted_stopsTheStartWithFileAndLine() {
        assertThatThrownBy(() -> seeds.start(content(seed("E02-api-printed.lua"))))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:1");
    }

    @Test
    void e4_dicts_asPrintedAndCorrected() throws Exception {
        String answer =
                content("ngx.say(ngx.shared.my_cache and ngx.shared.rate_limit and ngx.shared.locks and 'yes')");
        seeds.start(seed("E04-dicts-corrected.conf") + answer);
        assertThat(seeds.get("/t").text()).isEqualTo("yes\n");
        assertThat(seeds.log.entries()).isEmpty();

        seeds.start(seed("E04-dicts-printed.conf").replace("http {", "http { server { " + answer + " }"));
        assertThat(seeds.get("/t").text()).isEqualTo("yes\n");
        assertThat(seeds.log.entries()).hasSize(3).allMatch(entry -> entry.contains("--"));
    }

    @Test
    void e5_sharedDict_incrOfAMissingKeyIsNotFound() throws Exception {
        seeds.start("lua_shared_dict my_cache 1m; "
                + content(seed("E05-dict.lua") + "ngx.say(value, ' ', ok, ' ', newval)"));
        assertThat(seeds.get("/t").text()).isEqualTo("value1 true nil\n");
    }

    @Test
    void e7_scope_globalWriteIsReported() throws Exception {
        seeds.start(content(seed("E07-scope.lua") + "ngx.say(global_var, local_var)"));
        assertThat(seeds.get("/t").text()).isEqualTo("valuevalue\n");
        assertThat(seeds.logged("writing a global Lua variable ('global_var')")).isEqualTo(1);
    }

    @Test
    void e9_errors_areCaughtAndLogged() throws Exception {
        seeds.start("init_by_lua_block { function some_risky_operation() error('too risky', 0) end } "
                + content(seed("E09-errors.lua") + "ngx.say(ok, ' ', err)"));
        assertThat(seeds.get("/t").text()).startsWith("false ").contains("something wrong", "stack traceback:");
        assertThat(seeds.logged("Error: too risky")).isEqualTo(1);
    }

    @Test
    void e11_compile_asPrintedAndCorrected() throws Exception {
        seeds.start(content(
                "local str = 'a pattern'\n" + seed("E11-compile-printed.lua") + "ngx.say(regex:match(str)[0])"));
        assertThat(seeds.get("/t").text()).isEqualTo("pattern\n");

        seeds.start(content("local str = 'a pattern'\n" + seed("E11-compile-corrected.lua") + "ngx.say('ran')"));
        assertThat(seeds.get("/t").text()).isEqualTo("ran\n");
    }

    @Test
    void e13_tableNew_isThereWithoutRequire() throws Exception {
        seeds.start(content(seed("E13-tablenew.lua") + "ngx.say(#t)"));
        assertThat(seeds.get("/t").text()).isEqualTo("1000\n");
    }

    @Test
    void e14_tuning_isLeftToTheContainer() throws Exception {
        seeds.startAsPrinted(seed("E14-tuning.conf") + content("ngx.say(ngx.worker.count())"));
        int processors = Runtime.getRuntime().availableProcessors();
        assertThat(seeds.get("/t").text()).isEqualTo(processors + "\n");
    }

    @Test
    void e15_preload_starts() throws Exception {
        seeds.start(seed("E15-preload.conf") + content("ngx.say(package.loaded['resty.http'] ~= nil)"));
        assertThat(seeds.get("/t").text()).isEqualTo("true\n");
    }

    @Test
    void e17_dictsAsPrinted_areDeclaredWithWarnings() throws Exception {
        seeds.start(seed("E17-dicts-printed.conf") + content("ngx.say(ngx.shared.api_cache:capacity())"));
        assertThat(seeds.get("/t").text()).isEqualTo(100 * 1024 * 1024 + "\n");
        assertThat(seeds.log.entries()).hasSize(3);
    }

    @Test
    void e18_elapsed_isLoggedOnce() throws Exception {
        seeds.start(content(seed("E18-elapsed.lua")));
        seeds.get("/t");
        assertThat(seeds.log.entries())
                .singleElement()
                .asString()
                .matches("7 .*Request processed in [0-9.e-]+ seconds.*");
    }

    @Test
    void e18_prometheusAsPrinted_stopsTheStartWithFileAndLine() {
        assertThatThrownBy(() -> seeds.start(content(seed("E18-prometheus-printed.lua"))))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:1")
                .hasMessageContaining("')'");
    }

    @Test
    void e19_gatewayAsPrinted_failsOnTheFirstRequestWithAHint() throws Exception {
        seeds.start(gateway("E19-gateway-printed.conf"));
        Answer answer = seeds.send(Ask.get("/api/x").header("Authorization", "good"));
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).doesNotContain("incr");
        assertThat(seeds.log.entries())
                .singleElement()
                .asString()
                .contains("nil", "stack traceback:", "use incr(key, 1, 0, 60)");
    }

    @Test
    void e19_gatewayCorrected_authorizesLimitsAndForwards() throws Exception {
        seeds.start(gateway("E19-gateway-corrected.conf"));
        assertThat(seeds.get("/api/x").status()).isEqualTo(401);
        Answer forwarded = seeds.send(Ask.post("/api/x", "data").header("Authorization", "good"));
        assertThat(forwarded.status()).isEqualTo(200);
        assertThat(forwarded.text()).startsWith("POST http://backend data");
        for (int i = 2; i <= 100; i++) {
            assertThat(seeds.send(Ask.get("/api/x").header("Authorization", "good"))
                            .status())
                    .isEqualTo(200);
        }
        assertThat(seeds.send(Ask.get("/api/x").header("Authorization", "good")).status())
                .isEqualTo(429);
    }

    @Test
    void e20_cache_missThenHitWithTheSameBody() throws Exception {
        seeds.start("lua_shared_dict api_cache 1m; init_by_lua_block { backend_url = 'http://backend' } "
                + content(seed("E20-cache.lua")));
        Answer miss = seeds.get("/t");
        Answer hit = seeds.get("/t");
        assertThat(miss.header("X-Cache")).isEqualTo("MISS");
        assertThat(hit.header("X-Cache")).isEqualTo("HIT");
        assertThat(hit.text()).isEqualTo(miss.text());
    }

    @Test
    void e21_wafAsPrinted_letsABodyPassThatTheCorrectedOneRefuses() throws Exception {
        String attack = "q=1 union all select password";
        String passed = " content_by_lua_block { ngx.say('passed') } }";
        String rules =
                "init_by_lua_block { " + seed("E21-rules.lua").replace("local rules", "rules") + " } location / { ";
        seeds.start(rules + seed("E21-waf-printed.conf") + passed);
        assertThat(seeds.send(Ask.post("/", attack)).text()).isEqualTo("passed\n");

        seeds.start(rules + "lua_need_request_body on; " + seed("E21-waf-printed.conf") + passed);
        assertThat(seeds.send(Ask.post("/", attack)).status()).isEqualTo(403);

        seeds.start("location / { " + seed("E21-waf-corrected.conf") + passed);
        assertThat(seeds.send(Ask.post("/", attack)).status()).isEqualTo(403);
        assertThat(seeds.get("/?q=%3Cscript%3E").status()).isEqualTo(403);
        assertThat(seeds.send(Ask.post("/?q=1", "harmless")).text()).isEqualTo("passed\n");
    }

    @Test
    void e23_canary_printedSendsEverybodyCorrectedATenth() throws Exception {
        String count = "local n = 0 for i = 1, 1000 do if route('user' .. i) then n = n + 1 end end ngx.say(n)";
        seeds.start(content(canary("E23-canary-printed.lua") + count));
        assertThat(seeds.get("/t").text()).isEqualTo("1000\n");

        seeds.start(content(canary("E23-canary-corrected.lua") + count));
        assertThat(Integer.parseInt(seeds.get("/t").text().trim())).isBetween(60, 140);
    }

    @Test
    void e24_safeCall_givesNilAndTheErrorAndLogsIt() throws Exception {
        seeds.start("init_by_lua_block { function risky_operation() error('broken', 0) end } "
                + content(seed("E24-safecall.lua") + "ngx.say(result, ' ', err)"));
        assertThat(seeds.get("/t").text()).isEqualTo("nil broken\n");
        assertThat(seeds.logged("Function failed: broken")).isEqualTo(1);
    }

    @Test
    void e25_structuredLog_isOneJsonEntry() throws Exception {
        seeds.start("init_by_lua_block { user_id = 'alice' } " + content(seed("E25-structured.lua")));
        seeds.get("/t");
        assertThat(seeds.log.entries())
                .singleElement()
                .asString()
                .contains("\"action\":\"login\"", "\"user_id\":\"alice\"")
                .containsPattern("\"request_id\":\"[0-9a-f]{32}\"");
    }

    @Test
    void e27_onWorkerExitAsPrinted_runsWhenTheWorkerEnds() throws Exception {
        seeds.start("init_worker_by_lua_block { " + seed("E27-exit.lua") + " } " + content("ngx.say('up')"));
        assertThat(seeds.get("/t").text()).isEqualTo("up\n");
        assertThat(seeds.log.entries()).isEmpty();
        seeds.close();
        assertThat(seeds.logged("Worker exiting gracefully")).isEqualTo(1);
    }

    @Test
    void e29_configInADict_isReadBack() throws Exception {
        seeds.start("lua_shared_dict config 1m; "
                + content("local json_data = '{\"a\":1}'\n" + seed("E29-dict.lua") + "ngx.say(current_config)"));
        assertThat(seeds.get("/t").text()).isEqualTo("{\"a\":1}\n");
    }

    @Test
    void e30_growingGlobalIsReported_dictExpires() throws Exception {
        seeds.start("lua_shared_dict my_cache 1m; "
                + content("local request_id, data, key, value, ttl = 'r', 'd', 'k', 'v', 60\n" + seed("E30-cache.lua")
                        + "ngx.say(global_cache.r, cache:get('k'), cache:ttl('k') <= 60)"));
        assertThat(seeds.get("/t").text()).isEqualTo("dvtrue\n");
        assertThat(seeds.logged("writing a global Lua variable ('global_cache')"))
                .isEqualTo(1);
    }

    @Test
    void e32_timer_prematureReturnsAtOnce() throws Exception {
        seeds.start(content(seed("E32-timer.lua")
                + "ngx.say(ngx.timer.at(3600, function(p) timer_callback(p) ngx.log(ngx.INFO, 'premature ', p) end))"));
        assertThat(seeds.get("/t").text()).isEqualTo("1\n");
        seeds.close();
        assertThat(seeds.logged("premature true")).isEqualTo(1);
    }

    @Test
    void e33_lock_isTakenAndReleased() throws Exception {
        seeds.start("lua_shared_dict my_locks 1m; init_by_lua_block { function do_something() done = true end } "
                + content(seed("E33-lock.lua") + "ngx.say(elapsed, ' ', ok, ' ', done)"));
        assertThat(seeds.get("/t").text()).isEqualTo("0 1 true\n");
        assertThat(seeds.get("/t").text()).isEqualTo("0 1 true\n");
        assertThat(seeds.logged("Failed to")).isZero();
    }

    @Test
    void e36_metrics_asPrintedAndCorrected() throws Exception {
        seeds.start(content(seed("E36-metrics-printed.lua") + "log_metrics()"));
        assertThat(seeds.get("/t").status()).isEqualTo(200);
        assertThat(seeds.log.entries())
                .singleElement()
                .asString()
                .contains("\"active_connections\":1")
                .containsPattern("\"requests_total\":\"[1-9][0-9]*\"");
        seeds.log.entries().clear();

        seeds.start("lua_shared_dict metrics 1m; " + content(seed("E36-metrics-corrected.lua") + "log_metrics()"));
        seeds.get("/t");
        assertThat(seeds.log.entries()).singleElement().asString().contains("\"requests_total\":1", "\"workers\":1");
    }

    @Test
    void x14_connections_areThoseInProgress() throws Exception {
        seeds.start(content("for _, name in ipairs({'active', 'reading', 'writing', 'waiting'}) do"
                + " ngx.print(ngx.var['connections_' .. name], ' ') end ngx.say(ngx.var.connections_other)"));
        String first = seeds.get("/t").text();
        assertThat(first).matches("[0-9]+ 0 [0-9]+ 0 nil\n");
        // The process counts for all engines, and other tests may have left requests open: what has ended is not
        // counted.
        assertThat(seeds.get("/t").text()).isEqualTo(first);
    }

    @Test
    void e37_incr_countsFromOne() throws Exception {
        seeds.start("lua_shared_dict counter 1m; " + content(seed("E37-incr.lua") + "ngx.say(newval)"));
        assertThat(seeds.get("/t").text()).isEqualTo("1\n");
        assertThat(seeds.get("/t").text()).isEqualTo("2\n");
    }

    @Test
    void e38_criticalSection_asPrintedNeedsAValue_itsLockEndsWithTheRequest() throws Exception {
        String dicts = "lua_shared_dict my_locks 1m; lua_shared_dict d 1m; ";
        String open = "local dict = ngx.shared.d\n";
        seeds.start(dicts + content(open + seed("E38-critical.lua") + "ngx.say(elapsed, ' ', value)"));
        assertThat(seeds.get("/t").status()).isEqualTo(500);
        assertThat(seeds.logged("attempt to perform arithmetic on")).isEqualTo(1);
        seeds.engine().resty().dict("d").set("shared_data", 41);
        assertThat(seeds.get("/t").text()).isEqualTo("0 42\n");

        seeds.start(dicts + content(open + seed("E38-critical-corrected.lua") + "ngx.say(elapsed, ' ', value)"));
        assertThat(seeds.get("/t").text()).isEqualTo("0 1\n");
        assertThat(seeds.get("/t").text()).isEqualTo("0 2\n");
    }

    @Test
    void x15_lockThatATimerLeaves_isReleasedAtItsEnd() throws Exception {
        seeds.start("lua_shared_dict my_locks 1m; "
                + content(
                        "ngx.timer.at(0, function() require('resty.lock'):new('my_locks'):lock('k') error('boom') end)")
                + " location = /lock { content_by_lua_block {"
                + " local lock = require('resty.lock'):new('my_locks', { timeout = 0 })"
                + " ngx.print((lock:lock('k'))) lock:unlock() } }");
        seeds.get("/t");
        Awaitility.await().untilAsserted(() -> assertThat(seeds.logged("boom")).isEqualTo(1));
        Awaitility.await()
                .untilAsserted(() -> assertThat(seeds.get("/lock").text()).isEqualTo("0"));
    }

    @Test
    void x15_lockThatARequestHolds_isNotTouchedByTheEndOfAnother() throws Exception {
        seeds.start("lua_shared_dict my_locks 1m; init_by_lua_block { shared = {} } "
                + content("local lock = require('resty.lock'):new('my_locks')"
                        + " assert(lock:lock('k')) assert(lock:unlock()) assert(lock:lock('k'))"
                        + " while not shared.go do shared.held = true ngx.sleep(0.001) end ngx.say((lock:unlock()))")
                + " location = /other { content_by_lua_block {"
                + " local lock = require('resty.lock'):new('my_locks', { timeout = 0 })"
                + " local _, err = lock:lock('k') shared.go = true ngx.say(shared.held, err) } }");
        CompletableFuture<String> holder = CompletableFuture.supplyAsync(() -> {
            try {
                return seeds.get("/t").text();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().untilAsserted(() -> assertThat(
                        seeds.engine().resty().dict("my_locks").get("k"))
                .isNotNull());
        assertThat(seeds.get("/other").text()).endsWith("timeout\n");
        assertThat(holder.get(30, TimeUnit.SECONDS)).isEqualTo("1\n");
    }

    private static String gateway(String file) throws IOException {
        return "lua_shared_dict rate_limit 1m; init_by_lua_block { backend_url = 'http://backend' "
                + "validate_token = function(token) return token == 'good' end } " + seed(file);
    }

    /** The example's decision as a function {@code route}, without what it does with it. */
    private static String canary(String file) throws IOException {
        String code = seed(file);
        return code.substring(0, code.indexOf("if should_route")) + "local route = should_route_to_new_version\n";
    }
}
