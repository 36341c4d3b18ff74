// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar, started as README.md says. */
class LauncherTest {

    private static final String CONF = """
            worker_processes 1;
            error_log logs/error.log info;
            events { worker_connections 64; }
            http {
                log_format short '$status "$http_x_word" $uri';
                map $uri $loggable { default 1; /quiet 0; }
                access_log logs/access.log;
                access_log logs/short.log short if=$loggable;
                server {
                    listen 127.0.0.1:PORT;
                    server_name one.example;
                    root html;
                    location /lua { content_by_lua_block { ngx.log(ngx.ERR, "heard") ngx.log(ngx.DEBUG, "unheard") ngx.say("version 1") } }
                    location /slow { content_by_lua_block { ngx.print("a") ngx.flush(true) ngx.sleep(0.5) ngx.say("b") } }
                    location /typed { content_by_lua_block { ngx.header.content_type = "text/xml; charset=UTF-8" ngx.say("x") } }
                    location /half { content_by_lua_block { ngx.say("first") error("second") } }
                    location /broken { content_by_lua_block { return ( } }
                    location = /target { content_by_lua_block { ngx.say(ngx.var.request_uri) } }
                    location = /quiet { return 204; }
                    location /read { content_by_lua_block { ngx.req.read_body() ngx.print(ngx.req.get_body_data()) } }
                }
                server { listen 127.0.0.1:PORT; server_name two.example; location / { return 200 two; } }
                server { listen SECOND; server_name one.example; location / { return 200 second; } }
            }
            """;

    private @TempDir Path prefix;
    private Nginx nginx;

    @BeforeEach
    void describe() throws Exception {
        nginx = new Nginx(prefix);
        nginx.conf(CONF);
        Files.createDirectories(prefix.resolve("html"));
        Files.writeString(prefix.resolve("html/index.html"), "<p>index</p>\n");
    }

    @AfterEach
    void stop() throws Exception {
        nginx.close();
    }

    private String get(String target) throws Exception {
        return nginx.get(nginx.port(), "one.example", target);
    }

    @Test
    void servers_areChosenByAddressThenByHost() throws Exception {
        nginx.start();

        assertThat(get("/lua")).isEqualTo("version 1\n");
        assertThat(nginx.get(nginx.port(), "two.example", "/")).isEqualTo("two");
        assertThat(nginx.get(nginx.port(), "other.example", "/lua")).isEqualTo("version 1\n");
        assertThat(nginx.get(nginx.secondPort(), "two.example", "/")).isEqualTo("second");
    }

    @Test
    void files_underRootAnswerWhereNothingElseDoes() throws Exception {
        nginx.start();

        assertThat(get("/")).isEqualTo("<p>index</p>\n");
        assertThat(get("/none")).contains("404 Not Found");
        assertThat(nginx.log("error.log")).contains("html/none\" failed (2: No such file or directory)");
    }

    @Test
    void errorLog_linesAreInNginxFormatFromTheLevelOn() throws Exception {
        nginx.start();
        get("/lua");

        assertThat(nginx.log("error.log"))
                .containsPattern("(?m)^\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[error] " + nginx.pid()
                        + "#\\d+: \\*\\d+ \\[lua] content_by_lua\\(nginx\\.conf:13\\):1: heard, client: 127\\.0\\.0\\.1,"
                        + " server: one\\.example, request: \"GET /lua HTTP/1\\.0\", host: \"one\\.example\"$")
                .contains("\"worker_connections\" is handled by the container")
                .doesNotContain("unheard");
    }

    @Test
    void accessLogs_followFormatConditionAndEscaping() throws Exception {
        nginx.start();
        nginx.raw("GET /lua HTTP/1.0\r\nX-Word: a\"b\t\u00e9\r\n\r\n");
        get("/quiet");

        Awaitility.await()
                .untilAsserted(() -> assertThat(nginx.log("access.log").lines()).hasSize(2));
        assertThat(nginx.log("access.log"))
                .containsPattern("(?m)^127\\.0\\.0\\.1 - - \\[[^]]+] \"GET /lua HTTP/1\\.0\" 200 10 \"-\" \"-\"$");
        assertThat(nginx.log("short.log")).isEqualTo("200 \"a\\x22b\\x09\\xE9\" /lua\n");
    }

    @Test
    void luaThatDoesNotCompile_failsTheRequestAndNotTheStart() throws Exception {
        nginx.start();

        assertThat(get("/broken")).contains("500 Internal Server Error");
        assertThat(nginx.log("error.log")).contains("failed to load inlined Lua code: content_by_lua(nginx.conf:17)");
    }

    @Test
    void responseWithoutLength_isSentInChunksAsFarAsItGot() throws Exception {
        nginx.start();

        String whole = nginx.raw("GET /lua HTTP/1.1\r\nHost: one.example\r\nConnection: close\r\n\r\n");
        String half = nginx.raw("GET /half HTTP/1.1\r\nHost: one.example\r\nConnection: close\r\n\r\n");

        assertThat(whole).contains("Transfer-Encoding: chunked").endsWith("A\r\nversion 1\n\r\n0\r\n\r\n");
        assertThat(half).startsWith("HTTP/1.1 200 ").endsWith("6\r\nfirst\n");
    }

