// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, as the client sent it: undecoded, each character a byte.
 *
 * @param path the path
 * @param query what follows the question mark; null where there is none
 * @param inContext the path without the context path
 * @param normal that in nginx's normal form; null where it has none
 */
record RequestTarget(
        String path,
        @Nullable String query,
        String inContext,
        @Nullable String normal) {

    static RequestTarget of(HttpServletRequest request) {
        String path = RequestAsSent.path(request);
        String inContext = inContext(path, request.getContextPath());
        return new RequestTarget(path, RequestAsSent.query(request), inContext, RequestPath.normalize(inContext));
    }

    /** Clients may write the context path too in more than one way. */
    private static String inContext(String path, String context) {
        if (context.isEmpty()) {
            return path;
        }
        if (path.startsWith(context) && (path.length() == context.length() || path.charAt(context.length()) == '/')) {
            return path.substring(context.length());
        }
        String normal = RequestPath.normalize(path);
        String root = RequestPath.normalize(context);
        if (normal == null || root == null || !normal.startsWith(root)) {
            return path;
        }
        return RequestPath.escape(normal.substring(root.length()));
    }

    boolean malformed() {
        return normal == null;
    }

    /** The path that a location is chosen by; as it was sent where it is malformed. */
    String uri() {
        return normal == null ? inContext : normal;
    }

    String whole() {
        return query == null ? path : path + "?" + query;
    }

    String wholeInContext() {
        String own = inContext.isEmpty() ? "/" : inContext;
        return query == null ? own : own + "?" + query;
    }
}
