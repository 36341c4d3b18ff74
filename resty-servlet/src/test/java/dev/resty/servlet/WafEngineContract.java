// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SecLang's rules in front of an application, whatever brings the requests. */
@Timeout(120)
abstract class WafEngineContract {

    private static final String ENGINE = """
            SecRuleEngine On
            SecRequestBodyAccess On
            SecResponseBodyAccess On
            SecResponseBodyMimeType text/plain text/html
            """;

    private static final String JSON = """
            SecRule REQUEST_HEADERS:Content-Type "@beginsWith application/json" \\
                "id:90,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
            """;

    private final RecordingErrorLog log = new RecordingErrorLog();

    @TempDir
    Path folder;

    private RestyEngine engine;
    private TestHost host;

    /** Makes the kind of host that the contract is run on. */
    protected abstract TestHost host(RestyEngine engine) throws Exception;

    /** Starts with rules in a file and more of the configuration. */
    private void start(String rules, String conf) throws Exception {
        Files.writeString(folder.resolve("rules.conf"), ENGINE + rules);
        engine = RestyFilter.builder()
                .errorLog(log)
                .workers(1)
                .prefix(folder)
                .conf(ConfSource.text("nginx.conf", "modsecurity on; modsecurity_rules_file rules.conf;\n" + conf))
                .build();
        host = host(engine);
    }

