// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import dev.resty.waf.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the error log what matched, in ModSecurity's words: an interruption at level error, other matches at info. */
final class WafLog {

    /** Longer values are cut: they are the client's. */
    private static final int LONGEST = 512;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

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
        StringBuilder line = new StringBuilder(256).append("ModSecurity: ");
        boolean ended = false;
        if (interruption != null && rule.disruptive() && interruption.ruleId() == rule.id()) {
            ended = true;
            line.append("Access denied with code ")
                    .append(interruption.status())
                    .append(" (phase ")
                    .append(rule.phase())
                    .append("). ");
        } else {
            line.append("Warning. ");
        }
        if (!rule.matches().isEmpty()) {
            MatchedValue last = rule.matches().get(rule.matches().size() - 1);
            escape(line.append("Matched "), last.variable());
            line.append(' ');
        }
        field(line, "file", rule.file());
        field(line, "line", Integer.toString(rule.line()));
        field(line, "id", Integer.toString(rule.id()));
        field(line, "msg", rule.message());
        field(line, "data", rule.data());
        if (rule.severity() >= 0) {
            field(line, "severity", Integer.toString(rule.severity()));
        }
        for (String tag : rule.tags()) {
            field(line, "tag", tag);
        }
        field(line, "uri", exchange.requestUri());
        field(line, "unique_id", transaction.id());
        line.setLength(line.length() - 1);
        if (ended) {
            log.error(line.toString(), exchange);
        } else {
            log.info(line.toString(), exchange);
        }
    }

    private static void field(StringBuilder line, String name, String value) {
        if (!value.isEmpty()) {
            line.append('[').append(name).append(" \"");
            escape(line, value);
            line.append("\"] ");
        }
    }

    private static void escape(StringBuilder line, String value) {
        int length = Math.min(value.length(), LONGEST);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                line.append("\\x").append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            } else {
                line.append(c);
            }
        }
        if (length < value.length()) {
            line.append("...");
        }
    }
}
