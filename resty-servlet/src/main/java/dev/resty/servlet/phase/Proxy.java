// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Outcome;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.http.HttpExchange;
import java.io.IOException;

/** What answers where {@code proxy_pass} is configured. */
interface Proxy {

    /** Passes a request on and its answer back. */
    Outcome pass(HttpExchange exchange, LocationConf location, LocationConf.Content.ProxyPass pass) throws IOException;
}
