// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Exchange;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What the configuration says about reading and answering a request.
 *
 * @param maxBodySize {@code client_max_body_size} in bytes; 0 for no limit
 * @param bodyBufferSize a larger body goes to a temporary file
 * @param defaultType the type of a response that has none; empty for none
 * @param variables the names that can be set besides nginx's own
 * @param documentRoot {@code $document_root}
 * @param computed variables that follow from others, as {@code map} defines them; read once a request
 */
public record ExchangeSettings(
        long maxBodySize,
        long bodyBufferSize,
        String defaultType,
        Set<String> variables,
        String documentRoot,
        Map<String, Function<Exchange, String>> computed) {

    /** Settings without computed variables. */
    public ExchangeSettings(
            long maxBodySize, long bodyBufferSize, String defaultType, Set<String> variables, String documentRoot) {
        this(maxBodySize, bodyBufferSize, defaultType, variables, documentRoot, Map.of());
    }
}
