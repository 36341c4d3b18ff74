// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The requests that are sent: the same bytes in memory and over HTTP. */
enum Shape {
    /** A GET of a few bytes. */
    HELLO("GET", "/hello", false, 0),
    /** A GET with four arguments and a browser's header fields. */
    GET("GET", "/hello?user=alice&page=2&sort=price.desc&q=blue+suede+shoes+size+42", true, 0),
    /** The same as a POST with a JSON body. */
    POST("POST", "/order?user=alice&page=2&sort=price.desc&q=blue+suede+shoes+size+42", true, 512),
    /** A GET of a page of 16 KiB. */
    PAGE("GET", "/page", false, 0),
    /** A POST that a WAF has to block. */
    ATTACK("POST", "/order?user=alice&id=1%20union%20all%20select%20password", true, 512);

    private final String method;
    private final String target;
    private final boolean browser;
    private final int bodyBytes;

    Shape(String method, String target, boolean browser, int bodyBytes) {
        this.method = method;
        this.target = target;
        this.browser = browser;
        this.bodyBytes = bodyBytes;
    }

    String method() {
        return method;
    }

    /** Path and query string. */
    String target() {
        return target;
    }

    /** Names and values of the header fields in turn, without Host. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        if (browser) {
            fields.addAll(List.of(
                    "User-Agent",
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                    "Cookie",
                    "session=0d8ab1c07fe24a5b9a3fd2c1e6b7a849; theme=dark; lang=en; consent=yes",
                    "Referer",
                    "https://www.example.test/catalogue/shoes?page=1",
                    "Accept",
                    "text/html,application/json;q=0.9,*/*;q=0.8"));
        }
        if (bodyBytes > 0) {
            fields.addAll(List.of("Content-Type", "application/json", "Content-Length", Integer.toString(bodyBytes)));
        }
        return fields;
    }

    /** The request's body; empty where it has none. */
    byte[] body() {
        if (bodyBytes == 0) {
            return new byte[0];
        }
        String head = "{\"order\":{\"customer\":\"Alice Example\",\"email\":\"alice@example.test\","
                + "\"street\":\"12 Long Road\",\"city\":\"Springfield\","
                + "\"items\":[{\"sku\":\"SKU-1\",\"title\":\"Blue suede shoes, size 42\",\"qty\":1,\"price\":89.5},"
                + "{\"sku\":\"SKU-2\",\"title\":\"Wool socks, a pack of three\",\"qty\":2,\"price\":12.25}],"
                + "\"note\":\"Ring twice, please, or leave the parcel with the neighbour on the ground floor\",\"fill\":\"";
        String tail = "\"}}";
        return (head + "x".repeat(bodyBytes - head.length() - tail.length()) + tail)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The whole request as HTTP/1.1 sends it. */
    byte[] http() {
        StringBuilder head = new StringBuilder(512)
                .append(method)
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\nHost: localhost\r\n");
        List<String> fields = fields();
        for (int i = 0; i < fields.size(); i += 2) {
            head.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] body = body();
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }
}
