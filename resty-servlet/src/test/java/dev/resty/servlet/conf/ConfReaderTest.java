// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.conf.LocationConf.Content;
import dev.resty.servlet.conf.LocationConf.Handler;
import dev.resty.servlet.conf.LocationConf.Match;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfReaderTest {

    private static final Path PREFIX = Path.of("/srv/app");

    private static Configuration read(String text) {
        return ConfReader.read(ConfSource.text("/etc/nginx/nginx.conf", text), PREFIX);
    }

    private static LocationConf location(String inside) {
        return read("location / {" + inside + "}").servers().get(0).locations().get(0);
    }

    private static String source(List<Handler> handlers) {
        return ((LuaCode.Inline) ((Handler.Lua) handlers.get(0)).code()).source();
    }

    @Test
    void read_bareLocations_formOneServer() {
        Configuration conf = read("lua_shared_dict d 10m; worker_processes 3; location /a {} location /b {}");
        assertThat(conf.servers()).hasSize(1);
        assertThat(conf.servers().get(0).locations()).hasSize(2);
        assertThat(conf.dicts().get("d").settings().capacity()).isEqualTo(10 << 20);
        assertThat(conf.workers()).isEqualTo(3);
    }

    @Test
    void read_nothing_isOneServerForTheApplication() {
        ServerConf server = read("").servers().get(0);
        assertThat(server.root().content()).isInstanceOf(Content.Application.class);
        assertThat(server.names()).containsExactly(new ServerConf.Name.Exact(""));
    }

    @Test
    void read_nothing_hasNginxsDefaults() {
        Configuration conf = read("");
        assertThat(conf.servers().get(0).root().settings()).isEqualTo(LocationSettings.DEFAULTS);
        assertThat(conf.limits()).isEqualTo(Configuration.Limits.DEFAULTS);
        assertThat(conf.warnings()).isEmpty();
    }

    @Test
    void read_budgets_areLimits() {
        Configuration.Limits limits =
                read("lua_timeout 2s; lua_max_instructions 10000000000; lua_max_memory 64m; lua_max_call_depth 200;")
                        .limits();
        assertThat(limits.luaTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(limits.luaMaxInstructions()).isEqualTo(10_000_000_000L);
        assertThat(limits.luaMaxMemory()).isEqualTo(64 << 20);
        assertThat(limits.luaMaxCallDepth()).isEqualTo(200);
        assertThat(read("lua_max_memory 64k;").limits().luaMaxMemory()).isEqualTo(64 << 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lua_max_instructions 1m;", "lua_max_memory much;", "lua_max_call_depth 0;"})
    void read_budgetThatIsNone_namesFileAndLine(String conf) {
        assertThatThrownBy(() -> read("\n" + conf))
                .hasMessageContaining("/etc/nginx/nginx.conf:2")
                .hasMessageContaining("give a ");
    }

    @Test
    void read_condition_keepsItsQuotedParentheses() {
        List<RewriteStep> steps = location("if ( $uri = \"a)\") {} if ($uri = \"\") {} if (!-f $uri) {}")
                .steps();
        assertThat(((RewriteStep.If) steps.get(0)).condition())
                .isEqualTo(new RewriteStep.Condition.Equality(
                        Values.parse("$uri", "if", new Position("", 0)), Value.constant("a)"), false));
        assertThat(((RewriteStep.Condition.Equality) ((RewriteStep.If) steps.get(1)).condition()).right())
                .isEqualTo(Value.constant(""));
        assertThat(((RewriteStep.Condition.FileTest) ((RewriteStep.If) steps.get(2)).condition()).negated())
                .isTrue();
    }

    @Test
    void read_completeFile_keepsTheContextsOfNginx() {
        Configuration conf = read("worker_processes auto; error_log logs/e.log warn; pid p; events { use epoll; }"
                + " http { sendfile on; server { listen 8080 default_server; server_name a.org *.b.org c.* ~^d; } }");
        assertThat(conf.standalone().errorLog()).isEqualTo("logs/e.log");
        assertThat(conf.standalone().errorLogLevel()).isEqualTo("warn");
        assertThat(conf.warnings())
                .anyMatch(w -> w.startsWith("\"sendfile\" is handled by the container in /etc/nginx/nginx.conf:1"));
        ServerConf server = conf.servers().get(0);
        assertThat(server.listens()).containsExactly(new ServerConf.Listen("*", 8080, true, false));
        assertThat(server.names())
                .startsWith(
                        new ServerConf.Name.Exact("a.org"),
                        new ServerConf.Name.LeadingWildcard(".b.org"),
                        new ServerConf.Name.TrailingWildcard("c."));
        assertThatThrownBy(() -> read("sendfile on; http {}"))
                .hasMessageContaining("\"sendfile\" directive is not allowed");
    }

    @Test
    void read_stream_isNotSupportedYet() {
        assertThatThrownBy(() -> read("stream { server { listen 1; } } http {}"))
                .hasMessageContaining("stream is not supported yet in /etc/nginx/nginx.conf:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_basic x;", "limit_req zone=a;", "server { location / { auth_request /x; } }"})
    void read_protectionThatIsMissingHere_stopsInsteadOfBeingSkipped(String conf) {
        assertThatThrownBy(() -> read(conf)).hasMessageContaining("is not supported yet");
    }

    @Test
    void read_misspelledDirective_suggestsTheRightOne() {
        assertThatThrownBy(() -> read("location / { acces_by_lua_block { } }"))
                .isInstanceOfSatisfying(ConfException.class, e -> {
                    assertThat(e.directive()).isEqualTo("acces_by_lua_block");
                    assertThat(e.remedy()).isEqualTo("did you mean \"access_by_lua_block\"?");
                });
    }

    @Test
    void read_misplacedDirective_saysWhereItBelongs() {
        assertThatThrownBy(() -> read("server { location / { } lua_shared_dict d 1m; }"))
                .hasMessageEndingWith("it belongs in http");
    }

    @Test
    void chunkName_isDirectiveAndBaseNameAndLineOfTheCode() {
        LocationConf location = location("access_by_lua_block\n{ a() }\n log_by_lua '\n b()\n'\n;");
        assertThat(code(location, Phase.ACCESS).chunkName()).isEqualTo("=access_by_lua(nginx.conf:2)");
        assertThat(code(location, Phase.LOG).chunkName()).isEqualTo("=log_by_lua(nginx.conf:6)");
    }

    private static LuaCode.Inline code(LocationConf location, Phase phase) {
        return (LuaCode.Inline) ((Handler.Lua) location.handlers().get(phase).get(0)).code();
    }

    @Test
    void read_handlers_innerReplacesOuter() {
        ServerConf server = read("access_by_lua 'http'; log_by_lua 'http'; server { access_by_lua 'server';"
                        + " location /a { access_by_lua 'location'; location /a/b { } } location /c { } }")
                .servers()
                .get(0);
        LocationConf a = server.locations().get(0);
        assertThat(source(a.handlers().get(Phase.ACCESS))).isEqualTo("location");
        assertThat(source(a.handlers().get(Phase.LOG))).isEqualTo("http");
        assertThat(source(a.nested().get(0).handlers().get(Phase.ACCESS))).isEqualTo("location");
        assertThat(source(server.locations().get(1).handlers().get(Phase.ACCESS)))
                .isEqualTo("server");
        assertThat(source(server.root().handlers().get(Phase.ACCESS))).isEqualTo("server");
    }

    @Test
    void read_settings_areInheritedAlsoFromBelow() {
        LocationConf location = read("server { location / { add_header X 1 always; } default_type a/b; }"
                        + " client_max_body_size 2g; add_header Y 2;")
                .servers()
                .get(0)
                .locations()
                .get(0);
        assertThat(location.settings().defaultType()).isEqualTo("a/b");
        assertThat(location.settings().clientMaxBodySize()).isEqualTo(2L << 30);
        assertThat(location.settings().addHeaders())
                .extracting(LocationConf.AddHeader::name)
                .containsExactly("X");
    }

    @Test
    void read_contentHandler_staysInItsLocationAndItsIfs() {
        LocationConf location = location("content_by_lua 'c'; if ($arg_x) { add_header A b; } location /n { }");
        RewriteStep.If step = (RewriteStep.If) location.steps().get(0);
        assertThat(step.location()).isNotNull();
        assertThat(step.location().content()).isEqualTo(location.content());
        assertThat(location.nested().get(0).content()).isInstanceOf(Content.Application.class);
    }

    @Test
    void read_ifWithRewriteDirectivesOnly_changesNoSettings() {
        RewriteStep.If step = (RewriteStep.If)
                location("if ($a != b) { set $c d; return 403; }").steps().get(0);
        assertThat(step.location()).isNull();
        assertThat(step.body()).hasSize(2);
        assertThat(step.condition()).isInstanceOf(RewriteStep.Condition.Equality.class);
    }

    @Test
    void read_root_makesFilesOfTheLocationsBelow() {
        ServerConf server = read("server { location /a { root /www; } location /b/ { alias /x/; } location /c { } }")
                .servers()
                .get(0);
        assertThat(server.locations().get(0).content())
                .isEqualTo(new Content.Files(
                        new LocationConf.Root(Value.constant("/www"), 0), List.of(Value.constant("index.html"))));
        assertThat(server.locations().get(1).settings().root().replaced()).isEqualTo(3);
        assertThat(server.locations().get(2).content()).isInstanceOf(Content.Application.class);
    }

    @Test
    void read_rewrite_knowsItsFlags() {
        List<RewriteStep> steps = location(
                        "rewrite ^/a(.*) /b$1? last; rewrite x http://y; rewrite x http://y permanent;")
                .steps();
        RewriteStep.Rewrite first = (RewriteStep.Rewrite) steps.get(0);
        assertThat(first.keepArgs()).isFalse();
        assertThat(first.flag()).isEqualTo(RewriteStep.Flag.LAST);
        assertThat(first.replacement().parts()).containsExactly(new Value.Literal("/b"), new Value.Variable("1"));
        assertThat(((RewriteStep.Rewrite) steps.get(1)).flag()).isEqualTo(RewriteStep.Flag.REDIRECT);
        assertThat(((RewriteStep.Rewrite) steps.get(2)).flag()).isEqualTo(RewriteStep.Flag.PERMANENT);
    }

    @Test
    void read_errorPage_knowsItsThreeForms() {
        List<LocationConf.ErrorPage> pages = location(
                        "error_page 404 500 /e; error_page 403 =200 /f; error_page 502 = @g;")
                .settings()
                .errorPages();
        assertThat(pages).extracting(LocationConf.ErrorPage::overwrite).containsExactly(null, 200, 0);
        assertThat(pages.get(0).statuses()).containsExactly(404, 500);
    }

    @Test
    void read_undeclaredVariable_isTakenAsEmptyWithAWarning() {
        Configuration conf = read("location / { set $mine $undeclared$arg_a$http_b$1; }");
        assertThat(conf.variables()).containsExactly("mine", "undeclared");
        assertThat(conf.warnings()).singleElement().asString().startsWith("unknown \"undeclared\" variable");
    }

    @Test
    void read_packagePath_replacesThePrefix() {
        assertThat(read("lua_package_path \"$prefix/lua/?.lua;${prefix}x;;\";").luaPackagePath())
                .isEqualTo("/srv/app//lua/?.lua;/srv/app/x;;");
    }

    @Test
    void read_upstream_keepsPeersInOrder() {
        UpstreamConf upstream = read("upstream u { server a:81 weight=3 max_fails=2 fail_timeout=5s; server [::1];"
                        + " server b backup; keepalive 8; keepalive_timeout 30s; }")
                .upstreams()
                .get("u");
        assertThat(upstream.peers())
                .containsExactly(
                        new UpstreamConf.Peer("a", 81, 3, 2, Duration.ofSeconds(5), false, false),
                        new UpstreamConf.Peer("[::1]", 80, 1, 1, Duration.ofSeconds(10), false, false),
                        new UpstreamConf.Peer("b", 80, 1, 1, Duration.ofSeconds(10), true, false));
        assertThat(upstream.keepalive()).isEqualTo(8);
        assertThat(upstream.keepaliveTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void read_proxyPass_knowsWhetherAUriFollows() {
        assertThat(((Content.ProxyPass) location("proxy_pass http://h:80;").content()).hasUri())
                .isFalse();
        assertThat(((Content.ProxyPass) location("proxy_pass http://h/;").content()).hasUri())
                .isTrue();
        assertThat(((Content.ProxyPass) location("proxy_pass http://$h;").content()).hasUri())
                .isFalse();
    }

    @Test
    void map_selectsByNameThenRegexThenDefault() {
        MapConf map = read("map $http_host $b { hostnames; default d; .a.org 1; *.b.org 2; c.* 3; ~*^x(.) r$1; }")
                .maps()
                .get("b");
        assertThat(map.select("A.org").value().source()).isEqualTo("1");
        assertThat(map.select("www.a.org").value().source()).isEqualTo("1");
        assertThat(map.select("q.r.b.org").value().source()).isEqualTo("2");
        assertThat(map.select("b.org").value().source()).isEqualTo("d");
        assertThat(map.select("c.net").value().source()).isEqualTo("3");
        assertThat(map.select("Xy").pattern()).isNotNull();
    }

    @Test
    void accessLog_offEndsInheritance() {
        ServerConf server = read("log_format f '$uri' ' $status'; access_log logs/a f if=$loggable;"
                        + " server { location /a { access_log off; } location /b { } }")
                .servers()
                .get(0);
        assertThat(server.locations().get(0).settings().accessLogs()).isEmpty();
        LocationConf.AccessLog log =
                server.locations().get(1).settings().accessLogs().get(0);
        assertThat(log.line().source()).isEqualTo("$uri $status");
        assertThat(log.condition()).isNotNull();
        assertThat(location("").settings().accessLogs()).isNull();
    }

    @Test
    void accessRules_matchByTheBitsOfTheirNetwork() {
        List<LocationConf.AccessRule> rules =
                location("allow 10.1.0.0/15; deny all;").settings().accessRules();
        assertThat(rules.get(0).matches(new byte[] {10, 1, 9, 9})).isTrue();
        assertThat(rules.get(0).matches(new byte[] {10, 2, 9, 9})).isFalse();
        assertThat(rules.get(0).matches(new byte[16])).isFalse();
        assertThat(rules.get(1).matches(new byte[16])).isTrue();
    }

    @Test
    void read_regexThatDoesNotCompile_namesTheRegex() {
        assertThatThrownBy(() -> read("location / { }\nlocation ~ a( { }"))
                .isInstanceOf(ConfException.class)
                .hasMessageStartingWith("pcre2_compile() failed: ")
                .hasMessageContaining("in \"a(\" in /etc/nginx/nginx.conf:2");
    }

    @Test
    void read_namedGroups_declareVariables() {
        assertThat(read("location ~ ^/(?<user>\\w+)$ { return 200 $user; }").variables())
                .containsExactly("user");
    }

    @Test
    void read_echo_writesItsArgumentsAndALineEnd() {
        assertThat(((Content.Echo) location("echo a $uri; echo -n b;").content()).steps())
                .extracting(step -> ((LocationConf.EchoStep.Text) step).text().source())
                .containsExactly("a $uri\n", "b");
    }

    @Test
    void read_javaDirectives_passTheSameChecks() {
        Configuration conf = ConfReader.read(
                List.of(
                        Directive.of("lua_shared_dict", "d", "1m"),
                        Directive.java("access_by_java", exchange -> Outcome.declined()),
                        Directive.block("location", List.of("/"), List.of(Directive.of("default_type", "a/b")))),
                PREFIX);
        LocationConf location = conf.servers().get(0).locations().get(0);
        assertThat(location.match()).isEqualTo(new Match.Prefix("/", false));
        assertThat(location.handlers().get(Phase.ACCESS).get(0)).isInstanceOf(Handler.Java.class);
        assertThatThrownBy(() -> ConfReader.read(List.of(Directive.of("root", "a", "b")), PREFIX))
                .hasMessageStartingWith("invalid number of arguments in \"root\" directive in java");
        assertThatThrownBy(() -> read("location / { access_by_java; }")).hasMessageContaining("Java builder");
    }

    @Test
    void include_countsFromTheMainFilesFolderAndSortsGlobs(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("sites"));
        Files.writeString(folder.resolve("nginx.conf"), "include sites/*.conf;\ninclude none/*.conf;");
        Files.writeString(folder.resolve("sites/b.conf"), "location /b { include common.inc; }");
        Files.writeString(folder.resolve("sites/a.conf"), "location /a { }\n");
        Files.writeString(folder.resolve("common.inc"), "default_type x/y;");
        List<LocationConf> locations = ConfReader.read(ConfSource.file(folder.resolve("nginx.conf")), folder)
                .servers()
                .get(0)
                .locations();
        assertThat(locations)
                .extracting(LocationConf::match)
                .containsExactly(new Match.Prefix("/a", false), new Match.Prefix("/b", false));
        assertThat(locations.get(1).settings().defaultType()).isEqualTo("x/y");
        assertThat(locations.get(1).position().file()).endsWith("sites/b.conf");
    }

    @Test
    void include_ofItself_isRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("nginx.conf"), "include nginx.conf;");
        assertThatThrownBy(() -> ConfReader.read(ConfSource.file(folder.resolve("nginx.conf")), folder))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("include itself");
    }

    @Test
    void read_missingFile_saysSo() {
        assertThatThrownBy(() -> ConfReader.read(ConfSource.file(Path.of("/nope.conf")), PREFIX))
                .hasMessageStartingWith("open() \"/nope.conf\" failed (2: No such file or directory)");
        assertThatThrownBy(() -> ConfReader.read(ConfSource.classpath("nope.conf", loader()), PREFIX))
                .hasMessageContaining("classpath:nope.conf");
    }

    private static ClassLoader loader() {
        return ConfReaderTest.class.getClassLoader();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "E04-dicts-printed",
                "E04-dicts-corrected",
                "E14-tuning",
                "E15-preload",
                "E17-dicts-printed",
                "E56-plugin",
                "E60-router",
                "E60-router-corrected"
            })
    void read_seed_isAccepted(String seed) {
        Configuration conf = ConfReader.read(ConfSource.classpath("seeds/" + seed + ".conf", loader()), PREFIX);
        assertThat(conf.warnings().stream().anyMatch(warning -> warning.contains("\"--\"")))
                .isEqualTo(seed.endsWith("dicts-printed"));
        assertThat(conf.dicts().isEmpty()).isEqualTo(!seed.contains("dicts") && !seed.startsWith("E56"));
        assertThat(conf.variables().contains("upstream_name")).isEqualTo(seed.startsWith("E60"));
    }
}