    @Test
    void contentType_isSentAsItWasSet() throws Exception {
        nginx.start();

        assertThat(nginx.raw("GET /typed HTTP/1.0\r\n\r\n")).contains("Content-Type: text/xml; charset=UTF-8\r\n");
    }

    @Test
    void requestLine_mayContainWhatNginxAccepts() throws Exception {
        nginx.start();

        assertThat(get("/target?a=\"<>[]^`{|}\\")).isEqualTo("/target?a=\"<>[]^`{|}\\\n");
        assertThat(nginx.raw("GET /target\r\n\r\n")).isEqualTo("/target\n");
        assertThat(nginx.raw("GET /target BAD\r\n\r\n")).startsWith("HTTP/1.1 ").contains("<center><h1>");
    }

    @Test
    void expect100Continue_isAnsweredAndTheConnectionClosedWhereAsked() throws Exception {
        nginx.start();

        try (Socket socket = nginx.connect(nginx.port())) {
            socket.getOutputStream()
                    .write(("POST /read HTTP/1.1\r\nHost: one.example\r\nConnection: close\r\nExpect: 100-continue\r\n"
                                    + "Content-Length: 2\r\n\r\nhi")
                            .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(Nginx.rest(socket)).startsWith("HTTP/1.1 100 Continue").contains("hi");
        }
    }

    @Test
    void pipelinedRequests_areAnsweredInOrder() throws Exception {
        nginx.start();

        String answers = nginx.raw("GET /lua HTTP/1.1\r\nHost: one.example\r\n\r\n"
                + "GET / HTTP/1.1\r\nHost: two.example\r\nConnection: close\r\n\r\n");

        assertThat(answers).containsSubsequence("version 1\n", "two");
    }

    @Test
    void hup_goesOverToTheNewConfigurationAndKeepsTheOldOneIfItIsBroken() throws Exception {
        nginx.start();
        nginx.conf(CONF.replace("version 1", "version 2"));
        nginx.signal("HUP");
        Awaitility.await().until(() -> get("/lua").equals("version 2\n"));

        nginx.conf("http { nonsense; }");
        nginx.signal("HUP");

        Awaitility.await()
                .until(() -> nginx.log("error.log").contains("[emerg]")
                        && nginx.log("error.log").contains("unknown directive \"nonsense\""));
        assertThat(get("/lua")).isEqualTo("version 2\n");
    }

    @Test
    void usr1_opensTheLogsAnew() throws Exception {
        nginx.start();
        get("/lua");
        Awaitility.await().until(() -> !nginx.log("access.log").isEmpty());
        Files.move(prefix.resolve("logs/access.log"), prefix.resolve("logs/access.log.1"));
        nginx.signal("USR1");

        Awaitility.await().until(() -> {
            get("/lua");
            return !nginx.log("access.log").isEmpty();
        });
    }

    @Test
    void term_letsRequestsInFlightEnd() throws Exception {
        nginx.start();
        try (Socket socket = nginx.connect(nginx.port())) {
            socket.getOutputStream().write("GET /slow HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            nginx.signal("TERM");

            assertThat(Nginx.rest(socket)).endsWith("ab\n");
        }
        assertThat(nginx.exitStatus()).isZero();
        assertThat(prefix.resolve("logs/nginx.pid")).doesNotExist();
    }

    @Test
    void int_endsAtOnce() throws Exception {
        nginx.start();
        assertThat(Files.readString(prefix.resolve("logs/nginx.pid"))).isEqualTo(nginx.pid() + "\n");

        nginx.signal("INT");

        assertThat(nginx.exitStatus()).isZero();
        assertThat(prefix.resolve("logs/nginx.pid")).doesNotExist();
    }

    @Test
    void t_checksTheConfiguration() throws Exception {
        assertThat(nginx.run("-t")).isZero();
        assertThat(nginx.output()).contains("syntax is ok").contains("test is successful");

        nginx.conf("http { server { listen nonsense:; } }");

        assertThat(nginx.run("-t")).isEqualTo(1);
        assertThat(nginx.output())
                .contains("resty: [emerg] ")
                .contains("nginx.conf:1")
                .contains("test failed");
    }

    @Test
    void start_portInUse_failsInNginxWords() throws Exception {
        try (ServerSocket taken = new ServerSocket(nginx.port())) {
            assertThat(taken.isBound()).isTrue();

            assertThat(nginx.run()).isEqualTo(1);
        }
        assertThat(nginx.output())
                .contains("[emerg] bind() to 127.0.0.1:" + nginx.port() + " failed (98: Address already in use)");
    }

    @Test
    void options_unknownOrIncomplete_areRefused() throws Exception {
        assertThat(nginx.run("-x")).isEqualTo(1);
        assertThat(nginx.output()).contains("invalid option: \"x\"");
        assertThat(nginx.run("-c")).isEqualTo(1);
        assertThat(nginx.output()).contains("option \"-c\" requires file name");
    }
}
