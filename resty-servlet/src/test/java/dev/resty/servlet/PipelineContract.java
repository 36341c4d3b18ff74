// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.conf.ConfSource;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the pipeline does, whatever brings the requests. */
@Timeout(60)
abstract class PipelineContract {

    protected final RecordingErrorLog log = new RecordingErrorLog();
    protected RestyEngine engine;
    protected TestHost host;

    /** Makes the kind of host that the contract is run on. */
    protected abstract TestHost host(RestyEngine engine) throws Exception;

    protected void start(String conf) throws Exception {
        start(builder -> builder.conf(ConfSource.text("nginx.conf", conf)));
    }

    protected void start(UnaryOperator<RestyServletBuilder> description) throws Exception {
        engine = description
                .apply(RestyFilter.builder().errorLog(log).workers(2))
                .build();
        host = host(engine);
    }

    protected Answer get(String target) throws Exception {
        return host.send(Ask.get(target));
    }

    @AfterEach
    void stop() throws Exception {
        if (host != null) {
            host.close();
            host = null;
        }
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    @Test
    void noLocation_theApplicationAnswers() throws Exception {
        start("lua_shared_dict d 1m;");

        Answer answer = host.send(Ask.post("/app/x?a=1", "hello"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("app POST /app/x args=a=1 user=null body=hello\n");
        assertThat(answer.header("X-App")).isEqualTo("yes");
    }

    @Test
    void contentByLua_answersInsteadOfTheApplication() throws Exception {
        start(
                "location /hello { default_type text/plain; content_by_lua_block { ngx.say('hello ', ngx.var.arg_name) } }");

        Answer answer = get("/hello?name=world");

        assertThat(answer.text()).isEqualTo("hello world\n");
        assertThat(answer.header("Content-Type")).startsWith("text/plain");
        assertThat(get("/other").text()).startsWith("app GET /other");
    }

    @Test
    void phases_runInNginxOrder() throws Exception {
        start("""
                server {
                    server_rewrite_by_lua_block { ngx.ctx.seen = 'server_rewrite' }
                    location / {
                        set_by_lua_block $s { ngx.ctx.seen = ngx.ctx.seen .. ' set' return 'v' }
                        rewrite_by_lua_block { ngx.ctx.seen = ngx.ctx.seen .. ' rewrite' }
                        access_by_lua_block { ngx.ctx.seen = ngx.ctx.seen .. ' access' }
                        precontent_by_lua_block { ngx.ctx.seen = ngx.ctx.seen .. ' precontent' }
                        header_filter_by_lua_block { ngx.header['X-Seen'] = ngx.ctx.seen .. ' ' .. ngx.get_phase() }
                        body_filter_by_lua_block { if ngx.arg[2] then ngx.arg[1] = ngx.arg[1] .. '[' .. ngx.get_phase() .. ']' end }
                        log_by_lua_block { ngx.log(ngx.WARN, 'in ', ngx.get_phase(), ' ', ngx.status) }
                    }
                }
                """);

        Answer answer = get("/app/x");

        assertThat(answer.header("X-Seen")).isEqualTo("server_rewrite set rewrite access precontent header_filter");
        assertThat(answer.text()).endsWith("\n[body_filter]");
        Awaitility.await()
                .untilAsserted(() -> assertThat(log.entries()).anyMatch(entry -> entry.contains("in log 200")));
    }

    @Test
    void accessByLua_exit403_theApplicationIsNotAsked() throws Exception {
        start("location / { access_by_lua_block { if ngx.var.arg_evil then return ngx.exit(403) end } }");

        Answer refused = get("/app?evil=1");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("403 Forbidden");
        assertThat(get("/app").status()).isEqualTo(200);
    }

    @Test
    void accessByLua_pcallAroundExit_doesNotCatchIt() throws Exception {
        start("location / { access_by_lua_block { pcall(ngx.exit, 401) ngx.say('still here') } }");

        assertThat(get("/").status()).isEqualTo(401);
    }

    @Test
    void locations_exactBeforePrefixBeforeRegexUnlessStopped() throws Exception {
        start("""
                location = /a { return 200 exact; }
                location /a { return 200 prefix; }
                location ^~ /images/ { return 200 stopped; }
                location /images/deep/ { return 200 deep; }
                location ~ \\.(gif|jpg)$ { return 200 regex-$1; }
                location ~* \\.PNG$ { return 200 insensitive; }
                """);

        assertThat(get("/a").text()).isEqualTo("exact");
        assertThat(get("/ab").text()).isEqualTo("prefix");
        assertThat(get("/images/x.gif").text()).isEqualTo("stopped");
        assertThat(get("/images/deep/x.jpg").text()).isEqualTo("regex-jpg");
        assertThat(get("/x.png").text()).isEqualTo("insensitive");
    }

    @Test
    void nestedLocations_comeBeforeTheOnesAround() throws Exception {
        start("""
                location /outer/ {
                    location /outer/inner { return 200 inner; }
                    location ~ \\.txt$ { return 200 inner-regex; }
                    return 200 outer;
                }
                location ~ \\.txt$ { return 200 outer-regex; }
                """);

        assertThat(get("/outer/inner").text()).isEqualTo("inner");
        assertThat(get("/outer/x.txt").text()).isEqualTo("inner-regex");
        assertThat(get("/x.txt").text()).isEqualTo("outer-regex");
        assertThat(get("/outer/x").text()).isEqualTo("outer");
    }

    @Test
    void rewrite_last_choosesTheLocationAnew_break_staysAndTheApplicationSeesIt() throws Exception {
        start("""
                location /old/ { rewrite ^/old/(.*)$ /new/$1?moved=1 last; }
                location /new/ { return 200 "$uri?$args"; }
                location /stay/ { rewrite ^/stay/(.*)$ /app/$1 break; }
                location /gone/ { rewrite ^/gone/(.*)$ /new/$1 permanent; }
                """);

        assertThat(get("/old/x?a=1").text()).isEqualTo("/new/x?moved=1&a=1");
        assertThat(get("/stay/x?a=1").text()).startsWith("app GET /app/x args=a=1");
        Answer moved = get("/gone/x");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.header("Location")).endsWith("/new/x");
    }

    @Test
    void rewriteCycle_isA500() throws Exception {
        start("location / { rewrite ^ /again last; }");

        assertThat(get("/").status()).isEqualTo(500);
        assertThat(log.entries()).anyMatch(entry -> entry.contains("rewrite or internal redirection cycle"));
    }

    @Test
    void errorPage_internalLocationAndStatus() throws Exception {
        start("""
                error_page 404 /missing.html;
                error_page 403 = @forbidden;
                location /none { return 404; }
                location /secret { access_by_lua_block { ngx.exit(403) } }
                location = /missing.html { internal; return 200 "nothing here"; }
                location @forbidden { content_by_lua_block { ngx.status = 418; ngx.print("named ", ngx.var.uri) } }
                """);

        Answer missing = get("/none");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).isEqualTo("nothing here");
        Answer forbidden = get("/secret");
        assertThat(forbidden.status()).isEqualTo(418);
        assertThat(forbidden.text()).isEqualTo("named /secret");
        assertThat(get("/missing.html").status()).isEqualTo(404);
    }

    @Test
    void ifs_setAndReturn() throws Exception {
        start("""
                location / {
                    set $kind plain;
                    if ($http_user_agent ~* "bot") { set $kind bot; }
                    if ($request_method = DELETE) { return 405; }
                    return 200 $kind;
                }
                """);

        assertThat(get("/").text()).isEqualTo("plain");
        assertThat(host.send(Ask.get("/").header("User-Agent", "SomeBot")).text())
                .isEqualTo("bot");
        assertThat(host.send(Ask.method("DELETE", "/")).status()).isEqualTo(405);
    }

    @Test
    void servers_areChosenByHost() throws Exception {
        start("""
                server { listen 80; server_name a.example; return 200 a; }
                server { listen 80 default_server; server_name b.example *.b.example; return 200 b; }
                server { listen 80; server_name ~^(?<name>\\w+)\\.c\\.example$; return 200 c-$name; }
                """);

        assertThat(host.send(Ask.get("/").header("Host", "A.example:8080")).text())
                .isEqualTo("a");
        assertThat(host.send(Ask.get("/").header("Host", "x.b.example")).text()).isEqualTo("b");
        assertThat(host.send(Ask.get("/").header("Host", "web.c.example")).text())
                .isEqualTo("c-web");
        assertThat(host.send(Ask.get("/").header("Host", "unknown")).text()).isEqualTo("b");
    }

    @Test
    void requestChanges_reachTheApplication() throws Exception {
        start("""
                location / {
                    access_by_lua_block {
                        ngx.req.read_body()
                        ngx.req.set_body_data(ngx.req.get_body_data():upper())
                        ngx.req.set_header("X-User", "alice")
                        ngx.req.set_uri_args({ b = 2 })
                        ngx.req.set_uri("/app/changed")
                    }
                }
                """);

        assertThat(host.send(Ask.post("/app/x?a=1", "hello")).text())
                .isEqualTo("app POST /app/changed args=b=2 user=alice body=HELLO\n");
    }

    @Test
    void headerFilter_changesAndRemovesTheApplicationsHeaders_addHeaderComesLast() throws Exception {
        start("""
                location / {
                    add_header X-Added "for $uri";
                    header_filter_by_lua_block {
                        ngx.header["X-App"] = nil
                        ngx.header["X-Lua"] = { "one", "two" }
                        ngx.header.x_added_seen = tostring(ngx.header["X-Added"])
                    }
                }
                """);

        Answer answer = get("/app/x");

        assertThat(answer.header("X-App")).isNull();
        assertThat(answer.headers().getAll("X-Lua")).containsExactly("one", "two");
        assertThat(answer.header("X-Added")).isEqualTo("for /app/x");
        assertThat(answer.header("X-Added-Seen")).isEqualTo("nil");
    }

    @Test
    void bodyFilter_changesThePage_andItsLengthIsRight() throws Exception {
        start("""
                location / {
                    header_filter_by_lua_block { ngx.header.content_length = nil }
                    body_filter_by_lua_block { ngx.arg[1] = ngx.re.gsub(ngx.arg[1], "[0-9]", "", "jo") }
                }
                """);

        assertThat(get("/app/page").text()).isEqualTo("abcdef".repeat(1024));
        assertThat(get("/app/stream").text()).isEqualTo("part\npart\npart\n");
    }

    @Test
    void head_hasHeadersAndNoBody() throws Exception {
        start("location /l { content_by_lua_block { ngx.header['X-A'] = 1 ngx.say('body') } }");

        Answer answer = host.send(Ask.method("HEAD", "/l"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-A")).isEqualTo("1");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void luaError_isA500WithoutTrace_andOneLogEntryWithIt() throws Exception {
        start("""
                location / {
                    content_by_lua_block {
                        local function deep() error("boom") end
                        deep()
                    }
                }
                """);

        Answer answer = get("/");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("500 Internal Server Error").doesNotContain("boom");
        assertThat(log.entries().stream().filter(entry -> entry.contains("boom")))
                .singleElement()
                .asString()
                .contains("content_by_lua(nginx.conf:2):2: boom")
                .contains("stack traceback:");
    }

    @Test
    void luaErrors_inEveryPhase_areLoggedAndAnswered() throws Exception {
        for (String phase : new String[] {"rewrite", "access", "precontent", "header_filter", "body_filter", "log"}) {
            log.entries().clear();
            start("location / { " + phase + "_by_lua_block { error('boom in " + phase + "') } }");

            int status = status("/app/x");

            if (phase.equals("log")) {
                assertThat(status).isEqualTo(200);
            } else {
                assertThat(status).as(phase).isEqualTo(500);
            }
            Awaitility.await().untilAsserted(() -> assertThat(log.entries())
                    .anyMatch(entry -> entry.contains("boom in " + phase)));
            stop();
        }
    }

    @Test
    void headerFilter_exits_aPageTakesTheResponsesPlace() throws Exception {
        start("location / { header_filter_by_lua_block { if ngx.header['X-App'] then return ngx.exit(503) end } }");

        Answer answer = get("/app/x");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text())
                .contains("503 Service Temporarily Unavailable")
                .doesNotContain("app GET");
        assertThat(answer.header("X-App")).isNull();
    }

    /** The answer's status; 0 where the response was cut off. */
    private int status(String target) throws Exception {
        try {
            return get(target).status();
        } catch (java.io.IOException e) {
            return 0;
        }
    }

    @Test
    void execAndNamedLocation() throws Exception {
        start("""
                location /a { content_by_lua_block { ngx.ctx.x = 1 return ngx.exec("/b", { q = "1 2" }) } }
                location /b { internal; content_by_lua_block { ngx.say(ngx.var.uri, "?", ngx.var.args, " ", ngx.ctx.x) } }
                location /c { rewrite_by_lua_block { return ngx.exec("@named") } }
                location @named { return 200 "named $uri"; }
                """);

        assertThat(get("/a").text()).isEqualTo("/b?q=1%202 nil\n");
        assertThat(get("/b").status()).isEqualTo(404);
        assertThat(get("/c").text()).isEqualTo("named /c");
    }

    @Test
    void output_isHeldBackWhileTheScriptRuns_andComesInOrder() throws Exception {
        start("""
                location / {
                    content_by_lua_block {
                        for i = 1, 200 do ngx.print(("x"):rep(100), i) end
                        ngx.flush(true)
                        ngx.sleep(0.001)
                        ngx.print("tail")
                        ngx.eof()
                        ngx.log(ngx.WARN, "after eof")
                    }
                }
                """);

        StringBuilder expected = new StringBuilder();
        for (int i = 1; i <= 200; i++) {
            expected.append("x".repeat(100)).append(i);
        }
        assertThat(get("/").text()).isEqualTo(expected.append("tail").toString());
        Awaitility.await()
                .untilAsserted(() -> assertThat(log.entries()).anyMatch(entry -> entry.contains("after eof")));
    }

    @Test
    void malformedPath_is400() throws Exception {
        start("location / { return 200 ok; }");

        assertThat(get("/%zz").status()).isEqualTo(400);
        assertThat(get("/ok").text()).isEqualTo("ok");
    }

    @Test
    void map_definesAVariableFromAnother() throws Exception {
        start("""
                map $arg_v $backend { default old; v2 new; ~^canary-(?<n>\\d+)$ canary$n; }
                location / { return 200 $backend; }
                """);

        assertThat(get("/?v=v1").text()).isEqualTo("old");
        assertThat(get("/?v=v2").text()).isEqualTo("new");
        assertThat(get("/?v=canary-7").text()).isEqualTo("canary7");
    }

    @Test
    void manyRegexes_theFirstThatMatchesWins() throws Exception {
        start("""
                map $arg_v $kind {
                    default none;
                    ~*^beta    early;
                    ~^(\\d+)$   number-$1;
                    ~nightly   nightly;
                    ~*-rc(\\d)  candidate-$1;
                    ~.         other;
                }
                location ~ \\.php$ { return 200 php; }
                location ~* ^/api/v(\\d+)/ { return 200 api-$1; }
                location ~ /admin/ { return 200 admin; }
                location ~ ^/(?<lang>[a-z][a-z])/ { return 200 $lang-$kind; }
                location ~ \\.(gif|jpg)$ { return 200 image-$1; }
                location / { return 200 $kind; }
                """);

        assertThat(get("/admin/x.php").text()).isEqualTo("php");
        assertThat(get("/API/v2/admin/").text()).isEqualTo("api-2");
        assertThat(get("/de/admin/").text()).isEqualTo("admin");
        assertThat(get("/de/a.gif?v=1.0-RC3").text()).isEqualTo("de-candidate-3");
        assertThat(get("/a.gif").text()).isEqualTo("image-gif");
        assertThat(get("/?v=42").text()).isEqualTo("number-42");
        assertThat(get("/?v=BETA-nightly").text()).isEqualTo("early");
        assertThat(get("/?v=x").text()).isEqualTo("other");
        assertThat(get("/").text()).isEqualTo("none");
    }

    @Test
    void redirect() throws Exception {
        start("location / { access_by_lua_block { return ngx.redirect('/login?next=' .. ngx.var.uri, 303) } }");

        Answer answer = get("/x");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/login?next=/x");
    }

    @Test
    void sharedDict_isSeenByEveryWorkerAndByJava() throws Exception {
        start("""
                lua_shared_dict counters 1m;
                location / { content_by_lua_block { ngx.print((ngx.shared.counters:incr("hits", 1, 0))) } }
                """);

        for (int i = 1; i <= 4; i++) {
            assertThat(get("/").text()).isEqualTo(Integer.toString(i));
        }
        assertThat(engine.resty().dict("counters").get("hits").toString()).contains("4");
    }

    @Test
    void bodyOverTheLimit_is413() throws Exception {
        start("client_max_body_size 10; location / { access_by_lua_block { ngx.req.read_body() } }");

        assertThat(host.send(Ask.post("/app/x", "0123456789")).status()).isEqualTo(200);
        assertThat(host.send(Ask.post("/app/x", "0123456789a")).status()).isEqualTo(413);
    }

    @Test
    void javaHandlers_takePartInThePhases() throws Exception {
        start(builder -> builder.conf(ConfSource.text("nginx.conf", "location / { add_header X-Conf yes; }"))
                .handler(Phase.ACCESS, "/private/", exchange -> Outcome.exit(401))
                .handler(Phase.HEADER_FILTER, "/marked/", exchange -> {
                    exchange.responseHeaders().set("X-Java", "yes");
                    return Outcome.declined();
                })
                .lua(Phase.CONTENT, "= /lua", "ngx.say('ünicode')"));

        assertThat(get("/private/x").status()).isEqualTo(401);
        assertThat(get("/marked/x").header("X-Java")).isEqualTo("yes");
        assertThat(get("/lua").text()).isEqualTo("Ã¼nicode\n");
        assertThat(get("/plain").header("X-Conf")).isEqualTo("yes");
    }

    @Test
    void applicationFailure_isTheContainersOrTheApplications() throws Exception {
        start("location / { log_by_lua_block { ngx.log(ngx.WARN, 'logged ', ngx.status) } }");

        assertThat(get("/app/missing").status()).isEqualTo(404);
        Awaitility.await()
                .untilAsserted(() -> assertThat(log.entries()).anyMatch(entry -> entry.contains("logged 404")));
    }

    @Test
    void reload_newRequestsMeetTheNewConfiguration_brokenOneKeepsTheOld() throws Exception {
        start(
                "lua_shared_dict d 1m; location / { content_by_lua_block { ngx.shared.d:set('k', 'kept') ngx.print('one') } }");
        assertThat(get("/").text()).isEqualTo("one");

        engine.reload(RestyFilter.builder()
                .workers(2)
                .conf(
                        ConfSource.text(
                                "nginx.conf",
                                "lua_shared_dict d 1m; location / { content_by_lua_block { ngx.print('two ', ngx.shared.d:get('k')) } }"))
                .configuration());
        assertThat(get("/").text()).isEqualTo("two kept");

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> engine.reload(RestyFilter.builder()
                        .workers(2)
                        .conf(ConfSource.text("nginx.conf", "location / { content_by_lua_block { this is no lua } }"))
                        .configuration()))
                .hasMessageContaining("nginx.conf:1");
        assertThat(get("/").text()).isEqualTo("two kept");
    }

    @Test
    void setHeaderHost_changesTheVariableToo() throws Exception {
        start("""
                location / {
                    rewrite_by_lua_block { ngx.req.set_header("Host", "Other.example:81") }
                    content_by_lua_block { ngx.say(ngx.var.host, " ", ngx.var.http_host) }
                }
                """);

        assertThat(get("/").text()).isEqualTo("other.example Other.example:81\n");
    }

    @Test
    void contentByLuaFile_missing_404AndTheReasonInTheLog() throws Exception {
        start("location / { content_by_lua_file /nowhere/$arg_name; }");

        assertThat(get("/?name=at-all.lua").status()).isEqualTo(404);
        assertThat(log.entries())
                .anyMatch(entry -> entry.endsWith("failed to load external Lua file \"/nowhere/at-all.lua\":"
                        + " cannot open /nowhere/at-all.lua: No such file or directory"));
    }

    @Test
    void contentLength_shorterThanTheBody_cutsTheBody() throws Exception {
        start("location / { content_by_lua_block { ngx.header.content_length = 3 ngx.say('hello') ngx.say('more') } }");

        Answer answer = get("/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("hel");
    }

    @Test
    void rawHeader_isWhatTheClientSentWhateverWasChanged() throws Exception {
        start("""
                location / {
                    rewrite_by_lua_block { ngx.req.set_header("X-Word", "changed") ngx.req.set_header("X-New", "1") }
                    content_by_lua_block { ngx.print(ngx.req.raw_header(), ngx.var.echo_client_request_headers) }
                }
                """);

        Answer answer = host.send(Ask.get("/a?b").header("X-Word", "sent"));

        assertThat(answer.text())
                .contains("GET /a?b HTTP/1.1\r\n")
                .contains("sent\r\n")
                .doesNotContain("changed", "X-New");
    }

    @Test
    void setUri_controlCharacters_areRefusedExceptTheTab() throws Exception {
        start(
                "location / { content_by_lua_block { ngx.req.set_uri('/a\\tb') ngx.say(ngx.var.uri) ngx.say(pcall(ngx.req.set_uri, '/a\\nb')) } }");

        assertThat(get("/").text())
                .isEqualTo(
                        "/a\tb\nfalseunsafe byte \"0x0a\" in uri \"/a\\x0Ab\" (maybe you want to set the 'binary' argument?)\n");
    }

    @Test
    void proxyAddXForwardedFor_addsTheClient() throws Exception {
        start("location / { content_by_lua_block { ngx.say(ngx.var.proxy_add_x_forwarded_for) } }");

        assertThat(get("/").text()).isEqualTo("127.0.0.1\n");
        assertThat(host.send(Ask.get("/").header("X-Forwarded-For", "10.0.0.1")).text())
                .isEqualTo("10.0.0.1, 127.0.0.1\n");
    }
}
