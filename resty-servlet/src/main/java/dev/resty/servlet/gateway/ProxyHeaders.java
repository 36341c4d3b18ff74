// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.phase.Headers;
import dev.resty.servlet.conf.ProxySettings;
import dev.resty.servlet.http.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which header fields pass between the client and the upstream. */
final class ProxyHeaders {

    /** What nginx sets itself or keeps from the upstream. */
    private static final Set<String> NOT_SENT = Set.of(
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "content-length");

    private static final Set<String> NOT_RETURNED = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "upgrade",
            "date",
            "server",
            "x-pad",
            "x-accel-expires",
            "x-accel-redirect",
            "x-accel-limit-rate",
            "x-accel-buffering",
            "x-accel-charset");

    private ProxyHeaders() {}

    /** Calls {@code field} with each field of the upstream request; how the body is framed is left out. */
    static void request(HttpExchange exchange, ProxySettings settings, BiConsumer<String, String> field) {
        boolean host = false;
        boolean connection = false;
        for (ProxySettings.SetHeader set : settings.setHeaders()) {
            host |= set.name().equalsIgnoreCase("Host");
            connection |= set.name().equalsIgnoreCase("Connection");
        }
        if (!host) {
            field.accept("Host", String.valueOf(exchange.variable("proxy_host")));
        }
        if (!connection) {
            field.accept("Connection", "close");
        }
        for (ProxySettings.SetHeader set : settings.setHeaders()) {
            String value = set.value().evaluate(exchange);
            if (!value.isEmpty() && !isFraming(set.name())) {
                field.accept(set.name(), value);
            }
        }
        if (settings.passRequestHeaders()) {
            passOn(exchange.requestHeaders(), settings.setHeaders(), field);
        }
    }

    private static boolean isFraming(String name) {
        return name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding");
    }

    private static void passOn(
            Headers headers, List<ProxySettings.SetHeader> replaced, BiConsumer<String, String> field) {
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (isToken(name)
                    && !NOT_SENT.contains(name.toLowerCase(Locale.ROOT))
                    && replaced.stream().noneMatch(set -> set.name().equalsIgnoreCase(name))) {
                field.accept(name, headers.value(i));
            }
        }
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == ':') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** Whether a field of the upstream's response is passed to the client. */
    static boolean isReturned(String name, ProxySettings settings) {
        if (NOT_RETURNED.contains(name.toLowerCase(Locale.ROOT))) {
            return false;
        }
        for (String hidden : settings.hideHeaders()) {
            if (hidden.equalsIgnoreCase(name)) {
                return false;
            }
        }
        return true;
    }
}
