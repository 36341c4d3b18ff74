// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients send that they shouldn't, and how they go away: one worker must survive it all. */
abstract class BadInputContract extends ContainerContract {

    /** Where the engine ends, so does its worker: proof that every request was counted out. */
    private static final String EXIT = "exit_worker_by_lua_block { ngx.log(ngx.WARN, 'worker ended') } ";

    private void assertNothingLeaks() throws Exception {
        stop();
        awaitLogged("worker ended", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/%", "/a%0", "/a%00b", "/..%2f..%2fetc", "/%2e%2e/x"})
    void malformedPath_isRefused(String target) throws Exception {
        start(EXIT + "location / { content_by_lua_block { ngx.say('ran') } }");
        assertThat(get(target).status()).isIn(400, 404);
        assertThat(get("/ok").text()).isEqualTo("ran\n");
        assertNothingLeaks();
    }

    @Test
    void malformedPercentEncodingInArguments_isData() throws Exception {
        start("location / { content_by_lua_block { local args = ngx.req.get_uri_args()"
                + " ngx.say(ngx.var.args, ' ', ngx.var.arg_a, ' ', args.b, ' ', args.c) } }");
        assertThat(get("/?a=%zz&b=1%2x&c=%41").text())
                .startsWith("a=%zz&b=1%2x&c=%41 %zz 1")
                .endsWith(" A\n");
    }

    @Test
    void hundredThousandArguments_areReadUpToTheLimitThatIsAskedFor() throws Exception {
        start("""
                location / { content_by_lua_block {
                    local some, err = ngx.req.get_uri_args()
                    local all = ngx.req.get_uri_args(0)
                    local n, m = 0, 0
                    for _ in pairs(some) do n = n + 1 end
                    for _ in pairs(all) do m = m + 1 end
                    ngx.say(n, ' ', err, ' ', m, ' ', ngx.var.arg_a99999)
                } }
                """);
        StringBuilder target = new StringBuilder("/?");
        for (int i = 0; i < 100_000; i++) {
            target.append(i == 0 ? "" : "&").append('a').append(i).append('=').append(i);
        }
        assertThat(get(target.toString()).text()).isEqualTo("100 truncated 100000 99999\n");
    }

    @Test
    void hugeHeader_isReadWhole() throws Exception {
        start(
                "location / { content_by_lua_block { ngx.say(#ngx.var.http_x_big, ' ', #ngx.req.get_headers().x_big) } }");
        Answer answer = host.send(Ask.get("/").header("X-Big", "b".repeat(1 << 20)));
        assertThat(answer.text()).isEqualTo((1 << 20) + " " + (1 << 20) + "\n");
        Answer refused = host.send(Ask.get("/").header("X-Big", "b".repeat(3 << 20)));
        assertThat(refused.status()).isIn(400, 431);
        assertThat(get("/").status()).as("without the field: #nil").isEqualTo(500);
    }

    @Test
    void invalidUtf8AndNulInArguments_areBytes() throws Exception {
        start("""
                lua_shared_dict d 1m;
                location / { content_by_lua_block {
                    local a = ngx.req.get_uri_args().a
                    ngx.shared.d:set(a, a)
                    ngx.say(#a, ' ', a:byte(1), ' ', a:byte(3), ' ', ngx.shared.d:get(a) == a, ' ', ngx.md5(a), ' ',
                        ngx.re.match(a, [[\\x00b]], 'jo') ~= nil)
                } }
                """);
        assertThat(get("/?a=%ff%fe%00b").text())
                .isEqualTo("4 255 0 true " + md5(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'b'}) + " true\n");
        assertThat(get("/?a=\u00ff\u00feab").status()).isIn(200, 400);
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    @Test
    void crlfInResponseHeaders_beginsNoOtherField() throws Exception {
        start("""
                location /lua { content_by_lua_block {
                    ngx.header["X-A"] = ngx.req.get_uri_args().v
                    ngx.header["X-B\\r\\nInjected"] = "1"
                    ngx.say('ok')
                } }
                location /add { add_header X-A $uri; return 200 ok; }
                location /return { return 302 http://h$uri; }
                location /redirect { content_by_lua_block { ngx.redirect(ngx.req.get_uri_args().v) } }
                location /filter { header_filter_by_lua_block { ngx.header["X-A"] = ngx.req.get_uri_args().v } }
                """);
        String attack = "a%0d%0aInjected:%201%0d%0a%0d%0abody";
        for (String target :
                new String[] {"/lua?v=" + attack, "/add/" + attack, "/return/" + attack, "/filter?v=" + attack}) {
            Answer answer = get(target);
            assertThat(answer.header("Injected")).as(target).isNull();
            assertThat(answer.text()).as(target).doesNotStartWith("body");
        }
        assertThat(get("/lua?v=" + attack).header("X-A")).isEqualTo("a%0D%0AInjected: 1%0D%0A%0D%0Abody");
        assertThat(get("/redirect?v=/" + attack).status()).isEqualTo(500);
        assertThat(logged("unsafe byte \"0x0d\" in redirect uri")).hasSize(1);
    }

    @Test
    void bodyOverTheLimit_byLength_is413WhoeverReads() throws Exception {
        start(EXIT + "client_max_body_size 10; location /lua { content_by_lua_block {"
                + " ngx.req.read_body() ngx.say(ngx.req.get_body_data()) } } location /app { }");
        assertThat(host.send(Ask.post("/lua", "0123456789")).text()).isEqualTo("0123456789\n");
        assertThat(host.send(Ask.post("/lua", "0123456789a")).status()).isEqualTo(413);
        assertThat(host.send(Ask.post("/app/x", "0123456789a")).status()).isEqualTo(413);
        assertNothingLeaks();
    }

    @Test
    void bodyOverTheLimit_chunked_is413WhoeverReads() throws Exception {
        start(EXIT + "client_max_body_size 10; location /lua { content_by_lua_block {"
                + " ngx.req.read_body() ngx.say(ngx.req.get_body_data()) } } location /app { }");
        assertThat(host.send(chunked("/lua", "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"))
                        .text())
                .isEqualTo("0123456789\n");
        assertThat(host.send(chunked("/lua", "5\r\n01234\r\n6\r\n56789a\r\n0\r\n\r\n"))
                        .status())
                .isEqualTo(413);
        assertThat(host.send(chunked("/app/x", "5\r\n01234\r\n6\r\n56789a\r\n0\r\n\r\n"))
                        .status())
                .isEqualTo(413);
        assertNothingLeaks();
    }

    private static Ask chunked(String target, String wire) {
        return Ask.method("POST", target).header("Transfer-Encoding", "chunked").body(wire);
    }

    @Test
    void malformedChunk_isA400AndTheWorkerIsFree() throws Exception {
        start(EXIT + "location / { content_by_lua_block { ngx.req.read_body() ngx.say('read') }"
                + " log_by_lua_block { ngx.log(ngx.WARN, 'logged') } }");
        assertThat(host.send(chunked("/", "zz\r\nabc\r\n")).status()).isEqualTo(400);
        awaitLogged("logged", 1);
        assertThat(get("/").text()).isEqualTo("read\n");
        assertNothingLeaks();
    }

    @Test
    void clientGoneMidBody_logPhaseRunsAndTheWorkerIsFree() throws Exception {
        start(EXIT + """
                location /lua {
                    content_by_lua_block { ngx.req.read_body() ngx.say('read') }
                    log_by_lua_block { ngx.log(ngx.WARN, 'logged ', ngx.status) }
                }
                location /app { log_by_lua_block { ngx.log(ngx.WARN, 'logged') } }
                """);
        for (String target : new String[] {"/lua", "/app/x"}) {
            log.entries().clear();
            try (Socket socket = connect()) {
                send(socket, "POST " + target + " HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n0123456789");
            }
            awaitLogged("logged", 1);
        }
        assertThat(get("/lua").text()).isEqualTo("read\n");
        assertNothingLeaks();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/lua", "/filtered/big", "/plain/big"})
    void clientGoneMidResponse_logPhaseRunsAndTheWorkerIsFree(String target) throws Exception {
        start(EXIT + """
                lua_shared_dict d 1m;
                log_by_lua_block { ngx.log(ngx.WARN, 'logged') }
                location /lua { content_by_lua_block {
                    if ngx.var.arg_short then return ngx.say('short') end
                    local part = ("x"):rep(65536)
                    for i = 1, 4000 do
                        ngx.print(part)
                        local ok, err = ngx.flush(true)
                        if not ok then ngx.log(ngx.WARN, 'flush: ', err) break end
                    end
                } }
                location /filtered/ { body_filter_by_lua_block { ngx.arg[1] = ngx.arg[1] } }
                """, new BigApp());
        try (Socket socket = connect()) {
            socket.setSoLinger(true, 0);
            send(socket, "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(socket.getInputStream().readNBytes(10_000)).hasSize(10_000);
        }
        awaitLogged("logged", 1);
        assertThat(get("/lua?short=1").text()).isEqualTo("short\n");
        assertNothingLeaks();
    }

    /** Writes 256 MiB, unless it can't. */
    private static final class BigApp extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] part = new byte[65536];
            for (int i = 0; i < 4096; i++) {
                response.getOutputStream().write(part);
            }
        }
    }

    @Test
    void slowClient_doesNotHoldTheWorker() throws Exception {
        start(EXIT + """
                location /big { content_by_lua_block {
                    local part = ("x"):rep(65536)
                    for i = 1, 200 do ngx.print(part) end
                    ngx.log(ngx.WARN, 'written')
                } }
                location /small { content_by_lua_block { ngx.say('small') } }
                """);
        try (Socket slow = connect()) {
            send(slow, "GET /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            awaitLogged("written", 1);
            assertThat(get("/small").text()).isEqualTo("small\n");
            Answer whole = WireClient.read(slow.getInputStream(), false);
            assertThat(whole.body()).hasSize(200 * 65536);
        }
        assertNothingLeaks();
    }

    @Test
    void slowSender_doesNotHoldTheWorker() throws Exception {
        start(EXIT + """
                location /body { content_by_lua_block {
                    ngx.log(ngx.WARN, 'reading')
                    ngx.req.read_body()
                    ngx.say(ngx.req.get_body_data())
                } }
                location /small { content_by_lua_block { ngx.say('small') } }
                """);
        try (Socket slow = connect()) {
            send(slow, "POST /body HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab");
            awaitLogged("reading", 1);
            assertThat(get("/small").text()).isEqualTo("small\n");
            send(slow, "cd");
            assertThat(WireClient.read(slow.getInputStream(), false).text()).isEqualTo("abcd\n");
        }
        assertNothingLeaks();
    }

    @Test
    void hundredSleepingRequests_onOneWorker_waitTogether() throws Exception {
        start("""
                lua_shared_dict d 1m;
                location / { content_by_lua_block {
                    ngx.shared.d:incr('waiting', 1, 0)
                    while not ngx.shared.d:get('go') do ngx.sleep(0.005) end
                    ngx.print('awake')
                } }
                """);
        ExecutorService clients = Executors.newFixedThreadPool(100);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answers.add(clients.submit(() -> get("/").text()));
            }
            Awaitility.await().untilAsserted(() -> assertThat(
                            String.valueOf(engine.resty().dict("d").get("waiting")))
                    .contains("100"));
            engine.resty().dict("d").set("go", true);
            for (Future<String> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo("awake");
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
