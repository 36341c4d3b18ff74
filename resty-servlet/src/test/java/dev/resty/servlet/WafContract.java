// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hosts tell a WAF and do with its answers, whatever brings the requests. */
@Timeout(60)
abstract class WafContract {

    protected final RecordingErrorLog log = new RecordingErrorLog();
    protected final List<FakeWaf> wafs = new CopyOnWriteArrayList<>();
    protected RestyEngine engine;
    protected TestHost host;

    /** Makes the kind of host that the contract is run on. */
    protected abstract TestHost host(RestyEngine engine) throws Exception;

    protected void start(String conf) throws Exception {
        start(builder -> builder.conf(ConfSource.text("nginx.conf", conf)));
    }

    protected void start(UnaryOperator<RestyServletBuilder> description) throws Exception {
        engine = description
                .apply(RestyFilter.builder().errorLog(log).workers(1).wafBuilders(() -> new FakeWaf.Builder(wafs)))
                .build();
        host = host(engine);
    }

    protected Answer get(String target) throws Exception {
        return host.send(Ask.get(target));
    }

    protected List<String> calls() {
        return wafs.get(0).calls;
    }

    /** What is answered to a target with bytes beyond ASCII: containers may refuse it. */
    protected int statusOfBytesInTarget(int taken) {
        return taken;
    }

    /** The log phase may run after the client has its answer. */
    private void awaitEnd() {
        Awaitility.await().untilAsserted(() -> assertThat(calls()).contains("end"));
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
    void request_passesThePhasesInOrder_andReachesTheApplicationWithItsBody() throws Exception {
        start("modsecurity on; modsecurity_rules '1 1 TARGET evil deny';");

        Answer answer = host.send(Ask.post("/app/x?a=%31", "hello"));

        assertThat(answer.text()).isEqualTo("app POST /app/x args=a=%31 user=null body=hello\n");
        awaitEnd();
        assertThat(calls())
                .containsExactly(
                        "begin own",
                        "target /app/x?a=%31",
                        "phase 1",
                        "phase 2",
                        "phase 3",
                        "response " + answer.body().length,
                        "phase 4",
                        "phase 5",
                        "end");
    }

    @Test
    void phase1_denies_beforeTheLocationsCodeRuns() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '7 1 TARGET evil deny 406';
                location / { rewrite_by_lua_block { ngx.log(ngx.ERR, 'lua ran') } }
                """);

        assertThat(get("/app?evil").status()).isEqualTo(406);
        assertThat(log.entries()).noneMatch(entry -> entry.contains("lua ran"));
        assertThat(log.entries())
                .anyMatch(entry -> entry.contains("ModSecurity: Access denied with code 406 (phase 1)")
                        && entry.contains("[id \"7\"] [msg \"found evil\"]"));
    }

    @Test
    void phase2_deniesByTheBody_beforeAccessByLua() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '8 2 BODY evil deny';
                location / { access_by_lua_block { ngx.req.read_body() ngx.req.set_header('X-User', ngx.req.get_body_data()) } }
                """);