    private Answer get(String target) throws Exception {
        return host.send(Ask.get(target));
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            host.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void arguments_ofQueryFormAndJson_areLookedAt_andTheApplicationReadsTheBody() throws Exception {
        start(
                JSON
                        + "SecRule ARGS \"@contains evil\" \"id:1,phase:2,deny,status:406,log,msg:'Evil in %{MATCHED_VAR_NAME}'\"",
                "");

        assertThat(get("/app?a=%65vil").status()).isEqualTo(406);
        assertThat(host.send(Ask.post("/app", "a=x&b=evil").header("Content-Type", "application/x-www-form-urlencoded"))
                        .status())
                .isEqualTo(406);
        assertThat(host.send(Ask.post("/app", "{\"a\":{\"b\":[1,\"evil\"]}}")
                                .header("Content-Type", "application/json"))
                        .status())
                .isEqualTo(406);
        Answer good = host.send(Ask.post("/app", "{\"a\":\"good\"}").header("Content-Type", "application/json"));
        assertThat(good.text()).endsWith("body={\"a\":\"good\"}\n");
        assertThat(log.entries())
                .anyMatch(entry -> entry.contains("Access denied with code 406 (phase 2)")
                        && entry.contains("[id \"1\"] [msg \"Evil in ARGS:a\"]"));
    }

    @Test
    void responses_areLookedAtBeforeTheyLeave() throws Exception {
        start("""
                SecRule RESPONSE_HEADERS:X-App "@streq yes" "id:2,phase:3,pass,nolog,setvar:tx.app=1"
                SecRule RESPONSE_BODY "@contains secret" "id:3,phase:4,deny,status:502,log,msg:'Leak'"
                """, "location /lua { default_type text/plain; content_by_lua_block { ngx.say('a secret') } }");

        assertThat(get("/lua").status()).isEqualTo(502);
        assertThat(host.send(Ask.post("/app", "a secret")).status()).isEqualTo(502);
        assertThat(get("/app").status()).isEqualTo(200);
        assertThat(get("/app/stream").text()).isEqualTo("part0\npart1\npart2\n");
        assertThat(get("/app/page").header("Content-Length")).isEqualTo("16384");
    }

    @Test
    void scores_addUp_andAreReadableInLuaAndConfiguration() throws Exception {
        start("""
                SecRule ARGS "@contains a" "id:1,phase:1,pass,log,setvar:tx.blocking_inbound_anomaly_score=+2"
                SecRule ARGS "@contains b" "id:2,phase:1,pass,log,setvar:tx.blocking_inbound_anomaly_score=+3"
                SecRule TX:blocking_inbound_anomaly_score "@ge 5" "id:3,phase:2,deny,log"
                """, "location /score { return 200 \"$waf_score $waf_rules\"; }");

        assertThat(get("/score?x=a").text()).isEqualTo("2 1");
        assertThat(get("/app?x=a").status()).isEqualTo(200);
        assertThat(get("/app?x=ab").status()).isEqualTo(403);
    }

    @Test
    void detectionOnly_logsAndLetsPass() throws Exception {
        start("SecRuleEngine DetectionOnly\nSecRule ARGS \"@contains evil\" \"id:1,phase:1,deny,log,msg:'Evil'\"", "");

        assertThat(get("/app?a=evil").status()).isEqualTo(200);
        assertThat(log.entries())
                .anyMatch(entry -> entry.contains("ModSecurity: Warning. ") && entry.contains("[id \"1\"]"));
    }

    @Test
    void locations_addRules_andExcludeThem() throws Exception {
        start("SecRule ARGS \"@contains evil\" \"id:1,phase:2,deny\"", """
                location /more { modsecurity_rules 'SecRule ARGS "@contains bad" "id:2,phase:2,deny,status:405"'; }
                location /less { modsecurity_exclude rules=1 parameter=q; }
                location /none { modsecurity_exclude rules=1; }
                """);

        assertThat(get("/app?q=bad").status()).isEqualTo(200);
        assertThat(get("/more?q=bad").status()).isEqualTo(405);
        assertThat(get("/more?q=evil").status()).isEqualTo(403);
        assertThat(get("/less?q=evil").status()).isEqualTo(200);
        assertThat(get("/less?r=evil").status()).isEqualTo(403);
        assertThat(get("/none?r=evil").status()).isEqualTo(200);
    }

    @Test
    void seclang_addsRulesAndSetsVariables() throws Exception {
        start("SecRule TX:user \"@streq mallory\" \"id:1,phase:2,deny,status:409\"", """
                location / {
                    rewrite_by_lua_block {
                        local seclang = require "resty.seclang"
                        assert(seclang.set("tx.user", ngx.var.arg_user or ""))
                        if ngx.var.arg_strict then
                            assert(seclang.add_rules([[SecRule ARGS:q "@contains odd" "id:7000,phase:2,deny,status:410"]], "strict"))
                        end
                        local ok, err = seclang.add_rules('SecRule ARGS "@nonsense" "id:1"', "mine")
                        ngx.ctx.err = err
                    }
                    header_filter_by_lua_block { ngx.header["X-Err"] = ngx.ctx.err }
                }
                """);

        assertThat(get("/app?user=mallory").status()).isEqualTo(409);
        assertThat(get("/app?q=odd").status()).isEqualTo(200);
        assertThat(get("/app?q=odd&strict=1").status()).isEqualTo(410);
        assertThat(get("/app").header("X-Err")).contains("mine:1").contains("nonsense");
    }

    @Test
    void badRule_stopsTheStart_withFileAndLine() {
        assertThatThrownBy(() -> start("\nSecRule ARGS \"@nonsense x\" \"id:1,phase:2,deny\"", ""))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("rules.conf:6")
                .hasMessageContaining("nonsense")
                .hasMessageContaining("nginx.conf:1");
        assertThatThrownBy(() -> start("", "\nlocation / { modsecurity_rules '\n\n  SecNonsense On'; }"))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:5")
                .hasMessageContaining("SecNonsense");
    }

    @Test
    void reload_takesNewRules_andKeepsTheOldWhereTheyAreBroken() throws Exception {
        start("SecRule ARGS \"@contains evil\" \"id:1,phase:1,deny\"", "");
        Waf waf = engine.ruleSets().get(0);
        Path rules = folder.resolve("rules.conf");

        Files.writeString(rules, ENGINE + "SecRule ARGS \"@contains bad\" \"id:1,phase:1,deny\"");
        waf.reload();
        assertThat(get("/app?a=evil").status()).isEqualTo(200);
        assertThat(get("/app?a=bad").status()).isEqualTo(403);

        Files.writeString(rules, ENGINE + "SecRule ARGS \"@nonsense\" \"id:1,phase:1,deny\"");
        assertThatThrownBy(waf::reload).isInstanceOf(WafException.class).hasMessageContaining("rules.conf:5");
        assertThat(get("/app?a=bad").status()).isEqualTo(403);
        assertThat(waf.statistics().failedReloads()).isEqualTo(1);
    }

    @Test
    void hundredReloads_underLoad_noRequestFails() throws Exception {
        start("SecRule ARGS \"@rx e[vw]il\" \"id:1,phase:2,deny\"", "");
        Waf waf = engine.ruleSets().get(0);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(3);
        try {
            List<Future<List<String>>> loads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                loads.add(clients.submit(load(done)));
            }
            for (int i = 0; i < 100; i++) {
                Files.writeString(
                        folder.resolve("rules.conf"),
                        ENGINE + "SecRule ARGS \"@rx e[vw]il\" \"id:1,phase:2,deny,msg:'" + i + "'\"");
                waf.reload();
            }
            done.set(true);
            for (Future<List<String>> load : loads) {
                assertThat(load.get()).isEmpty();
            }
        } finally {
            done.set(true);
            clients.shutdownNow();
        }
        assertThat(waf.statistics().reloads()).isEqualTo(100);
        Awaitility.await().untilAsserted(() -> assertThat(waf.statistics().failedReloads())
                .isZero());
    }

    private Callable<List<String>> load(AtomicBoolean done) {
        return () -> {
            List<String> wrong = new ArrayList<>();
            while (!done.get()) {
                int good = get("/app?a=good").status();
                int evil = get("/app?a=evil").status();
                if (good != 200 || evil != 403) {
                    wrong.add(good + " " + evil);
                }
            }
            return wrong;
        };
    }
}
