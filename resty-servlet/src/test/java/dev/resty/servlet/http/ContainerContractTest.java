// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application relies on behind the filter, on each container. */
abstract class ContainerContractTest {

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private int port;

    /** Starts the container on a free port with one filter and one servlet for everything. */
    abstract int start(HttpFilter filter, HttpServlet servlet) throws Exception;

    abstract void stop() throws Exception;

    @BeforeEach
    void startContainer() throws Exception {
        port = start(new Filtering(), new Application());
    }

    @AfterEach
    void stopContainer() throws Exception {
        stop();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(Duration.ofSeconds(10));
    }

    private java.net.http.HttpResponse<String> get(String target) throws Exception {
        return client.send(request(target).build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void response_withoutFilters_isTheContainersOwn() throws Exception {
        var response = get("/hello?mode=plain");
        assertThat(response.body()).isEqualTo("hello");
        assertThat(response.headers().firstValue("X-Wrapped")).hasValue("false");
        assertThat(response.headers().firstValue("X-Early")).hasValue("1");
    }

    @Test
    void headerFilter_seesAndChangesWhatTheApplicationSet() throws Exception {
        var response = get("/hello?mode=header");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Filtered")).hasValue("text/plain;charset=UTF-8");
        assertThat(response.headers().firstValue("X-App")).isEmpty();
        assertThat(response.headers().allValues("Set-Cookie"))
                .singleElement()
                .asString()
                .startsWith("c=v; ")
                .contains("Path=/", "HttpOnly");
        assertThat(response.headers().firstValue("Content-Type").orElse("").replace(" ", ""))
                .isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("5");
        assertThat(response.body()).isEqualTo("hello");
    }

    @Test
    void bodyFilter_wholeBodyFitsTheBuffer_contentLengthIsTheNewOne() throws Exception {
        var response = get("/hello?mode=body");
        assertThat(response.body()).isEqualTo("HELLO!");
        assertThat(response.headers().firstValue("Content-Length")).hasValue("6");
    }

    @Test
    void bodyFilter_largeBody_isChunkedAndComplete() throws Exception {
        var response = get("/large?mode=body");
        assertThat(response.body()).hasSize(300_001).endsWith("X!");
        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
    }

    @Test
    void bodyFilter_head_hasNoBody() throws Exception {
        var response = client.send(
                request("/hello?mode=body")
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void async_lastChunkPassesTheFilterBeforeCompletion() throws Exception {
        assertThat(get("/async?mode=body").body()).isEqualTo("LATER!");
    }

    @Test
    void writeListener_isCalledAndFiltered() throws Exception {
        assertThat(get("/listener?mode=body").body()).isEqualTo("WRITTEN!");
    }

    @Test
    void sendError_becomesTheContainersErrorPage() throws Exception {
        var response = get("/error?mode=header");
        assertThat(response.statusCode()).isEqualTo(418);
        assertThat(response.headers().firstValue("X-Filtered")).isPresent();
    }

    @Test
    void sendRedirect_passesTheHeaderFilter() throws Exception {
        var response = get("/redirect?mode=header");
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Location")).hasValue("/elsewhere");
        assertThat(response.headers().firstValue("X-Filtered")).isPresent();
    }

    @Test
    void body_readByAPhase_isThereForTheApplication() throws Exception {
        var response = client.send(
                request("/form?mode=read&q=1")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("a=%C3%A4&q=2"))
                        .build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(response.body()).isEqualTo("a=\u00e4 q=1,2");
    }

    @Test
    void body_chunkedAndReadByAPhase_isThereForTheApplication() throws Exception {
        var response = client.send(
                request("/echo?mode=read")
                        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[50_000])))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(response.body()).hasSize(50_000);
    }

    @Test
    void multipart_readByAPhase_givesItsParts() throws Exception {
        String body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\nabc\r\n--b--\r\n";
        var response = client.send(
                request("/upload?mode=read")
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("f x.bin 3");
    }

    @Test
    void request_changedByAPhase_isConsistentForTheApplication() throws Exception {
        assertThat(get("/old?mode=change").body())
                .isEqualTo("PUT /new%20path?b=2 /new path b=[2] mode=null X-New=1 Host=null");
    }

    @Test
    void ownContent_isCompleteAndTyped() throws Exception {
        var response = get("/own?mode=own");
        assertThat(response.body()).isEqualTo("ours");
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(response.headers().firstValue("X-Evil")).hasValue("a%0D%0AX-Injected: 1");
        assertThat(response.headers().firstValue("X-Injected")).isEmpty();
    }

    /** Does what the {@code mode} argument says, as the pipeline would. */
    private static final class Filtering extends HttpFilter {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (request.getDispatcherType() != jakarta.servlet.DispatcherType.REQUEST) {
                chain.doFilter(request, response);
                return;
            }
            HttpExchange exchange = new HttpExchange(
                    request, response, new ExchangeSettings(1 << 20, 16 << 10, "text/plain", Set.of(), "/"));
            String mode = exchange.variable("arg_mode");
            exchange.responseHeaders().set("X-Early", "1");
            switch (mode == null ? "" : mode) {
                case "header" -> exchange.response().filters(new Filters(false));
                case "body" -> exchange.response().filters(new Filters(true));
                case "read" -> exchange.body().read();
                case "change" -> change(exchange);
                case "own" -> {
                    exchange.responseHeaders().set("X-Evil", "a\r\nX-Injected: 1");
                    exchange.write("ours".getBytes(StandardCharsets.ISO_8859_1));
                    exchange.response().finish();
                    exchange.close();
                    return;
                }
                default -> {}
            }
            HttpServletRequest applicationRequest = exchange.applicationRequest();
            chain.doFilter(applicationRequest, exchange.applicationResponse());
            if (!request.isAsyncStarted()) {
                exchange.response().finish();
                exchange.close();
            }
        }

        private static void change(HttpExchange exchange) {
            exchange.method("PUT");
            exchange.uri("/new path");
            exchange.args("b=2");
            exchange.requestHeaders().set("X-New", "1");
            exchange.requestHeaders().remove("Host");
        }
    }

    private record Filters(boolean filtersBody) implements ResponseFilters {

        @Override
        public boolean filtersHeaders() {
            return true;
        }

        @Override
        public void headers(HttpExchange exchange) {
            String type = exchange.responseHeaders().get("Content-Type");
            exchange.responseHeaders().set("X-Filtered", type == null ? "none" : type);
            exchange.responseHeaders().remove("X-App");
        }

        @Override
        public void body(HttpExchange exchange) {
            String text = new String(exchange.chunk(), StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
            exchange.chunk((exchange.lastChunk() ? text + "!" : text).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private static final class Application extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            response.setHeader("X-Wrapped", Boolean.toString(response instanceof ApplicationResponse));
            switch (request.getRequestURI()) {
                case "/hello" -> hello(response);
                case "/large" -> large(response);
                case "/async" -> async(request);
                case "/listener" -> listener(request, response);
                case "/error" -> response.sendError(418, "teapot");
                case "/redirect" -> response.sendRedirect("/elsewhere");
                case "/form" -> {
                    response.setCharacterEncoding("UTF-8");
                    response.getWriter()
                            .print("a=" + request.getParameter("a") + " q="
                                    + String.join(",", request.getParameterValues("q")));
                }
                case "/echo" -> request.getInputStream().transferTo(response.getOutputStream());
                case "/upload" -> {
                    Part part = request.getPart("f");
                    response.getWriter()
                            .print(part.getName() + " " + part.getSubmittedFileName() + " " + part.getSize());
                }
                default ->
                    response.getWriter()
                            .print(request.getMethod() + " " + request.getRequestURI() + "?"
                                    + request.getQueryString() + " " + request.getServletPath() + " b="
                                    + java.util.Arrays.toString(request.getParameterValues("b")) + " mode="
                                    + request.getParameter("mode") + " X-New=" + request.getHeader("x-new")
                                    + " Host=" + request.getHeader("Host"));
            }
        }

        private static void hello(HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.setCharacterEncoding("UTF-8");
            response.setHeader("X-App", "1");
            Cookie cookie = new Cookie("c", "v");
            cookie.setPath("/");
            cookie.setHttpOnly(true);
            response.addCookie(cookie);
            response.setContentLength(5);
            response.getWriter().print("hello");
        }

        private static void large(HttpServletResponse response) throws IOException {
            response.setContentLength(300_000);
            for (int i = 0; i < 300; i++) {
                response.getOutputStream().print("x".repeat(1000));
            }
        }

        private static void async(HttpServletRequest request) {
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    context.getResponse().getWriter().print("later");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                context.complete();
            });
        }

        private static void listener(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext context = request.startAsync();
            var out = response.getOutputStream();
            out.setWriteListener(new jakarta.servlet.WriteListener() {
                @Override
                public void onWritePossible() throws IOException {
                    if (out.isReady()) {
                        out.write("written".getBytes(StandardCharsets.ISO_8859_1));
                    }
                    context.complete();
                }

                @Override
                public void onError(Throwable failure) {
                    context.complete();
                }
            });
        }
    }
}
