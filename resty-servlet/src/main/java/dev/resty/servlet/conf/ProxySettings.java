// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.time.Duration;
import java.util.List;

/**
 * The {@code proxy_*} settings.
 *
 * @param setHeaders {@code proxy_set_header} in order; an empty value removes the header
 * @param hideHeaders {@code proxy_hide_header}
 * @param connectTimeout {@code proxy_connect_timeout}
 * @param readTimeout {@code proxy_read_timeout}
 * @param sendTimeout {@code proxy_send_timeout}
 * @param interceptErrors {@code proxy_intercept_errors}
 * @param passRequestBody {@code proxy_pass_request_body}
 * @param passRequestHeaders {@code proxy_pass_request_headers}
 * @param httpVersion {@code proxy_http_version}: {@code 1.0} or {@code 1.1}
 */
public record ProxySettings(
        List<SetHeader> setHeaders,
        List<String> hideHeaders,
        Duration connectTimeout,
        Duration readTimeout,
        Duration sendTimeout,
        boolean interceptErrors,
        boolean passRequestBody,
        boolean passRequestHeaders,
        String httpVersion) {

    /** nginx's defaults. */
    public static final ProxySettings DEFAULTS = new ProxySettings(
            List.of(),
            List.of(),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            false,
            true,
            true,
            "1.0");

    /** {@code proxy_set_header name value}. */
    public record SetHeader(String name, Value value) {}
}
