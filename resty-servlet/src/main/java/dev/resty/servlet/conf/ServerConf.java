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

        /** A name as it is, in lower case; empty for requests without a Host. */
        record Exact(String name) implements Name {}

        /** {@code *.example.org}: the part after the star, with its dot. */
        record LeadingWildcard(String suffix) implements Name {}

        /** {@code www.example.*}: the part before the star, with its dot. */
        record TrailingWildcard(String prefix) implements Name {}

        /** {@code ~regex}. */
        record Regex(Pattern pattern, String source) implements Name {}
    }

    /**
     * One {@code listen}.
     *
     * @param address the address; {@code *} for any
     * @param port the port
     * @param defaultServer whether it takes requests that no name matches
     */
    public record Listen(String address, int port, boolean defaultServer) {}
}
