// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A request as the client sent it, each character a byte, as far as the container has kept it: an absolute target's scheme
 * and host, and what it refuses, never get here.
 */
public final class RequestAsSent {

    private RequestAsSent() {}

    /** The path of the request target, undecoded. */
    static String path(HttpServletRequest request) {
        return ofTarget(request, request.getRequestURI());
    }

    /** The query string, undecoded; null where the target has none. */
    static @Nullable String query(HttpServletRequest request) {
        String query = request.getQueryString();
        return query == null ? null : ofTarget(request, query);
    }

    private static String ofTarget(HttpServletRequest request, String part) {
        return isAscii(part) ? part : bytes(part, decodesTargets(request));
    }

    /** Jetty takes a target's bytes for UTF-8, Tomcat for ISO-8859-1. */
    private static boolean decodesTargets(HttpServletRequest request) {
        return request.getClass().getName().startsWith("org.eclipse.jetty")
                || request.getServletContext().getServerInfo().startsWith("jetty");
    }

    /**
     * The request's header as the client sent it, whatever was changed since, with the empty line at its end.
     *
     * @param requestLine whether it begins with the request line
     */
    public static String header(HttpExchange exchange, boolean requestLine) {
        HttpServletRequest request = exchange.request();
        StringBuilder head = new StringBuilder(256);
        if (requestLine) {
            head.append(request.getMethod())
                    .append(' ')
                    .append(exchange.requestUri())
                    .append(' ')
                    .append(request.getProtocol())
                    .append("\r\n");
        }
        Headers sent = copyHeaders(request);
        for (int i = 0; i < sent.size(); i++) {
            head.append(sent.name(i)).append(": ").append(sent.value(i)).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /**
     * Whether the host is not among the header fields, though the client has sent it: HTTP/2 and HTTP/3 have it in
     * {@code :authority}, which nginx makes a Host of, and some containers don't.
     */
    static boolean hidesHost(HttpServletRequest request) {
        String protocol = request.getProtocol();
        return (protocol.startsWith("HTTP/2") || protocol.startsWith("HTTP/3")) && request.getHeader("Host") == null;
    }

    /** The Host that the client has sent, in a field or as {@code :authority}; null where it sent none. */
    static @Nullable String host(HttpServletRequest request) {
        return hidesHost(request) ? authority(request) : request.getHeader("Host");
    }

    /** What the container has made of {@code :authority}. */
    private static String authority(HttpServletRequest request) {
        String name = request.getServerName();
        String host = name.indexOf(':') < 0 || name.startsWith("[") ? name : '[' + name + ']';
        int port = request.getServerPort();
        boolean usual = port <= 0 || port == (request.getScheme().equals("https") ? 443 : 80);
        return usual ? host : host + ':' + port;
    }

    /** The container's header fields, as a list of our own; with a Host in every case where a client has sent it. */
    static Headers copyHeaders(HttpServletRequest request) {
        Headers copy = new Headers();
        if (hidesHost(request)) {
            copy.add("Host", authority(request));
        }
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
                copy.add(name, values.nextElement());
            }
        }
        return copy;
    }

    /** The header fields with what phases before have changed in them; fields of one name may have come together. */
    public static void headers(HttpExchange exchange, BiConsumer<String, String> field) {
        Headers copied = exchange.copiedHeaders();
        if (copied != null) {
            for (int i = 0; i < copied.size(); i++) {
                field.accept(copied.name(i), value(copied.value(i)));
            }
            return;
        }
        HttpServletRequest request = exchange.request();
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); ) {
                field.accept(name, value(values.nextElement()));
            }
        }
    }

    private static String value(String value) {
        return isAscii(value) ? value : bytes(value, false);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The bytes that a text was made of, as a text of a character each. */
    private static String bytes(String text, boolean decoded) {
        boolean wide = decoded || text.chars().anyMatch(c -> c > 0xff);
        return wide ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) : text;
    }
}
