// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Variables about the request. */
final class RequestVariables {

    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final DateTimeFormatter ISO8601 =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);

    private RequestVariables() {}

    /** Seconds with milliseconds, as nginx prints times. */
    static String seconds(long millis) {
        long shown = Math.max(0, millis);
        long rest = shown % 1000;
        String pad = rest < 10 ? ".00" : rest < 100 ? ".0" : ".";
        return shown / 1000 + pad + rest;
    }

    static String timeLocal(HttpExchange exchange) {
        return LOCAL.format(now(exchange));
    }

    static String timeIso8601(HttpExchange exchange) {
        return ISO8601.format(now(exchange));
    }

    private static ZonedDateTime now(HttpExchange exchange) {
        return Instant.ofEpochMilli(exchange.nowMillis()).atZone(ZoneId.systemDefault());
    }

    static String requestLine(HttpExchange exchange) {
        return exchange.request().getMethod() + " " + exchange.requestUri() + " "
                + exchange.request().getProtocol();
    }

    /** Request line, header fields and body in bytes, as far as the container tells. */
    static String requestLength(HttpExchange exchange) {
        long length = requestLine(exchange).length() + 4L;
        Headers headers = exchange.requestHeaders();
        for (int i = 0; i < headers.size(); i++) {
            length += headers.name(i).length() + headers.value(i).length() + 4L;
        }
        return Long.toString(length + Math.max(0, exchange.request().getContentLengthLong()));
    }

    /** A field's value; several are joined as nginx joins them. */
    static @Nullable String header(HttpExchange exchange, String field) {
        String separator = field.equalsIgnoreCase("cookie") ? "; " : ", ";
        Headers copied = exchange.copiedHeaders();
        if (copied != null) {
            return joined(copied, field, separator);
        }
        Enumeration<String> values = exchange.request().getHeaders(field);
        if (!values.hasMoreElements()) {
            return null;
        }
        String first = values.nextElement();
        if (!values.hasMoreElements()) {
            return first;
        }
        StringBuilder all = new StringBuilder(first);
        while (values.hasMoreElements()) {
            all.append(separator).append(values.nextElement());
        }
        return all.toString();
    }

    static @Nullable String joined(Headers headers, String field, String separator) {
        String value = null;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.name(i).equalsIgnoreCase(field)) {
                value = value == null ? headers.value(i) : value + separator + headers.value(i);
            }
        }
        return value;
    }

    /** The first argument of that name, undecoded; names count without case, as nginx compares them. */
    static @Nullable String argument(HttpExchange exchange, String name) {
        String args = exchange.args();
        if (args == null || name.isEmpty()) {
            return null;
        }
        int end;
        for (int start = 0; start < args.length(); start = end + 1) {
            end = args.indexOf('&', start);
            end = end < 0 ? args.length() : end;
            int equals = start + name.length();
            if (equals < end && args.charAt(equals) == '=' && args.regionMatches(true, start, name, 0, name.length())) {
                return args.substring(equals + 1, end);
            }
        }
        return null;
    }

    static @Nullable String cookie(HttpExchange exchange, String name) {
        String cookies = header(exchange, "Cookie");
        if (cookies == null || name.isEmpty()) {
            return null;
        }
        int end;
        for (int start = 0; start < cookies.length(); start = end + 1) {
            while (start < cookies.length() && cookies.charAt(start) == ' ') {
                start++;
            }
            end = cookies.indexOf(';', start);
            end = end < 0 ? cookies.length() : end;
            int equals = start + name.length();
            if (equals < end
                    && cookies.charAt(equals) == '='
                    && cookies.regionMatches(true, start, name, 0, name.length())) {
                return cookies.substring(equals + 1, end);
            }
        }
        return null;
    }

    /** The Host field without its port, in lower case; the container's server name where there is none. */
    static String host(HttpExchange exchange) {
        String host = header(exchange, "Host");
        if (host == null || host.isEmpty()) {
            return exchange.request().getServerName();
        }
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']') + 1) : host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** {@code X-Forwarded-For} with the client's address added. */
    static String forwardedFor(HttpExchange exchange) {
        String address = ConnectionVariables.remoteAddr(exchange);
        String sent = header(exchange, "X-Forwarded-For");
        return sent == null ? address : sent + ", " + address;
    }

    static String http2(HttpExchange exchange) {
        if (!exchange.request().getProtocol().equals("HTTP/2.0")) {
            return "";
        }
        return exchange.request().isSecure() ? "h2" : "h2c";
    }

    /** The user of Basic authentication, else the one the container knows. */
    static @Nullable String remoteUser(HttpExchange exchange) {
        String authorization = header(exchange, "Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            return exchange.request().getRemoteUser();
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(authorization.substring(6).trim());
            String user = new String(decoded, StandardCharsets.ISO_8859_1);
            int colon = user.indexOf(':');
            return colon < 0 ? null : user.substring(0, colon);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    static @Nullable String requestBody(HttpExchange exchange) {
        byte[] data = exchange.body().data();
        return data == null ? null : new String(data, StandardCharsets.ISO_8859_1);
    }

    static @Nullable String requestBodyFile(HttpExchange exchange) {
        Path file = exchange.body().file();
        return file == null ? null : file.toString();
    }

    static @Nullable String realpathRoot(HttpExchange exchange) {
        try {
            return Path.of(exchange.settings().documentRoot()).toRealPath().toString();
        } catch (IOException notThere) {
            return null;
        }
    }

    /** A value that something else of this request, such as the gateway, has left as an attribute of that name. */
    static @Nullable String attribute(HttpExchange exchange, String name) {
        Object value = exchange.attribute(name);
        return value == null ? null : value.toString();
    }
}
