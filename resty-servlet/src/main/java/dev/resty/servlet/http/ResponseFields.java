// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.http.HttpServletResponse;

/** Writes a status and header fields to the container's response. */
final class ResponseFields {

    private static final int STATUS_LINE = 17;

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
        long bytes = STATUS_LINE;
        for (int i = 0; i < headers.size(); i++) {
            String name = FieldText.name(headers.name(i));
            String value = FieldText.value(headers.value(i));
            bytes += name.length() + value.length() + 4;
            write(name, value, isFirst(headers, i), container);
        }
        return bytes;
    }

    /** About how many bytes status line and header fields are on the wire. */
    static long size(Headers headers) {
        long bytes = STATUS_LINE;
        for (int i = 0; i < headers.size(); i++) {
            bytes += headers.name(i).length() + headers.value(i).length() + 4;
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
                    if (!value.isEmpty()) {
                        container.setContentType(value);
                    }
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
}
