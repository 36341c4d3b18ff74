// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.phase.Headers;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.store.Ticker;
import java.util.Locale;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** What the {@code $upstream_*} variables tell: one value a try, separated as nginx does. */
final class UpstreamTimes {

    private final HttpExchange exchange;
    private final Ticker ticker;
    private String addresses = "";
    private String statuses = "";
    private String times = "";
    private String headerTimes = "";
    private long begun;
    private long length;

    UpstreamTimes(HttpExchange exchange, Ticker ticker) {
        this.exchange = exchange;
        this.ticker = ticker;
    }

    void begin() {
        begun = ticker.nanoTime();
    }

    void address(String address) {
        addresses = next(addresses, address);
        exchange.attributes().put("upstream_addr", addresses);
    }

    void failed(int status) {
        statuses = next(statuses, Integer.toString(status));
        headerTimes = next(headerTimes, "-");
        exchange.attributes().put("upstream_status", statuses);
        end();
    }

    void header(ClassicHttpResponse response) {
        statuses = next(statuses, Integer.toString(response.getCode()));
        headerTimes = next(headerTimes, elapsed());
        Headers headers = new Headers();
        for (Header header : response.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        exchange.attributes().put("upstream_status", statuses);
        exchange.attributes().put("upstream_header_time", headerTimes);
        exchange.attributes().put("upstream_headers", headers);
    }

    void received(int bytes) {
        length += bytes;
    }

    void end() {
        times = next(times, elapsed());
        exchange.attributes().put("upstream_response_time", times);
        exchange.attributes().put("upstream_response_length", Long.toString(length));
    }

    private String elapsed() {
        return String.format(Locale.ROOT, "%.3f", (ticker.nanoTime() - begun) / 1e9);
    }

    private static String next(String before, String value) {
        return before.isEmpty() ? value : before + ", " + value;
    }
}
