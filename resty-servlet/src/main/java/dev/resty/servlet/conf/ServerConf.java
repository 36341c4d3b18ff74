// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.regex.Pattern;
import java.util.List;

/**
 * A {@code server} block.
 *
 * @param names what it answers for
 * @param listens its {@code listen} directives; for the standalone launcher, and for choosing among servers
 * @param steps its rewrite directives, run before the location is chosen
 * @param serverRewrite code of the server_rewrite phase
 * @param locations the top-level locations in the order they are written, named ones included
 * @param root what holds where no location matches
 */
public record ServerConf(
        List<Name> names,
        List<Listen> listens,
        List<RewriteStep> steps,
        List<LocationConf.Handler> serverRewrite,
        List<LocationConf> locations,
        LocationConf root,
        Position position) {

    /** One {@code server_name}. */
    public sealed interface Name {

        /** The name as it was written, in lower case unless it is a regex. */
        String text();

        /** A name as it is, in lower case; empty for requests without a Host. */
        record Exact(String name) implements Name {
            @Override
            public String text() {
                return name;
            }
        }

        /** {@code *.example.org}: the part after the star, with its dot. */
        record LeadingWildcard(String suffix) implements Name {
            @Override
            public String text() {
                return "*" + suffix;
            }
        }

        /** {@code www.example.*}: the part before the star, with its dot. */
        record TrailingWildcard(String prefix) implements Name {
            @Override
            public String text() {
                return prefix + "*";
            }
        }

        /** {@code ~regex}. */
        record Regex(Pattern pattern, String source) implements Name {
            @Override
            public String text() {
                return "~" + source;
            }
        }
    }

    /**
     * One {@code listen}.
     *
     * @param address the address; {@code *} for any; {@code unix:} and the path for a Unix socket
     * @param port the port; 0 for a Unix socket
     * @param defaultServer whether it takes requests that no name matches
     * @param ssl whether it is to speak TLS
     */
    public record Listen(String address, int port, boolean defaultServer, boolean ssl) {}
}
