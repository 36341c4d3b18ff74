// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction is to end with instead of the application's answer.
 *
 * @param ruleId the rule that said so; 0 where a limit of the engine did
 * @param action what is to be done
 * @param status of the answer, 100 to 599
 * @param location where a redirect leads; null for other actions
 * @param phase 1 to 5
 */
public record Interruption(
        int ruleId, Kind action, int status, @Nullable String location, int phase) {

    /** SecLang's disruptive actions that end a transaction. */
    public enum Kind {
        /** {@code deny}, or {@code block} by default: answer with the status. */
        DENY,
        /** {@code drop}: close the connection without an answer where the server can, else answer with the status. */
        DROP,
        /** {@code redirect}: answer with the status and the location. */
        REDIRECT
    }
}
