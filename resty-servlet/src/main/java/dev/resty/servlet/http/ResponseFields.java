// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.http.HttpServletResponse;

/** Writes a status and header fields to the container's response. */
final class ResponseFields {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    /** The characters of 0x20 to 0x7f that ngx_lua escapes in a field's name. */
    private static final String NOT_IN_NAMES = " \"(),/:;<=>?@[\\]{}\u007f";

    private ResponseFields() {}

    /**
     * Writes them over what the container has of the same names.
     *
     * @param status 0 leaves the container's
     * @return about how many bytes they are on the wire
     */
    static long write(int status, Headers headers, HttpServletResponse container) {
        if (status != 0) {
            container.setStatus(status);
        }
        long bytes = 17;
        for (int i = 0; i < headers.size(); i++) {
            String name = escapeName(headers.name(i));
            String value = escapeValue(headers.value(i));
            bytes += name.length() + value.length() + 4;
            write(name, value, isFirst(headers, i), container);
        }
        return bytes;
    }

    private static void write(String name, String value, boolean first, HttpServletResponse container) {
        switch (name.length()) {
            case 10 -> {
                // Cookies of the container, such as the session's, stay.
                if (name.equalsIgnoreCase("Set-Cookie")) {
                    container.addHeader(name, value);
                    return;
                }
            }
            case 12 -> {
                if (name.equalsIgnoreCase("Content-Type")) {
                    container.setContentType(value);
                    return;
                }
            }
            case 14 -> {
                if (name.equalsIgnoreCase("Content-Length")) {
                    contentLength(value, container);
                    return;
                }
            }
            case 17 -> {
                // How the body is framed is the container's business.
                if (name.equalsIgnoreCase("Transfer-Encoding")) {
                    return;
                }
            }
            default -> {}
        }
        if (first) {
            container.setHeader(name, value);
        } else {
            container.addHeader(name, value);
        }
    }

    private static void contentLength(String value, HttpServletResponse container) {
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9' || length > Long.MAX_VALUE / 10 - 1) {
                return;
            }
            length = length * 10 + c - '0';
        }
        if (!value.isEmpty()) {
            container.setContentLengthLong(length);
        }
    }

    private static boolean isFirst(Headers headers, int index) {
        String name = headers.name(index);
        for (int i = 0; i < index; i++) {
            if (headers.name(i).equalsIgnoreCase(name)) {
                return false;
            }
        }
        return true;
    }

    /** Escapes control characters as ngx_lua does: no value can begin another field. */
    static String escapeValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (isControl(value.charAt(i))) {
                StringBuilder escaped = new StringBuilder(value.length() + 8);
                for (int j = 0; j < value.length(); j++) {
                    append(escaped, value.charAt(j), isControl(value.charAt(j)));
                }
                return escaped.toString();
            }
        }
        return value;
    }

    private static boolean isControl(char c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }

    static String escapeName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (isNoName(name.charAt(i))) {
                StringBuilder escaped = new StringBuilder(name.length() + 8);
                for (int j = 0; j < name.length(); j++) {
                    append(escaped, name.charAt(j), isNoName(name.charAt(j)));
                }
                return escaped.toString();
            }
        }
        return name;
    }

    private static boolean isNoName(char c) {
        return c < ' ' || c > '~' || NOT_IN_NAMES.indexOf(c) >= 0;
    }

    private static void append(StringBuilder out, char c, boolean escape) {
        if (escape) {
            out.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
        } else {
            out.append(c);
        }
    }
}
