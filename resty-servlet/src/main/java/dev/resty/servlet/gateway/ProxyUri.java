// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.Match;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.RequestPath;

/** The request target that the upstream is sent, by nginx's rules for the URI part of {@code proxy_pass}. */
final class ProxyUri {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private ProxyUri() {}

    /**
     * The target.
     *
     * @param uriPart what the URL has behind its address
     * @param constant whether the URL has no variables: only then the part replaces the location's prefix
     */
    static String of(HttpExchange exchange, LocationConf location, String uriPart, boolean constant) {
        if (uriPart.isEmpty()) {
            return exchange.rewritten()
                    ? withArgs(RequestPath.escape(exchange.uri()), exchange)
                    : exchange.targetInContext();
        }
        String part = uriPart.startsWith("/") ? uriPart : "/" + uriPart;
        if (!constant) {
            return sendable(part);
        }
        String rest = exchange.uri()
                .substring(Math.min(prefix(location.match()), exchange.uri().length()));
        return withArgs(sendable(part) + RequestPath.escape(rest), exchange);
    }

    private static int prefix(Match match) {
        if (match instanceof Match.Prefix prefix) {
            return prefix.prefix().length();
        }
        return match instanceof Match.Exact exact ? exact.uri().length() : 0;
    }

    private static String withArgs(String path, HttpExchange exchange) {
        String args = exchange.args();
        return args == null || args.isEmpty() ? path : path + (path.indexOf('?') < 0 ? '?' : '&') + sendable(args);
    }

    /** Nothing that a variable brings may end the request line; bytes beyond ASCII pass as in nginx. */
    private static String sendable(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                out = out == null ? new StringBuilder(text.length() + 8).append(text, 0, i) : out;
                out.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }
}