        assertThat(host.send(Ask.post("/app", "evil")).status()).isEqualTo(403);
        assertThat(host.send(Ask.post("/app", "good")).text()).contains("user=good body=good");
    }

    @Test
    void interruption_isAnsweredByTheErrorPage_whichNoRuleStops() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '9 1 TARGET evil deny 403';
                error_page 403 /denied?evil;
                location = /denied { internal; return 200 "no: $waf_rules $waf_action"; }
                """);

        Answer answer = get("/app?evil");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("no: 9 deny");
    }

    @Test
    void redirect_leadsAway_andDrop_closesTheConnection() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '1 1 TARGET away redirect 302 https://example.com/why
                2 1 TARGET drop drop';
                """);

        Answer away = get("/away");
        Answer dropped = get("/drop");

        assertThat(away.status()).isEqualTo(302);
        assertThat(away.header("Location")).isEqualTo("https://example.com/why");
        assertThat(dropped.status()).isEqualTo(444);
        assertThat(dropped.header("Connection")).isEqualTo("close");
        assertThat(dropped.body()).isEmpty();
    }

    @Test
    void phase3_seesTheHeaderThatFiltersLeave_andItsDenialReplacesTheResponse() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '3 3 R:X-App leak deny 502';
                location /app/ { header_filter_by_lua_block { if ngx.var.arg_leak and ngx.status == 200 then ngx.header['X-App'] = 'leak' end } }
                """);

        Answer denied = get("/app/x?leak=1");

        assertThat(denied.status()).isEqualTo(502);
        assertThat(denied.header("X-App")).isNull();
        assertThat(denied.text()).contains("502 Bad Gateway").doesNotContain("app GET");
        assertThat(get("/app/x").header("X-App")).isEqualTo("yes");
    }

    @Test
    void phase4_seesTheWholeBody_beforeTheClientSeesAnyOfIt() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '4 4 RESPONSE part2 deny 500';
                location = /app/stream { header_filter_by_lua_block { ngx.header['Content-Type'] = 'text/plain' } }
                location = /lua {
                    default_type text/plain;
                    content_by_lua_block { for i = 0, 9 do ngx.say('part', i) ngx.flush(true) end }
                }
                """);

        Answer stream = get("/app/stream");
        Answer lua = get("/lua");

        assertThat(stream.status()).isEqualTo(500);
        assertThat(stream.text()).contains("500 Internal Server Error").doesNotContain("part0");
        assertThat(lua.status()).isEqualTo(500);
        assertThat(lua.text()).doesNotContain("part");
    }

    @Test
    void asynchronousResponses_areHeldBackAndRefusedAlike() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '1 3 TARGET deny-3 deny 502
                2 4 TARGET deny-4 deny 503
                3 4 TARGET away redirect 302 /elsewhere
                4 4 TARGET fail fail';
                """);
        assumeTrue(host.port() > 0, "asynchronous applications need a container");

        assertThat(get("/app/async").text()).isEqualTo("async answer\n");
        assertThat(calls()).contains("response 13");
        assertThat(get("/app/async?deny-3").status()).isEqualTo(502);
        assertThat(get("/app/async?deny-4").status()).isEqualTo(503);
        assertThat(get("/app/async?deny-4").text()).doesNotContain("async answer");
        assertThat(get("/app/async?away").header("Location")).isEqualTo("/elsewhere");
        assertThat(get("/app/async?fail").status()).isEqualTo(500);
    }

    @Test
    void files_andErrorsOfTheApplication_passTheRules(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("secret.txt"), "a secret");
        Files.writeString(folder.resolve("page.txt"), "a page");
        start("""
                types { text/plain txt; }
                modsecurity on;
                modsecurity_rules '1 4 RESPONSE secret deny 502
                2 3 STATUS 404 pass';
                location /files/ { alias %s/; }
                """.formatted(folder));

        assertThat(get("/files/page.txt").text()).isEqualTo("a page");
        assertThat(get("/files/secret.txt").status()).isEqualTo(502);
        assertThat(get("/app/missing").status()).isEqualTo(404);
        Awaitility.await()
                .untilAsserted(() -> assertThat(log.entries()).anyMatch(entry -> entry.contains("[id \"2\"]")));
    }

    @Test
    void proxiedResponses_areHeldBackAndRefusedAlike() throws Exception {
        try (SeedBackend backend = new SeedBackend("backend")) {
            start("""
                    modsecurity on;
                    modsecurity_rules '1 4 RESPONSE secret deny 502';
                    location / {
                        header_filter_by_lua_block { ngx.header['Content-Type'] = 'text/plain' }
                        proxy_pass http://%s;
                    }
                    """.formatted(backend.address()));

            assertThat(get("/open").status()).isEqualTo(200);
            assertThat(get("/secret").status()).isEqualTo(502);
        }
    }

    @Test
    void responseBody_thatPasses_isUnchanged_andItsLengthStays() throws Exception {
        start("modsecurity on; modsecurity_rules '4 4 RESPONSE nothing deny';");

        Answer answer = get("/app/page");

        assertThat(answer.body()).hasSize(16 * 1024);
        assertThat(answer.header("Content-Length")).isEqualTo("16384");
        assertThat(calls()).contains("response 16384");
    }

    @Test
    void responseBody_overTheLimit_passesOnFromThere() throws Exception {
        start("modsecurity on; modsecurity_rules 'limit 5000\n4 4 RESPONSE nothing deny';");

        Answer answer = get("/app/page");

        assertThat(answer.body()).hasSize(16 * 1024);
        assertThat(answer.header("Content-Length")).isEqualTo("16384");
        assertThat(calls()).contains("response 5000");
    }

    @Test
    void head_andEventStreams_areNotHeldBack_butHavePhase4() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '4 4 RESPONSE data deny';
                location = /events {
                    content_by_lua_block {
                        ngx.header['Content-Type'] = 'text/event-stream'
                        ngx.say('data: 1') ngx.flush(true) ngx.say('data: 2')
                    }
                }
                """);

        assertThat(get("/events").text()).isEqualTo("data: 1\ndata: 2\n");
        assertThat(host.send(Ask.method("HEAD", "/app/page")).status()).isEqualTo(200);
        assertThat(calls()).contains("response 0", "phase 4").doesNotContain("response 16");
    }

    @Test
    void levels_rulesOfOuterBlocksComeFirst_andAnInnerOffIsOff() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '1 1 TARGET one deny 401';
                server {
                    modsecurity_rules '2 1 TARGET one deny 402
                2 1 TARGET two deny 402';
                    location /in/ { modsecurity_rules '3 1 TARGET three deny 403'; }
                    location /off/ { modsecurity off; }
                }
                """);

        assertThat(get("/in/one").status()).isEqualTo(401);
        assertThat(get("/in/two").status()).isEqualTo(402);
        assertThat(get("/in/three").status()).isEqualTo(403);
        assertThat(get("/three").status()).isEqualTo(200);
        assertThat(get("/off/one").status()).isEqualTo(200);
        assertThat(wafs).hasSize(2);
    }

    @Test
    void sameRulesAtManyLocations_areLoadedOnce() throws Exception {
        start("""
                location /a { modsecurity on; modsecurity_rules '1 1 TARGET evil deny'; }
                location /b { modsecurity on; modsecurity_rules '1 1 TARGET evil deny'; }
                location /c { modsecurity on; modsecurity_embedded_rules api; }
                """);

        assertThat(get("/a?evil").status()).isEqualTo(403);
        assertThat(get("/b?evil").status()).isEqualTo(403);
        assertThat(get("/c?embedded-api").status()).isEqualTo(403);
        assertThat(engine.ruleSets()).hasSize(3);
    }

    @Test
    void rewriteToALocationWithOtherRules_runsPhase1Again_sameRulesDoNot() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '1 1 TARGET never deny';
                location /a { rewrite ^ /b last; }
                location /b { rewrite ^ /c last; }
                location /c { modsecurity_rules '2 1 TARGET evil deny'; }
                """);

        assertThat(get("/a?evil").status()).isEqualTo(403);
        assertThat(get("/a").status()).isEqualTo(200);

        assertThat(wafs.get(0).calls.stream().filter("phase 1"::equals)).hasSize(2);
        assertThat(wafs.get(1).calls.stream().filter("phase 1"::equals)).hasSize(2);
        assertThat(wafs.get(0).calls).doesNotContain("phase 2");
    }

    @Test
    void failureOfTheWaf_isA500WithoutTrace_inEveryPhase() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '1 1 TARGET fail-1 fail
                2 2 TARGET fail-2 fail
                3 3 TARGET fail-3 fail
                4 4 TARGET fail-4 fail
                5 5 TARGET fail-5 fail';
                """);

        for (int phase = 1; phase <= 4; phase++) {
            Answer answer = get("/app?fail-" + phase);
            assertThat(answer.status()).as("phase %d", phase).isEqualTo(500);
            assertThat(answer.text()).contains("500 Internal Server Error").doesNotContain("IllegalState");
        }
        assertThat(get("/app?fail-5").status()).isEqualTo(200);
        Awaitility.await()
                .untilAsserted(() -> assertThat(log.entries().stream().filter(entry -> entry.contains("the WAF fails")))
                        .hasSizeGreaterThanOrEqualTo(5));
    }

    @Test
    void variables_tellScoreRulesAndAction() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '11 1 TARGET a pass
                12 2 TARGET a pass';
                location / { return 200 "$waf_score/$waf_rules/$waf_action"; }
                location /lua { default_type text/plain; content_by_lua_block { ngx.print(ngx.var.waf_rules) } }
                location /off { modsecurity off; return 200 "[$waf_score$waf_rules$waf_action]"; }
                """);

        assertThat(get("/?a").text()).isEqualTo("0/11/pass");
        assertThat(get("/lua?a").text()).isEqualTo("11,12");
        assertThat(get("/off?a").text()).isEqualTo("[]");
    }

    @Test
    void transactionId_isWhatTheConfigurationSays_printable() throws Exception {
        start("modsecurity on; modsecurity_transaction_id \"host-$http_x_id\"; modsecurity_rules '1 1 TARGET x deny';");

        host.send(Ask.get("/app").header("X-Id", "7 \u00e4"));

        assertThat(calls().get(0)).isEqualTo("begin host-7__");
    }

    @Test
    void exclusions_applyToTheirPath() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '1 1 TARGET evil deny';
                modsecurity_exclude path=/search/** rules=1;
                modsecurity_exclude path=/form rules=2,10-20 parameter=q;
                """);

        assertThat(get("/search/x?evil").status()).isEqualTo(200);
        assertThat(get("/search/../app?evil").status()).isEqualTo(403);
        assertThat(get("/searching?evil").status()).isEqualTo(403);
        get("/form?x");
        assertThat(calls()).contains("without 2 ARGS:q", "without 10-20 ARGS:q");
    }

    @Test
    void useErrorLogOff_saysNothing() throws Exception {
        start("modsecurity on; modsecurity_use_error_log off; modsecurity_rules '1 1 TARGET evil deny';");

        assertThat(get("/app?evil").status()).isEqualTo(403);
        assertThat(log.entries()).noneMatch(entry -> entry.contains("ModSecurity"));
    }

    @Test
    void rulesFromJava_guardEverything_orALocation() throws Exception {
        FakeWaf everywhere = FakeWaf.of("1 1 TARGET evil deny 401");
        FakeWaf api = FakeWaf.of("2 1 TARGET bad deny 402");
        start(builder -> builder.waf(everywhere).waf("/api/", api));

        assertThat(get("/app?evil").status()).isEqualTo(401);
        assertThat(get("/api/x?evil").status()).isEqualTo(200);
        assertThat(get("/api/x?bad").status()).isEqualTo(402);
        assertThat(engine.ruleSets()).isEmpty();
    }

    @Test
    void bytesBeyondAscii_reachTheRulesAsTheyWereSent() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '1 1 H:X-Bytes \u00e4 deny 401
                2 1 TARGET \u00e4 deny 402
                3 2 BODY \u00e4\u00ff deny 403';
                """);

        assertThat(host.send(Ask.get("/app").header("X-Bytes", "\u00c3\u00a4")).status())
                .isEqualTo(401);
        assertThat(host.send(Ask.get("/app?\u00c3\u00a4")).status()).isEqualTo(statusOfBytesInTarget(402));
        assertThat(host.send(Ask.post("/app", "\u00c3\u00a4\u00c3\u00bf")).status())
                .isEqualTo(403);
    }

    @Test
    void check_findsRulesThatCanNotBeUsed_withoutStarting() {
        RestyServletBuilder builder = RestyFilter.builder()
                .wafBuilders(() -> new FakeWaf.Builder(wafs))
                .conf(ConfSource.text("nginx.conf", """
                        lua_shared_dict kept 1m store=redis;
                        modsecurity_collections kept;
                        location /a {
                            location /a/b { modsecurity on; modsecurity_rules 'broken'; }
                        }
                        """));

        assertThatThrownBy(builder::check)
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("nginx.conf:4: not a rule: broken");
    }

    @Test
    void seclang_readsAndChangesWhatComes() throws Exception {
        start("""
                modsecurity on;
                modsecurity_rules '5 1 TARGET note pass
                6 2 TARGET evil deny
                7 2 tx.block yes deny 406';
                location / {
                    rewrite_by_lua_block {
                        local seclang = require "resty.seclang"
                        local what = ngx.var.arg_do
                        if what == 'exclude' then assert(seclang.remove_rule(6))
                        elseif what == 'off' then assert(seclang.set_mode('off'))
                        elseif what == 'block' then assert(seclang.set('tx.block', 'yes'))
                        elseif what == 'add' then assert(seclang.add_rules('8 2 TARGET add deny 409'))
                        elseif what == 'broken' then ngx.log(ngx.ERR, select(2, seclang.add_rules('broken', 'mine')))
                        end
                    }
                    access_by_lua_block {
                        local seclang = require "resty.seclang"
                        local rules = seclang.matches()
                        if rules[1] then
                            ngx.header['X-Rules'] = rules[1].id .. ' ' .. rules[1].msg .. ' ' .. rules[1].variable
                                .. ' ' .. seclang.mode() .. ' ' .. seclang.score() .. ' ' .. tostring(seclang.interruption())
                        end
                    }
                }
                location /off/ {
                    modsecurity off;
                    content_by_lua_block { ngx.print(select(2, require("resty.seclang").matches())) }
                }
                """);

        assertThat(get("/app?evil").status()).isEqualTo(403);
        assertThat(get("/app?do=exclude&evil").status()).isEqualTo(200);
        assertThat(get("/app?do=off&evil").status()).isEqualTo(200);
        assertThat(get("/app?do=block").status()).isEqualTo(406);
        assertThat(get("/app?do=add").status()).isEqualTo(409);
        assertThat(get("/app?do=broken").status()).isEqualTo(200);
        assertThat(log.entries()).anyMatch(entry -> entry.contains("mine:1: not a rule: broken"));
        assertThat(get("/app?note").header("X-Rules")).isEqualTo("5 found note TARGET On 0 nil");
        assertThat(get("/off/").text()).isEqualTo("no WAF guards this request");
    }

    @Test
    void bodyOverTheRulesLimit_isRefused() throws Exception {
        start("modsecurity on; modsecurity_rules 'limit 10\n1 2 BODY x deny';");

        assertThat(host.send(Ask.post("/app", "0123456789abc")).status()).isEqualTo(413);
        assertThat(host.send(Ask.post("/app", "0123456789")).status()).isEqualTo(200);
    }
}
