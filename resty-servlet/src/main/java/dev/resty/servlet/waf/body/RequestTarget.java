// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a request's target makes. Immutable, safe for concurrent use.
 *
 * <p>The path is decoded, once, where it stands alone, as in ModSecurity v3, and in v2 behind Apache, by which the Core Rule Set is
 * written; it isn't in {@link #raw} and {@link #uri}, and the query isn't either. A fragment belongs to {@link #raw} only. Leading slashes aren't merged, and parameters such as
 * {@code ;jsessionid=} are part of the path.
 *
 * @param raw REQUEST_URI_RAW: the target as it stands in the request line
 * @param uri REQUEST_URI: path and query, without scheme and host
 * @param filename REQUEST_FILENAME: the path, decoded
 * @param basename REQUEST_BASENAME: what follows the decoded path's last slash or backslash; empty after a final one
 * @param pathInfo PATH_INFO: the path, decoded
 * @param query QUERY_STRING: what follows the first {@code ?}; null where there is none
 */
public record RequestTarget(
        Bytes raw,
        Bytes uri,
        Bytes filename,
        Bytes basename,
        Bytes pathInfo,
        @Nullable Bytes query) {

    private static final Bytes ROOT = Bytes.of("/");

    /** Takes a target apart: {@code /path?query}, {@code http://host/path?query}, {@code host:443} or {@code *}. */
    public static RequestTarget of(Bytes raw) {
        int end = indexOf(raw, '#', 0, raw.length());
        int from = originFrom(raw, end);
        int question = indexOf(raw, '?', from, end);
        Bytes path = raw.slice(from, question);
        Bytes query = question < end ? raw.slice(question + 1, end) : null;
        Bytes uri = raw.slice(from, end);
        if (from > 0 && path.isEmpty()) {
            path = ROOT;
            uri = query == null ? ROOT : Bytes.of("/" + uri.text());
        }
        Bytes decoded = QueryString.unescape(path);
        return new RequestTarget(raw, uri, decoded, basename(decoded), decoded, query);
    }

    /** Where the path begins: behind scheme and host where there are any. */
    private static int originFrom(Bytes raw, int end) {
        int colon = 0;
        while (colon < end && isScheme(raw.at(colon))) {
            colon++;
        }
        if (colon == 0
                || colon + 2 >= end
                || raw.at(colon) != ':'
                || raw.at(colon + 1) != '/'
                || raw.at(colon + 2) != '/') {
            return 0;
        }
        int at = colon + 3;
        while (at < end && raw.at(at) != '/' && raw.at(at) != '?') {
            at++;
        }
        return at;
    }

    private static boolean isScheme(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
    }

    private static Bytes basename(Bytes path) {
        int at = path.length();
        while (at > 0 && path.at(at - 1) != '/' && path.at(at - 1) != '\\') {
            at--;
        }
        return path.slice(at, path.length());
    }

    /** Where a byte stands first, {@code to} where it doesn't. */
    private static int indexOf(Bytes bytes, int wanted, int from, int to) {
        int at = from;
        while (at < to && bytes.at(at) != wanted) {
            at++;
        }
        return at;
    }
}
