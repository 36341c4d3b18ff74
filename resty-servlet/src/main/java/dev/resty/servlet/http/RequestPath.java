// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The path of a request target in nginx's normal form, and back. */
public final class RequestPath {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private RequestPath() {}

    /**
     * Decodes percent-encoding once, merges slashes and resolves {@code .} and {@code ..}.
     *
     * <p>Differs from OpenResty: path parameters ({@code ;name=value}) are left out, because the container routes
     * without them and a location would otherwise not hold for a path that reaches the same servlet.
     *
     * @param raw the path as it was sent, without the query string
     * @return null where nginx answers 400: broken percent-encoding, an encoded NUL, a path above the root
     */
    static @Nullable String normalize(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            return raw.isEmpty() ? "/" : raw;
        }
        if (isNormal(raw)) {
            return raw;
        }
        char[] decoded = new char[raw.length()];
        int length = decode(raw, decoded);
        return length < 0 ? null : resolve(decoded, length);
    }

    private static boolean isNormal(String raw) {
        char previous = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c == ';' || (previous == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            previous = c;
        }
        return true;
    }

    private static int decode(String raw, char[] decoded) {
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                boolean whole = i + 2 < raw.length();
                int high = whole ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = whole ? Character.digit(raw.charAt(i + 2), 16) : -1;
                c = (char) (high << 4 | low);
                if (high < 0 || low < 0 || c == 0) {
                    return -1;
                }
                i += 2;
            } else if (c == ';') {
                int slash = raw.indexOf('/', i);
                i = (slash < 0 ? raw.length() : slash) - 1;
                continue;
            }
            decoded[length++] = c;
        }
        return length;
    }

    /** Works in place: the result never overtakes what is read. */
    private static @Nullable String resolve(char[] path, int length) {
        int out = 1;
        int in = 1;
        while (in < length) {
            int end = in;
            while (end < length && path[end] != '/') {
                end++;
            }
            int size = end - in;
            if (size == 2 && path[in] == '.' && path[in + 1] == '.') {
                if (out == 1) {
                    return null;
                }
                out--;
                while (path[out - 1] != '/') {
                    out--;
                }
            } else if (size > 0 && !(size == 1 && path[in] == '.')) {
                System.arraycopy(path, in, path, out, size);
                out += size;
                if (end < length) {
                    path[out++] = '/';
                }
            }
            in = end + 1;
        }
        return new String(path, 0, out);
    }

    /** Encodes what may not stand in a path as it is: what {@code ngx_escape_uri} does to a URI. */
    public static String escape(String path) {
        StringBuilder escaped = null;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean plain = c > ' ' && c < 0x7f && c != '%' && c != '?' && c != '#' && c != '"' && c != ';' && c != '\\'
                    && c != '<' && c != '>' && c != '^' && c != '`' && c != '{' && c != '|' && c != '}' && c != '['
                    && c != ']';
            if (plain && escaped != null) {
                escaped.append(c);
            } else if (!plain) {
                if (escaped == null) {
                    escaped = new StringBuilder(path.length() + 16).append(path, 0, i);
                }
                escaped.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            }
        }
        return escaped == null ? path : escaped.toString();
    }

    /** The text that a container would decode from the bytes of a path. */
    static String text(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) >= 0x80) {
                return new String(path.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return path;
    }
}
