// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import org.jspecify.annotations.Nullable;

/** Variables about the response. */
final class ResponseVariables {

    private ResponseVariables() {}

    static String status(HttpExchange exchange) {
        int status = exchange.response().status();
        return status == 0 ? "000" : status < 100 ? "%03d".formatted(status) : Integer.toString(status);
    }

    static String bodyBytesSent(HttpExchange exchange) {
        return Long.toString(exchange.response().bodyBytesSent());
    }

    static String bytesSent(HttpExchange exchange) {
        HttpResponse response = exchange.response();
        return Long.toString(response.headerBytesSent() + response.bodyBytesSent());
    }

    static String requestCompletion(HttpExchange exchange) {
        return exchange.response().finished() && !exchange.response().clientGone() ? "OK" : "";
    }

    static @Nullable String header(HttpExchange exchange, String field) {
        Headers headers = exchange.response().headers();
        return RequestVariables.joined(headers, field, ", ");
    }

    /** A field of the upstream's response, which the gateway has left as an attribute. */
    static @Nullable String upstreamHeader(HttpExchange exchange, String field) {
        return exchange.attribute("upstream_headers") instanceof Headers headers
                ? RequestVariables.joined(headers, field, ", ")
                : null;
    }
}
