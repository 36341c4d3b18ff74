// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.Content.ProxyPass;
import dev.resty.servlet.conf.LocationSettings;
import dev.resty.servlet.conf.Position;
import dev.resty.servlet.conf.ProxySettings;
import dev.resty.servlet.conf.UpstreamConf;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.http.ExchangeSettings;
import dev.resty.servlet.http.FakeRequest;
import dev.resty.servlet.http.FakeResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayTest {

    private static final Position HERE = new Position("nginx.conf", 7);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final FakeResponse response = new FakeResponse();
    private volatile String sent = "";
    private HttpServer server;
    private String authority;
    private ProxySettings settings = proxySettings("1.1", Duration.ofSeconds(5));

    @BeforeEach
    void startUpstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", GatewayTest.this::answer);
        server.start();
        authority = "127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stopUpstream() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange call) throws IOException {
        byte[] body = call.getRequestBody().readAllBytes();
        StringBuilder line = new StringBuilder(call.getRequestMethod() + " " + call.getRequestURI());
        for (String name : List.of(
                "Host",
                "Connection",
                "X-One",
                "User-agent",
                "Accept-encoding",
                "Te",
                "Content-length",
                "Transfer-encoding")) {
            if (call.getRequestHeaders().containsKey(name)) {
                line.append(' ')
                        .append(name)
                        .append('=')
                        .append(String.join(",", call.getRequestHeaders().get(name)));
            }
        }
        seen.add(line.toString());
        call.getResponseHeaders().add("X-Up", "1");
        call.getResponseHeaders().add("X-Pad", "hidden");
        call.getResponseHeaders().add("Content-Type", "application/x-test");
        String path = call.getRequestURI().getPath();
        if (path.equals("/moved")) {
            call.getResponseHeaders().add("Location", "http://" + authority + "/there");
            call.sendResponseHeaders(302, -1);
        } else if (path.equals("/none")) {
            call.sendResponseHeaders(204, -1);
        } else if (path.equals("/chunked")) {
            call.sendResponseHeaders(200, 0);
            call.getResponseBody().write(new byte[100_000]);
        } else {
            byte[] out = ("up:" + new String(body, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
            boolean head = call.getRequestMethod().equals("HEAD");
            call.sendResponseHeaders(200, head ? -1 : out.length);
            if (!head) {
                call.getResponseBody().write(out);
            }
        }
        call.close();
    }

    private static ProxySettings proxySettings(String version, Duration timeout, ProxySettings.SetHeader... set) {
        return new ProxySettings(
                List.of(set), List.of("X-Secret"), timeout, timeout, timeout, false, true, true, version);
    }

    private LocationConf location(LocationConf.Match match) {
        LocationSettings all = mock(LocationSettings.class);
        when(all.proxy()).thenReturn(settings);
        LocationConf location = mock(LocationConf.class);
        when(location.match()).thenReturn(match);
        when(location.settings()).thenReturn(all);
        return location;
    }

    private static ProxyPass pass(String url) {
        return new ProxyPass(Value.constant(url), false, HERE);
    }

    private dev.resty.servlet.http.HttpExchange exchange(FakeRequest request) {
        return new dev.resty.servlet.http.HttpExchange(
                request, response, new ExchangeSettings(1 << 20, 16 << 10, "text/plain", Set.of("up"), "/"));
    }

    private Outcome proxy(FakeRequest request, String url) throws IOException {
        return proxy(exchange(request), url, Map.of());
    }

    private Outcome proxy(dev.resty.servlet.http.HttpExchange exchange, String url, Map<String, UpstreamConf> upstreams)
            throws IOException {
        try (Gateway gateway = new Gateway(upstreams)) {
            return gateway.proxy(exchange, location(new LocationConf.Match.Prefix("/app/", false)), pass(url));
        }
    }

    private static UpstreamConf.Peer peer(int port, int weight, boolean backup, boolean down) {
        return new UpstreamConf.Peer("127.0.0.1", port, weight, 1, Duration.ofSeconds(10), backup, down);
    }

    private static Map<String, UpstreamConf> upstream(int keepalive, UpstreamConf.Peer... peers) {
        return Map.of("backend", new UpstreamConf("backend", List.of(peers), keepalive, Duration.ofSeconds(60), HERE));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void proxy_get_passesRequestAndResponseWithNginxFields() throws IOException {
        dev.resty.servlet.http.HttpExchange exchange = exchange(FakeRequest.get("/app/%41?x=%20y")
                .header("Host", "shop.example")
                .header("X-One", "a")
                .header("TE", "trailers")
                .header("Connection", "keep-alive"));
        assertThat(proxy(exchange, "http://" + authority, Map.of())).isEqualTo(Outcome.exit(0));
        assertThat(seen).containsExactly("GET /app/%41?x=%20y Host=" + authority + " Connection=close X-One=a");
        assertThat(response.text()).isEqualTo("up:");
        assertThat(response.getStatus()).isEqualTo(200);
        assertThat(response.fields().get("X-Up")).isEqualTo("1");
        assertThat(response.fields().get("Content-Type")).isEqualTo("application/x-test");
        assertThat(response.fields().get("Content-Length")).isEqualTo("3");
        assertThat(response.fields().contains("X-Pad")).isFalse();
        assertThat(response.fields().contains("Date")).isFalse();
        assertThat(exchange.variable("upstream_addr")).isEqualTo(authority);
        assertThat(exchange.variable("upstream_status")).isEqualTo("200");
        assertThat(exchange.variable("upstream_http_x_up")).isEqualTo("1");
        assertThat(exchange.variable("upstream_response_time")).matches("\\d+\\.\\d{3}");
        assertThat(exchange.variable("proxy_host")).isEqualTo(authority);
    }

    @Test
    void proxy_uriPart_replacesTheLocationsPrefix() throws IOException {
        proxy(FakeRequest.get("/app/a%20b?q=1"), "http://" + authority + "/v1/");
        assertThat(seen.get(0)).startsWith("GET /v1/a%20b?q=1 ");
    }

    @Test
    void proxy_doubleSlash_namesNoOtherHost() throws IOException {
        proxy(FakeRequest.get("//evil/admin?a#b"), "http://" + authority);
        assertThat(seen.get(0)).startsWith("GET //evil/admin?a#b Host=" + authority);
    }

    @Test
    void proxy_rewrittenUri_isEncodedAnew() throws IOException {
        dev.resty.servlet.http.HttpExchange exchange = exchange(FakeRequest.get("/app/x"));
        exchange.uri("/a b%");
        exchange.args("n=1");
        proxy(exchange, "http://" + authority, Map.of());
        assertThat(seen.get(0)).startsWith("GET /a%20b%25?n=1 ");
    }

    @Test
    void proxy_variableAddress_usesTheUriAsItIsAndFindsUpstreams() throws IOException {
        dev.resty.servlet.http.HttpExchange exchange = exchange(FakeRequest.get("/app/x?y"));
        exchange.variable("up", "backend");
        Value url = new Value(
                "http://$up/fixed?z",
                List.of(new Value.Literal("http://"), new Value.Variable("up"), new Value.Literal("/fixed?z")));
        try (Gateway gateway = new Gateway(upstream(0, peer(server.getAddress().getPort(), 1, false, false)))) {
            gateway.proxy(
                    exchange, location(new LocationConf.Match.Prefix("/app/", false)), new ProxyPass(url, true, HERE));
        }
        assertThat(seen.get(0)).startsWith("GET /fixed?z Host=backend ");
    }

    @Test
    void proxy_setHeaders_replaceDefaultsAndEmptyOnesRemove() throws IOException {
        settings = proxySettings(
                "1.1",
                Duration.ofSeconds(5),
                new ProxySettings.SetHeader("Host", Value.constant("set.example")),
                new ProxySettings.SetHeader("Connection", Value.constant("")),
                new ProxySettings.SetHeader("X-One", Value.constant("")));
        proxy(FakeRequest.get("/app/x").header("X-One", "a"), "http://" + authority);
        assertThat(seen.get(0))
                .contains("Host=set.example")
                .doesNotContain("X-One")
                .doesNotContain("close");
    }

    @Test
    void proxy_body_isStreamedWithItsLength() throws IOException {
        proxy(FakeRequest.post("/app/x", "a=1"), "http://" + authority);
        assertThat(response.text()).isEqualTo("up:a=1");
        assertThat(seen.get(0)).contains("Content-length=3").doesNotContain("chunked");
    }

    @Test
    void proxy_chunkedBodyOverHttp10_isSentWithItsLength() throws IOException {
        settings = proxySettings("1.0", Duration.ofSeconds(5));
        InputStream chunks = new java.io.ByteArrayInputStream("hello".getBytes(StandardCharsets.ISO_8859_1));
        proxy(new FakeRequest("POST", "/app/x").chunkedBody(chunks), "http://" + authority);
        assertThat(response.text()).isEqualTo("up:hello");
        assertThat(seen.get(0)).contains("Content-length=5");
    }

    @Test
    void proxy_headNoContentAndChunked_keepTheirFraming() throws IOException {
        proxy(new FakeRequest("HEAD", "/app/x"), "http://" + authority);
        assertThat(response.body()).isEmpty();
        FakeResponse chunked = new FakeResponse();
        var exchange = new dev.resty.servlet.http.HttpExchange(
                FakeRequest.get("/chunked"), chunked, new ExchangeSettings(0, 1024, "", Set.of(), "/"));
        proxy(exchange, "http://" + authority, Map.of());
        assertThat(chunked.body()).hasSize(100_000);
        assertThat(chunked.fields().contains("Transfer-Encoding")).isFalse();
        FakeResponse none = new FakeResponse();
        proxy(
                new dev.resty.servlet.http.HttpExchange(
                        FakeRequest.get("/none"), none, new ExchangeSettings(0, 1024, "", Set.of(), "/")),
                "http://" + authority,
                Map.of());
        assertThat(none.getStatus()).isEqualTo(204);
    }

    @Test
    void proxy_redirect_isNotFollowedAndItsLocationIsTheClients() throws IOException {
        proxy(FakeRequest.get("/moved"), "http://" + authority);
        assertThat(response.getStatus()).isEqualTo(302);
        assertThat(response.fields().get("Location")).isEqualTo("/there");
        assertThat(seen).hasSize(1);
    }

    @Test
    void proxy_refused_is502AndTheNextPeerIsTried() throws IOException {
        int closed = closedPort();
        assertThat(proxy(FakeRequest.get("/app/x"), "http://127.0.0.1:" + closed))
                .isEqualTo(Outcome.exit(502));
        var exchange = exchange(FakeRequest.post("/app/x", "b"));
        assertThat(proxy(
                        exchange,
                        "http://backend",
                        upstream(
                                0,
                                peer(closed, 1, false, false),
                                peer(server.getAddress().getPort(), 1, false, false))))
                .isEqualTo(Outcome.exit(0));
        assertThat(exchange.variable("upstream_status")).isEqualTo("502, 200");
        assertThat(exchange.variable("upstream_addr")).isEqualTo("127.0.0.1:" + closed + ", " + authority);
    }

    @Test
    void proxy_allPeersDown_is502WithoutTrying() throws IOException {
        assertThat(proxy(
                        exchange(FakeRequest.get("/app/x")),
                        "http://backend",
                        upstream(0, peer(server.getAddress().getPort(), 1, false, true))))
                .isEqualTo(Outcome.exit(502));
        assertThat(seen).isEmpty();
    }

    @Test
    void proxy_silentUpstream_is504() throws IOException {
        settings = proxySettings("1.1", Duration.ofMillis(200));
        try (ServerSocket silent = new ServerSocket(0)) {
            assertThat(proxy(FakeRequest.get("/app/x"), "http://127.0.0.1:" + silent.getLocalPort()))
                    .isEqualTo(Outcome.exit(504));
        }
    }

    @Test
    void proxy_garbageAndEarlyClose_are502() throws IOException {
        assertThat(raw("nonsense\r\n\r\n", FakeRequest.get("/app/x"))).isEqualTo(Outcome.exit(502));
        assertThat(raw("", FakeRequest.post("/app/x", "a"))).isEqualTo(Outcome.exit(502));
    }

    @Test
    void proxy_interimResponse_isSkippedAndGzipStaysAsItIs() throws IOException {
        assertThat(raw(
                        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                + "X-Secret: s\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Bytes: \u00e4\u0080\r\n"
                                + "Content-Length: 4\r\n\r\n\u001f\u008b\u0000x",
                        FakeRequest.get("/app/x")))
                .isEqualTo(Outcome.exit(0));
        assertThat(response.text()).isEqualTo("\u001f\u008b\u0000x");
        assertThat(response.fields().get("Content-Encoding")).isEqualTo("gzip");
        assertThat(response.fields().getAll("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(response.fields().get("X-Bytes")).isEqualTo("\u00e4\u0080");
        assertThat(response.fields().contains("X-Secret")).isFalse();
    }

    @Test
    void proxy_upstreamBreaksOffMidResponse_throwsSoThatTheClientSeesIt() {
        assertThatThrownBy(() -> raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", FakeRequest.get("/app/x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("upstream prematurely closed connection");
    }

    @Test
    void proxy_clientGoneMidResponse_throwsAndDropsTheUpstream() {
        response.failAfter(10);
        assertThatThrownBy(() -> proxy(FakeRequest.get("/chunked"), "http://" + authority))
                .isInstanceOf(IOException.class);
    }

    @Test
    void proxy_clientGoneMidBody_throwsItsFailure() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset by client");
            }
        };
        assertThatThrownBy(() -> proxy(new FakeRequest("POST", "/app/x").body(broken, 10), "http://" + authority))
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset by client");
    }

    @Test
    void proxy_accelRedirect_isAnInternalRedirect() throws IOException {
        assertThat(raw(
                        "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /files/a?b=1\r\nContent-Length: 0\r\n\r\n",
                        FakeRequest.get("/app/x")))
                .isEqualTo(Outcome.exec("/files/a", "b=1"));
    }

    @Test
    void keepalive_connectionIsUsedAgain() throws IOException {
        settings = proxySettings(
                "1.1", Duration.ofSeconds(5), new ProxySettings.SetHeader("Connection", Value.constant("")));
        List<Integer> ports = new ArrayList<>();
        server.createContext("/port", call -> {
            ports.add(call.getRemoteAddress().getPort());
            call.sendResponseHeaders(200, 2);
            call.getResponseBody().write(new byte[2]);
            call.close();
        });
        try (Gateway gateway = new Gateway(upstream(4, peer(server.getAddress().getPort(), 1, false, false)))) {
            for (int i = 0; i < 3; i++) {
                var exchange = new dev.resty.servlet.http.HttpExchange(
                        FakeRequest.get("/port"), new FakeResponse(), new ExchangeSettings(0, 1024, "", Set.of(), "/"));
                gateway.proxy(exchange, location(new LocationConf.Match.Prefix("/", false)), pass("http://backend"));
            }
        }
        assertThat(ports).hasSize(3).containsOnly(ports.get(0));
    }

    @Test
    void check_wrongUrl_namesDirectiveAndPlace() {
        assertThatThrownBy(() -> Gateway.check(pass("ftp://x")))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("http:// or https://")
                .hasMessageContaining("nginx.conf:7");
        assertThatThrownBy(() -> Gateway.check(pass("http://x:99999"))).hasMessageContaining("invalid port");
    }

    private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static String bytesBeyondAscii() {
        StringBuilder bytes = new StringBuilder();
        for (char c = 0x80; c <= 0xff; c++) {
            bytes.append(c);
        }
        return bytes.toString();
    }

    @Test
    void proxy_bytesBeyondAscii_passAsTheyCame() throws IOException {
        String bytes = bytesBeyondAscii();
        String target = "/app/" + bytes + "?q=" + bytes + "&" + bytes;

        assertThat(raw(EMPTY, FakeRequest.get(target).header("X-Bytes", bytes))).isEqualTo(Outcome.exit(0));
        assertThat(sent).startsWith("GET " + target + " HTTP/1.1\r\n").contains("\r\nX-Bytes: " + bytes + "\r\n");
    }

    @Test
    void proxy_bytesBeyondAsciiBehindAUriPart_areEncodedInThePathAndPassInTheQuery() throws IOException {
        String bytes = bytesBeyondAscii();

        assertThat(raw(EMPTY, exchange(FakeRequest.get("/app/\u00e9?q=" + bytes)), "/v1/"))
                .isEqualTo(Outcome.exit(0));
        assertThat(sent).startsWith("GET /v1/%E9?q=" + bytes + " HTTP/1.1\r\n");
    }

    @Test
    void proxy_textBeyondBytes_isSentInUtf8() throws IOException {
        FakeRequest request = FakeRequest.get("/app/\u20ac?\u20ac=\u00e9").header("X-Text", "\u20ac");

        assertThat(raw(EMPTY, request)).isEqualTo(Outcome.exit(0));
        assertThat(sent)
                .startsWith("GET /app/\u00e2\u0082\u00ac?\u00e2\u0082\u00ac=\u00c3\u00a9 HTTP/1.1\r\n")
                .contains("\r\nX-Text: \u00e2\u0082\u00ac\r\n");
    }

    /** Proxies to a socket that reads a request's header and answers so. */
    private Outcome raw(String answer, FakeRequest request) throws IOException {
        return raw(answer, exchange(request), "");
    }

    private Outcome raw(String answer, dev.resty.servlet.http.HttpExchange exchange, String uriPart)
            throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            threads.execute(() -> {
                try (Socket connection = socket.accept()) {
                    byte[] buffer = new byte[8192];
                    StringBuilder header = new StringBuilder();
                    while (header.indexOf("\r\n\r\n") < 0) {
                        int n = connection.getInputStream().read(buffer);
                        header.append(new String(buffer, 0, Math.max(0, n), StandardCharsets.ISO_8859_1));
                    }
                    sent = header.toString();
                    OutputStream out = connection.getOutputStream();
                    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            return proxy(exchange, "http://127.0.0.1:" + socket.getLocalPort() + uriPart, Map.of());
        }
    }
}
