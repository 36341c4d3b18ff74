// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import java.util.List;

/**
 * A rule that matched in a transaction. Texts are ISO-8859-1 views of bytes with macros expanded, untrusted and not escaped.
 *
 * @param id the rule's id
 * @param phase 1 to 5
 * @param message {@code msg}; empty without one
 * @param data {@code logdata}, the first 2,048 bytes of it, as of the message; empty without
 * @param severity 0 (EMERGENCY) to 7 (DEBUG); -1 without one
 * @param tags in the rule's order
 * @param disruptive whether it interrupted, or would have in detection-only mode
 * @param logged whether the rule asks for the error log ({@code log})
 * @param audited whether it asks for the audit log ({@code auditlog})
 * @param matches what it matched on, the last link's last; one for each link of a chain at least, but where a transaction has
 *     kept 128 KiB of values: then it's the first three of a rule and the last one
 * @param file where the rule stands
 * @param line its first line there, from 1
 */
public record MatchedRule(
        int id,
        int phase,
        String message,
        String data,
        int severity,
        List<String> tags,
        boolean disruptive,
        boolean logged,
        boolean audited,
        List<MatchedValue> matches,
        String file,
        int line) {}
