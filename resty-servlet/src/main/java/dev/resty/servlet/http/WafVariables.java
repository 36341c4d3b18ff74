// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.Transaction;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Variables about what the WAF has found so far; without a value where it doesn't guard the request.
 *
 * <p>Differs from OpenResty: nginx with ModSecurity has no such variables.
 */
final class WafVariables {

    /** Where the Core Rule Set, this library's rules and older versions add up: the first that is there counts. */
    private static final List<String> SCORES =
            List.of("tx.blocking_inbound_anomaly_score", "tx.anomaly_score", "tx.inbound_anomaly_score");

    private WafVariables() {}

    /** The request's anomaly score: a whole number. */
    static @Nullable String score(HttpExchange exchange) {
        Transaction waf = exchange.waf();
        if (waf == null) {
            return null;
        }
        for (String name : SCORES) {
            String score = waf.variable(name);
            if (score != null) {
                return score;
            }
        }
        return "0";
    }

    /** The ids of the rules that matched, in order, with commas between them; empty for none. */
    static @Nullable String rules(HttpExchange exchange) {
        Transaction waf = exchange.waf();
        if (waf == null) {
            return null;
        }
        List<MatchedRule> matched = waf.matchedRules();
        if (matched.isEmpty()) {
            return "";
        }
        StringBuilder ids = new StringBuilder();
        for (MatchedRule rule : matched) {
            ids.append(ids.isEmpty() ? "" : ",").append(rule.id());
        }
        return ids.toString();
    }

    /** {@code deny}, {@code drop} or {@code redirect} where a rule ended the request, else {@code pass}. */
    static @Nullable String action(HttpExchange exchange) {
        Transaction waf = exchange.waf();
        if (waf == null) {
            return null;
        }
        Interruption interruption = waf.interruption();
        return interruption == null ? "pass" : interruption.action().name().toLowerCase(Locale.ROOT);
    }
}
