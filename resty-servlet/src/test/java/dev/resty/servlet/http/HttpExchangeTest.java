// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpExchangeTest {

    static final ExchangeSettings SETTINGS =
            new ExchangeSettings(1 << 20, 16 << 10, "text/plain", Set.of("mine"), "/srv/html");

    private static HttpExchange exchange(FakeRequest request) {
        return new HttpExchange(request, new FakeResponse(), SETTINGS);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b",
        "/a//b///c, /a/b/c",
        "/a/./b/., /a/b/",
        "/a/../b, /b",
        "/a/b/.., /a/",
        "/a%2Fb, /a/b",
        "/%2e%2E/x, ",
        "/a/%2e%2e/b, /b",
        "/100%25, /100%",
        "/%2525, /%25",
        "/what%3F%23, /what?#",
        "/..., /...",
        "/.hidden/..x, /.hidden/..x",
        "/%ff%fe, /\u00ff\u00fe",
        "/users;role=admin/7;x, /users/7",
        "/a%3Bb, /a;b",
    })
    void uri_isNormalisedAsNginxDoes(String target, String expected) {
        HttpExchange exchange = exchange(FakeRequest.get(target));
        if (expected == null) {
            assertThat(exchange.malformed()).isTrue();
        } else {
            assertThat(exchange.uri()).isEqualTo(expected);
            assertThat(exchange.malformed()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%", "/%2", "/%zz", "/a%00b", "/..", "/a/../../b", "/%-1"})
    void malformed_targetThatCannotBeDecoded_isTrueAndUriIsAsSent(String target) {
        HttpExchange exchange = exchange(FakeRequest.get(target));
        assertThat(exchange.malformed()).isTrue();
        assertThat(exchange.uri()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/2.0, , localhost:8080",
        "HTTP/3.0, , localhost:8080",
        "HTTP/2.0, shop.example, shop.example",
        "HTTP/1.1, shop.example, shop.example",
        "HTTP/1.0, , ",
    })
    void host_overHttp2_isTheAuthorityWhereTheContainerHasNoField(
            String protocol, @Nullable String field, @Nullable String expected) {
        FakeRequest request = FakeRequest.get("/").protocol(protocol);
        if (field != null) {
            request.header("Host", field);
        }
        HttpExchange exchange = exchange(request);

        assertThat(exchange.hostAsSent()).isEqualTo(expected);
        assertThat(exchange.variable("http_host")).isEqualTo(expected);
        assertThat(exchange.requestHeaders().get("Host")).isEqualTo(expected);
        assertThat(exchange.applicationRequest().getHeader("Host")).isEqualTo(expected);
    }

    @Test
    void uri_underContextPath_isRelativeToIt() {
        HttpExchange exchange = exchange(FakeRequest.get("/shop/cart?x=1").contextPath("/shop"));
        assertThat(exchange.uri()).isEqualTo("/cart");
        assertThat(exchange.requestUri()).isEqualTo("/shop/cart?x=1");
        assertThat(exchange(FakeRequest.get("/shop").contextPath("/shop")).uri())
                .isEqualTo("/");
    }

    @Test
    void variable_unknownName_isNullAndCannotBeWritten() {
        HttpExchange exchange = exchange(FakeRequest.get("/"));
        assertThat(exchange.variable("nothing_of_the_kind")).isNull();
        assertThatThrownBy(() -> exchange.variable("x", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("variable \"x\" not found for writing; maybe it is a built-in variable that is not"
                        + " changeable or you forgot to use \"set $x '';\" in the config file to define it first");
        assertThatThrownBy(() -> exchange.variable("uri", "/x")).hasMessage("variable \"uri\" not changeable");
    }

    @Test
    void variable_declared_isEmptyUntilSet() {
        HttpExchange exchange = exchange(FakeRequest.get("/"));
        assertThat(exchange.variable("mine")).isEmpty();
        exchange.variable("mine", "1");
        assertThat(exchange.variable("mine")).isEqualTo("1");
        exchange.variable("mine", null);
        assertThat(exchange.variable("mine")).isNull();
    }

    @Test
    void variable_families_findTheirValues() {
        HttpExchange exchange = exchange(FakeRequest.get("/?a=1&Bb=%20&c&=&bb=2")
                .header("X-One", "1")
                .header("X-One", "2")
                .header("Cookie", "a=1; B=2;c"));
        assertThat(exchange.variable("arg_a")).isEqualTo("1");
        assertThat(exchange.variable("arg_bb")).isEqualTo("%20");
        assertThat(exchange.variable("arg_c")).isNull();
        assertThat(exchange.variable("http_x_one")).isEqualTo("1, 2");
        assertThat(exchange.variable("cookie_b")).isEqualTo("2");
        assertThat(exchange.variable("cookie_c")).isNull();
        exchange.requestHeaders().set("X-One", "3");
        assertThat(exchange.variable("http_x_one")).isEqualTo("3");
        exchange.responseHeaders().add("X-Two", "a");
        assertThat(exchange.variable("sent_http_x_two")).isEqualTo("a");
    }

    @Test
    void variable_remoteAddrInIpv6_isShortAndSixteenBytes() {
        HttpExchange exchange = exchange(FakeRequest.get("/").remoteAddr("0:0:0:0:0:0:0:1"));
        assertThat(exchange.variable("remote_addr")).isEqualTo("::1");
        assertThat(exchange.variable("binary_remote_addr")).hasSize(16).endsWith("\u0001");
        assertThat(exchange(FakeRequest.get("/").remoteAddr("[fe80:0:0:0:1:0:0:2%eth0]"))
                        .variable("remote_addr"))
                .isEqualTo("fe80::1:0:0:2");
        assertThat(exchange(FakeRequest.get("/")).variable("binary_remote_addr"))
                .isEqualTo("\u007f\0\0\u0001");
    }

    @Test
    void variable_captures_followTheLastMatch() {
        HttpExchange exchange = exchange(FakeRequest.get("/"));
        assertThat(exchange.variable("1")).isNull();
        exchange.captures("hello", new int[] {0, 5, 1, 3, -1, -1});
        assertThat(exchange.variable("0")).isEqualTo("hello");
        assertThat(exchange.variable("1")).isEqualTo("el");
        assertThat(exchange.variable("2")).isNull();
        assertThat(exchange.variable("3")).isNull();
    }

    @Test
    void variable_times_areInSecondsWithMilliseconds() {
        long[] now = {1_700_000_000_007L};
        HttpExchange exchange = new HttpExchange(FakeRequest.get("/"), new FakeResponse(), SETTINGS, () -> now[0]);
        assertThat(exchange.variable("msec")).isEqualTo("1700000000.007");
        now[0] += 1250;
        assertThat(exchange.variable("request_time")).isEqualTo("1.250");
        assertThat(exchange.variable("request_id")).matches("[0-9a-f]{32}").isEqualTo(exchange.requestId());
    }

    @Test
    void variable_args_isWritable() {
        HttpExchange exchange = exchange(FakeRequest.get("/?a=1"));
        assertThat(exchange.variable("is_args")).isEqualTo("?");
        exchange.variable("args", "b=2");
        assertThat(exchange.variable("query_string")).isEqualTo("b=2");
        assertThat(exchange.variable("arg_b")).isEqualTo("2");
        assertThat(exchange.requestUri()).isEqualTo("/?a=1");
        assertThatThrownBy(() -> exchange.variable("query_string", "c")).hasMessageContaining("not changeable");
    }
}
