// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.gateway;

/**
 * A {@code proxy_pass} URL taken apart.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host with the port as written: {@code $proxy_host}
 * @param host the host, or an upstream's name
 * @param port the port; the scheme's where none is written
 * @param uri the URI part; empty where there is none
 */
record ProxyAddress(String scheme, String authority, String host, int port, String uri) {

    private static final int MAX_PORT = 65535;

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException where it isn't one that can be proxied to
     */
    static ProxyAddress parse(String url) {
        boolean secure = url.regionMatches(true, 0, "https://", 0, 8);
        if (!secure && !url.regionMatches(true, 0, "http://", 0, 7)) {
            throw new IllegalArgumentException("invalid URL prefix in \"" + url + "\": http:// or https:// is needed");
        }
        int begin = secure ? 8 : 7;
        int end = begin;
        while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
            end++;
        }
        String authority = url.substring(begin, end);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        if (host.isEmpty() || host.startsWith("unix:") || host.equals("unix")) {
            throw new IllegalArgumentException("no host in upstream \"" + url + "\": host or host:port is needed");
        }
        int port = hasPort ? port(authority.substring(colon + 1), url) : secure ? 443 : 80;
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return new ProxyAddress(secure ? "https" : "http", authority, bare, port, url.substring(end));
    }

    private static int port(String text, String url) {
        int port = 0;
        for (int i = 0; i < text.length() && port <= MAX_PORT; i++) {
            int digit = Character.digit(text.charAt(i), 10);
            port = digit < 0 ? MAX_PORT + 1 : port * 10 + digit;
        }
        if (port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("invalid port in upstream \"" + url + "\": 1 to 65535 is needed");
        }
        return port;
    }
}
