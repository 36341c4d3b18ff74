// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the error log what matched, in ModSecurity's words: an interruption at level error, other matches at info. */
final class WafLog {

    private final HttpExchange exchange;
    private final RequestLog log;
    private int told;
    private @Nullable Transaction teller;

    WafLog(HttpExchange exchange, RequestLog log) {
        this.exchange = exchange;
        this.log = log;
    }

    /** Tells those matches that were not told yet. */
    void matches(Transaction transaction, LocationWaf location) {
        List<MatchedRule> rules = transaction.matchedRules();
        if (teller != transaction) {
            teller = transaction;
            told = 0;
        }
        for (; told < rules.size(); told++) {
            MatchedRule rule = rules.get(told);
            if (rule.logged() && location.useErrorLog()) {
                tell(transaction, rule);
            }
        }
    }

    private void tell(Transaction transaction, MatchedRule rule) {
        Interruption interruption = transaction.interruption();
        String line = transaction.describe(rule);
        if (interruption != null && rule.disruptive() && interruption.ruleId() == rule.id()) {
            log.error(line, exchange);
        } else {
            log.info(line, exchange);
        }
    }
}
