// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.Match;
import org.jspecify.annotations.Nullable;

/**
 * nginx's redirect of {@code /name} to {@code /name/} where the only location for it is {@code /name/} and passes to a
 * proxy.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_core_module.html#location">location</a>
 */
final class TrailingSlash {

    private TrailingSlash() {}

    /** The redirect, or null where none is due. */
    static @Nullable Outcome redirect(PhaseEngine engine, LocationRouter locations) {
        Location proxied = locations.slashed(engine.exchange().uri());
        if (proxied == null || !(proxied.conf().content() instanceof LocationConf.Content.ProxyPass)) {
            return null;
        }
        String args = engine.exchange().args();
        String target = ((Match.Prefix) proxied.conf().match()).prefix();
        return Outcome.redirect(engine.absolute(args == null ? target : target + "?" + args), 301);
    }
}
