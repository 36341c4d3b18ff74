// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** nginx's built-in variables: one table from name to reader, and the families that are known by their prefix. */
final class Variables {

    /** Reads one variable. */
    @FunctionalInterface
    interface Reader {
        @Nullable String read(HttpExchange exchange);
    }

    /** How many names of families are remembered; scripts can ask for any number of names. */
    private static final int REMEMBERED = 1000;

    private static final Reader UNKNOWN = exchange -> null;

    private static final Map<String, Reader> BUILT_IN = Map.ofEntries(
            Map.entry("args", HttpExchange::args),
            Map.entry("binary_remote_addr", ConnectionVariables::binaryRemoteAddr),
            Map.entry("body_bytes_sent", ResponseVariables::bodyBytesSent),
            Map.entry("bytes_sent", ResponseVariables::bytesSent),
            Map.entry("connection", ConnectionVariables::connection),
            Map.entry("connections_active", e -> Long.toString(RequestCounts.active())),
            Map.entry("connections_reading", e -> "0"),
            Map.entry("connections_waiting", e -> "0"),
            Map.entry("connections_writing", e -> Long.toString(RequestCounts.active())),
            Map.entry("content_length", e -> RequestVariables.header(e, "Content-Length")),
            Map.entry("content_type", e -> RequestVariables.header(e, "Content-Type")),
            Map.entry("document_root", e -> e.settings().documentRoot()),
            Map.entry("document_uri", HttpExchange::uri),
            Map.entry("host", RequestVariables::host),
            Map.entry("echo_client_request_headers", e -> RequestAsSent.header(e, true)),
            Map.entry("hostname", e -> ProcessVariables.hostname()),
            Map.entry("http2", RequestVariables::http2),
            Map.entry("https", e -> e.request().isSecure() ? "on" : ""),
            Map.entry("is_args", e -> e.args() == null || e.args().isEmpty() ? "" : "?"),
            Map.entry("limit_rate", e -> "0"),
            Map.entry("msec", e -> RequestVariables.seconds(e.nowMillis())),
            Map.entry("nginx_version", e -> ProcessVariables.NGINX_VERSION),
            Map.entry("pid", e -> ProcessVariables.pid()),
            Map.entry("pipe", e -> "."),
            Map.entry("proxy_add_x_forwarded_for", RequestVariables::forwardedFor),
            Map.entry("proxy_host", e -> RequestVariables.attribute(e, "proxy_host")),
            Map.entry("proxy_port", e -> RequestVariables.attribute(e, "proxy_port")),
            Map.entry("query_string", HttpExchange::args),
            Map.entry("realpath_root", RequestVariables::realpathRoot),
            Map.entry("remote_addr", ConnectionVariables::remoteAddr),
            Map.entry("remote_port", e -> ConnectionVariables.port(e.request().getRemotePort())),
            Map.entry("remote_user", RequestVariables::remoteUser),
            Map.entry("request", RequestVariables::requestLine),
            Map.entry("request_body", RequestVariables::requestBody),
            Map.entry("request_body_file", RequestVariables::requestBodyFile),
            Map.entry("request_completion", ResponseVariables::requestCompletion),
            Map.entry("request_filename", e -> e.settings().documentRoot() + e.uri()),
            Map.entry("request_id", HttpExchange::requestId),
            Map.entry("request_length", RequestVariables::requestLength),
            Map.entry("request_method", e -> e.main().method()),
            Map.entry("request_time", e -> RequestVariables.seconds(e.nowMillis() - e.startMillis())),
            Map.entry("request_uri", HttpExchange::requestUri),
            Map.entry("requests", e -> Long.toString(RequestCounts.total())),
            Map.entry("scheme", e -> e.request().getScheme()),
            Map.entry("server_addr", ConnectionVariables::serverAddr),
            Map.entry("server_name", HttpExchange::serverName),
            Map.entry("server_port", e -> ConnectionVariables.port(e.request().getLocalPort())),
            Map.entry("server_protocol", e -> e.request().getProtocol()),
            Map.entry("ssl_cipher", e -> ConnectionVariables.ssl(e, "jakarta.servlet.request.cipher_suite")),
            Map.entry("ssl_client_i_dn", ConnectionVariables::clientIssuer),
            Map.entry("ssl_client_s_dn", ConnectionVariables::clientSubject),
            Map.entry("ssl_client_serial", ConnectionVariables::clientSerial),
            Map.entry("ssl_client_verify", ConnectionVariables::clientVerify),
            Map.entry("ssl_protocol", ConnectionVariables::sslProtocol),
            Map.entry("ssl_session_id", e -> ConnectionVariables.ssl(e, "jakarta.servlet.request.ssl_session_id")),
            Map.entry("status", ResponseVariables::status),
            Map.entry("time_iso8601", RequestVariables::timeIso8601),
            Map.entry("time_local", RequestVariables::timeLocal),
            Map.entry("upstream_addr", e -> RequestVariables.attribute(e, "upstream_addr")),
            Map.entry("upstream_bytes_received", e -> RequestVariables.attribute(e, "upstream_bytes_received")),
            Map.entry("upstream_connect_time", e -> RequestVariables.attribute(e, "upstream_connect_time")),
            Map.entry("upstream_header_time", e -> RequestVariables.attribute(e, "upstream_header_time")),
            Map.entry("upstream_response_length", e -> RequestVariables.attribute(e, "upstream_response_length")),
            Map.entry("upstream_response_time", e -> RequestVariables.attribute(e, "upstream_response_time")),
            Map.entry("upstream_status", e -> RequestVariables.attribute(e, "upstream_status")),
            Map.entry("uri", HttpExchange::uri),
            Map.entry("waf_action", WafVariables::action),
            Map.entry("waf_rules", WafVariables::rules),
            Map.entry("waf_score", WafVariables::score));

    private static final ConcurrentHashMap<String, Reader> READERS = new ConcurrentHashMap<>(BUILT_IN);

    private Variables() {}

    /** Reads a built-in variable; null where there is none of that name, or it has no value. */
    static @Nullable String read(HttpExchange exchange, String name) {
        Reader reader = READERS.get(name);
        if (reader == null) {
            reader = family(name);
            if (READERS.size() < BUILT_IN.size() + REMEMBERED) {
                READERS.put(name, reader);
            }
        }
        return reader.read(exchange);
    }

    /** Whether nginx has a variable of exactly that name. */
    static boolean isBuiltIn(String name) {
        return BUILT_IN.containsKey(name);
    }

    private static Reader family(String name) {
        if (name.startsWith("arg_")) {
            String argument = name.substring(4);
            return exchange -> RequestVariables.argument(exchange, argument);
        }
        if (name.startsWith("http_")) {
            String field = name.substring(5).replace('_', '-');
            return exchange -> RequestVariables.header(exchange, field);
        }
        if (name.startsWith("cookie_")) {
            String cookie = name.substring(7);
            return exchange -> RequestVariables.cookie(exchange, cookie);
        }
        if (name.startsWith("sent_http_")) {
            String field = name.substring(10).replace('_', '-');
            return exchange -> ResponseVariables.header(exchange, field);
        }
        if (name.startsWith("upstream_http_")) {
            String field = name.substring(14).replace('_', '-');
            return exchange -> ResponseVariables.upstreamHeader(exchange, field);
        }
        if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 5) {
            int group = Integer.parseInt(name);
            return exchange -> exchange.capture(group);
        }
        return UNKNOWN;
    }
}
