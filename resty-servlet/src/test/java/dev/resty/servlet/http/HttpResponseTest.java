// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpResponseTest {

    private final FakeResponse container = new FakeResponse();
    private final List<String> calls = new ArrayList<>();

    private HttpExchange exchange(String method) {
        return new HttpExchange(
                new FakeRequest(method, "/"), container, new ExchangeSettings(0, 1024, "text/plain", Set.of(), "/"));
    }

    private static void write(HttpExchange exchange, String text) throws IOException {
        exchange.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Notes what it sees; cuts the response at a chunk that says so. */
    private class Noting implements ResponseFilters {

        @Override
        public boolean filtersBody() {
            return true;
        }

        @Override
        public boolean filtersHeaders() {
            return true;
        }

        @Override
        public void headers(HttpExchange exchange) {
            calls.add("header " + exchange.status());
            exchange.responseHeaders().set("X-Filtered", "1");
        }

        @Override
        public void body(HttpExchange exchange) {
            String chunk = new String(exchange.chunk(), StandardCharsets.ISO_8859_1);
            calls.add(chunk + (exchange.lastChunk() ? "|" : ""));
            if (chunk.equals("cut")) {
                exchange.lastChunk(true);
            }
        }
    }

    @Test
    void write_withoutAnythingSet_is200OfTheDefaultType() throws IOException {
        HttpExchange exchange = exchange("GET");
        assertThat(exchange.status()).isZero();
        write(exchange, "hi");
        exchange.response().finish();
        assertThat(container.getStatus()).isEqualTo(200);
        assertThat(container.getContentType()).isEqualTo("text/plain");
        assertThat(container.text()).isEqualTo("hi");
        assertThat(container.closed()).isTrue();
        assertThat(exchange.variable("body_bytes_sent")).isEqualTo("2");
    }

    @Test
    void filters_seeHeaderOnceThenChunksThenTheLast() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.response().filters(new Noting());
        exchange.status(201);
        write(exchange, "a");
        exchange.status(500);
        write(exchange, "b");
        exchange.response().finish();
        exchange.response().finish();
        assertThat(calls).containsExactly("header 201", "a", "b", "|");
        assertThat(container.text()).isEqualTo("ab");
        assertThat(container.getStatus()).isEqualTo(201);
    }

    @Test
    void bodyFilter_cutsTheResponse_dropsTheRest() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.response().filters(new Noting());
        exchange.responseHeaders().set("Content-Length", "100");
        write(exchange, "a");
        write(exchange, "cut");
        write(exchange, "never");
        exchange.response().finish();
        assertThat(calls).containsExactly("header 200", "a", "cut");
        assertThat(container.text()).isEqualTo("acut");
        assertThat(container.fields().get("Content-Length")).isEqualTo("4");
    }

    @Test
    void headAnd304_haveNoBodyAndNoBodyFilter() throws IOException {
        HttpExchange exchange = exchange("HEAD");
        exchange.response().filters(new Noting());
        write(exchange, "a");
        exchange.response().finish();
        assertThat(calls).containsExactly("header 200");
        assertThat(container.body()).isEmpty();
    }

    @Test
    void noContent_hasNeitherTypeNorLength() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.status(204);
        exchange.responseHeaders().set("Content-Type", "text/html");
        exchange.responseHeaders().set("Content-Length", "5");
        write(exchange, "hello");
        assertThat(container.getContentType()).isNull();
        assertThat(container.fields().contains("Content-Length")).isFalse();
        assertThat(container.body()).isEmpty();
    }

    @Test
    void fields_withControlCharacters_areEscapedAsNgxLuaDoes() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.responseHeaders().set("X-A", "a\r\nb\0c\td\u007f\u0080");
        exchange.responseHeaders().set("X-B c", "1");
        exchange.response().sendHeaders();
        assertThat(container.fields().get("X-A")).isEqualTo("a%0D%0Ab%00c\td%7F\u0080");
        assertThat(container.fields().get("X-B%20c")).isEqualTo("1");
    }

    @Test
    void write_clientGone_failsOnceThenDrops() throws IOException {
        container.failAfter(0);
        HttpExchange exchange = exchange("GET");
        assertThatThrownBy(() -> write(exchange, "a")).isInstanceOf(IOException.class);
        write(exchange, "b");
        exchange.response().finish();
        assertThat(exchange.response().clientGone()).isTrue();
        assertThat(exchange.variable("request_completion")).isEmpty();
    }

    @Test
    void headerFilter_throws_leavesTheResponseUnsentForAnErrorPage() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.response().filters(new Noting() {
            @Override
            public void headers(HttpExchange failing) {
                throw new IllegalArgumentException("broken filter");
            }
        });
        assertThatThrownBy(() -> write(exchange, "a")).hasMessage("broken filter");
        assertThat(exchange.headersSent()).isFalse();
        exchange.response().reset();
        exchange.response().filters(new Noting());
        exchange.status(500);
        write(exchange, "sorry");
        exchange.response().finish();
        assertThat(container.getStatus()).isEqualTo(500);
        assertThat(container.text()).isEqualTo("sorry");
    }

    @Test
    void reset_afterUncommittedBody_beginsAnew() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.responseHeaders().set("X-Old", "1");
        write(exchange, "old");
        exchange.response().reset();
        write(exchange, "new");
        assertThat(container.text()).isEqualTo("new");
        assertThat(container.fields().contains("X-Old")).isFalse();
    }

    @Test
    void application_resetsBeforeItsBufferIsFull_keepsNothing() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.response().filters(new Noting());
        HttpServletResponse response = exchange.applicationResponse();
        response.setHeader("X-Old", "1");
        response.getWriter().print("old");
        response.reset();
        response.getOutputStream().print("new");
        assertThat(response.isCommitted()).isFalse();
        exchange.response().finish();
        assertThat(calls).containsExactly("header 200", "new", "|");
        assertThat(container.fields().contains("X-Old")).isFalse();
        assertThat(container.text()).isEqualTo("new");
    }

    @Test
    void application_withoutFilters_getsTheContainersResponse() throws IOException {
        HttpExchange exchange = exchange("GET");
        exchange.responseHeaders().set("X-Early", "1");
        exchange.status(202);
        HttpServletResponse response = exchange.applicationResponse();
        assertThat(response).isSameAs(container);
        assertThat(container.getStatus()).isEqualTo(202);
        response.setHeader("X-App", "2");
        assertThat(exchange.variable("sent_http_x_app")).isEqualTo("2");
        assertThat(exchange.variable("sent_http_x_early")).isEqualTo("1");
        exchange.response().finish();
        assertThat(container.getContentType()).isNull();
        assertThat(container.closed()).isFalse();
    }
}
