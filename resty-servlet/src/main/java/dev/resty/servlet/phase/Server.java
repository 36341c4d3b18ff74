// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.ServerConf;
import java.util.List;

/**
 * A server ready to run.
 *
 * @param conf what was configured
 * @param steps its rewrite directives
 * @param serverRewrite code of the server_rewrite phase
 * @param locations its locations
 * @param root what holds where no location matches
 */
record Server(
        ServerConf conf, RewriteProgram steps, List<PhaseCode> serverRewrite, LocationRouter locations, Location root) {

    /** The first of its names, as {@code $server_name} tells it; empty where it has none. */
    String name() {
        return conf.names().isEmpty() ? "" : conf.names().get(0).text();
    }
}
