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

    /** {@code $server_name}: the first name as it is written. */
    String name() {
        if (conf.names().isEmpty()) {
            return "";
        }
        ServerConf.Name first = conf.names().get(0);
        if (first instanceof ServerConf.Name.Exact name) {
            return name.name();
        }
        if (first instanceof ServerConf.Name.LeadingWildcard name) {
            return "*" + name.suffix();
        }
        if (first instanceof ServerConf.Name.TrailingWildcard name) {
            return name.prefix() + "*";
        }
        return "~" + ((ServerConf.Name.Regex) first).source();
    }
}
