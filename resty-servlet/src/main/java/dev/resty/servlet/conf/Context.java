// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.EnumSet;
import java.util.Set;

/** Where a directive can stand. */
enum Context {
    MAIN("the main context"),
    EVENTS("events"),
    HTTP("http"),
    SERVER("server"),
    LOCATION("location"),
    SERVER_IF("if in server"),
    LOCATION_IF("if in location"),
    UPSTREAM("upstream");

    static final Set<Context> HTTP_SERVER = EnumSet.of(HTTP, SERVER);
    static final Set<Context> HTTP_SERVER_LOCATION = EnumSet.of(HTTP, SERVER, LOCATION);
    static final Set<Context> HTTP_SERVER_LOCATION_IF = EnumSet.of(HTTP, SERVER, LOCATION, LOCATION_IF);
    static final Set<Context> REWRITE = EnumSet.of(SERVER, LOCATION, SERVER_IF, LOCATION_IF);

    private final String words;

    Context(String words) {
        this.words = words;
    }

    /** The contexts as a message names them. */
    static String describe(Set<Context> contexts) {
        StringBuilder text = new StringBuilder();
        int i = 0;
        for (Context context : contexts) {
            text.append(i == 0 ? "" : i == contexts.size() - 1 ? " or " : ", ").append(context.words);
            i++;
        }
        return text.toString();
    }
}
