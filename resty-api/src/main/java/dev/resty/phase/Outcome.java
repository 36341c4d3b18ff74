// SPDX-License-Identifier: Apache-2.0
package dev.resty.phase;

import org.jspecify.annotations.Nullable;

/** How a phase handler ends: what {@code ngx.exit}, {@code ngx.redirect} and {@code ngx.exec} are in Lua. */
public sealed interface Outcome {

    /** Goes on with what comes next: the next handler, the next phase, the application. */
    static Outcome declined() {
        return Declined.INSTANCE;
    }

    /**
     * Ends the request.
     *
     * @param status 0 where the handler has written the response itself; from 300 on, and with no header sent, the
     *     status's error page is the response; 444 closes without a response where the container can
     */
    static Outcome exit(int status) {
        return new Exit(status);
    }

    /**
     * Answers with a redirect.
     *
     * @param location the value of the {@code Location} header
     * @param status 301, 302, 303, 307 or 308
     */
    static Outcome redirect(String location, int status) {
        return new Redirect(location, status);
    }

    /**
     * Starts anew, inside the server, with another URI or a named location.
     *
     * @param uri the new URI, or {@code @name}
     * @param args the new query string; null for none
     */
    static Outcome exec(String uri, @Nullable String args) {
        return new Exec(uri, args);
    }

    /**
     * Chooses the location anew by the URI as it is now, as {@code rewrite ... last} and {@code ngx.req.set_uri(uri,
     * true)} do. For the server_rewrite and rewrite phases.
     */
    static Outcome relocate() {
        return Relocate.INSTANCE;
    }

    /** The location is to be chosen anew. */
    enum Relocate implements Outcome {
        /** The one value. */
        INSTANCE
    }

    /** Nothing to say: go on. */
    enum Declined implements Outcome {
        /** The one value. */
        INSTANCE
    }

    /**
     * The request ends here.
     *
     * @param status see {@link Outcome#exit}
     */
    record Exit(int status) implements Outcome {}

    /**
     * A redirect is the answer.
     *
     * @param location where to
     * @param status the redirect's status
     */
    record Redirect(String location, int status) implements Outcome {}

    /**
     * An internal redirect.
     *
     * @param uri the new URI or named location
     * @param args the new query string, or null
     */
    record Exec(String uri, @Nullable String args) implements Outcome {}
}
