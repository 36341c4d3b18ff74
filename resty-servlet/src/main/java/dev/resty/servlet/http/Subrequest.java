// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a script asks a location of its own server for: {@code ngx.location.capture}.
 *
 * @param uri decoded
 * @param args the query string; null for none
 * @param method in upper case
 * @param body not to be changed; null for that of the request, where it is passed on
 * @param passesBody whether the request's own body is passed on with every method, not only with POST and PUT
 * @param variables what becomes of the request's variables
 * @param values variables that are set before it begins
 * @param headers fields that take the place of those of the request
 */
public record Subrequest(
        String uri,
        @Nullable String args,
        String method,
        byte @Nullable [] body,
        boolean passesBody,
        VariableUse variables,
        Map<String, String> values,
        Map<String, String> headers) {

    /** What a subrequest has of its request's variables. */
    public enum VariableUse {
        /** Nothing: its own are unset. */
        OWN,
        /** A copy of the values. */
        COPIED,
        /** The variables themselves: either sees what the other sets. */
        SHARED
    }

    /**
     * Begins it: an exchange whose response is kept in memory. To be closed when it has been answered.
     *
     * @param parent the request, or subrequest, whose script asks
     * @throws IllegalArgumentException with nginx's text where a value is for a variable that can't be set
     */
    public HttpExchange begin(HttpExchange parent) {
        Headers fields = parent.currentHeaders();
        RequestBody own = parent.body();
        boolean keepsBody = body == null && (takesBody() || parent.request().getContentLengthLong() <= 0);
        HttpExchange exchange = new HttpExchange(parent, this, fields);
        if (body != null) {
            exchange.body().replace(body);
        } else if (keepsBody) {
            exchange.body().passOn(own);
        } else {
            exchange.body().passOn(null);
            fields.remove("Content-Length");
        }
        headers.forEach(fields::set);
        values.forEach((name, value) -> set(exchange, name, value));
        return exchange;
    }

    private boolean takesBody() {
        return passesBody || method.equals("POST") || method.equals("PUT");
    }

    private static void set(HttpExchange exchange, String name, String value) {
        try {
            exchange.variable(name, value);
        } catch (IllegalArgumentException e) {
            boolean builtIn = Variables.isBuiltIn(name);
            throw new IllegalArgumentException(
                    builtIn
                            ? "variable \"" + name + "\" not changeable"
                            : "variable \"" + name
                                    + "\" cannot be assigned a value (maybe you forgot to define it first?) ",
                    e);
        }
    }
}
