// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LocationConf.AccessRule;
import dev.resty.servlet.http.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code allow} and {@code deny}: the first rule that matches the client's address counts.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_access_module.html">ngx_http_access_module</a>
 */
final class AccessRules {

    private AccessRules() {}

    /** Whether the rules let the client in. */
    static boolean allow(List<AccessRule> rules, HttpExchange exchange) {
        String address = exchange.variable("binary_remote_addr");
        byte[] bytes = address == null ? new byte[0] : address.getBytes(StandardCharsets.ISO_8859_1);
        for (AccessRule rule : rules) {
            if (rule.matches(bytes)) {
                return rule.allow();
            }
        }
        return true;
    }
}
