// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import org.jspecify.annotations.Nullable;

/** A match as one line in the form of ModSecurity's error log, printable ASCII whatever the request contains. */
final class RuleLine {

    private static final int MOST_DATA = 200;

    private static final int MOST_MESSAGE = 1000;

    private RuleLine() {}

    /** The line. */
    static String of(AuditMatch match, Variables variables, Masking masking) {
        MatchedRule rule = match.told();
        StringBuilder line = new StringBuilder(512);
        line.append("[client ")
                .append(printable(variables.value(Variable.REMOTE_ADDR).text(), false))
                .append("] ");
        line.append("ModSecurity: ").append(verdict(match.by())).append(' ');
        line.append(printable(match.text(masking), false));
        field(line, "file", rule.file());
        field(line, "line", Integer.toString(rule.line()));
        field(line, "id", Integer.toString(rule.id()));
        field(line, "rev", match.shown("rev"));
        field(line, "msg", match.message(masking, MOST_MESSAGE));
        field(line, "data", masking.matched(rule, rule.data(), MOST_DATA));
        field(line, "severity", rule.severity() < 0 ? "" : Integer.toString(rule.severity()));
        field(line, "ver", match.shown("ver"));
        for (String tag : rule.tags()) {
            field(line, "tag", AuditMatch.shortened(tag, MOST_DATA));
        }
        field(line, "hostname", variables.value(Variable.SERVER_NAME).text());
        field(
                line,
                "uri",
                AuditMatch.shortened(variables.value(Variable.REQUEST_FILENAME).text(), MOST_DATA));
        field(line, "unique_id", variables.value(Variable.UNIQUE_ID).text());
        return line.toString();
    }

    private static String verdict(@Nullable Interruption interruption) {
        if (interruption == null) {
            return "Warning.";
        }
        String phase = " (phase " + interruption.phase() + ").";
        return switch (interruption.action()) {
            case DENY -> "Access denied with code " + interruption.status() + phase;
            case DROP -> "Access denied with connection close" + phase;
            case REDIRECT ->
                "Access denied with redirection to " + printable(String.valueOf(interruption.location()), false)
                        + " using status " + interruption.status() + phase;
        };
    }

    private static void field(StringBuilder line, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        line.append(" [")
                .append(name)
                .append(" \"")
                .append(printable(value, true))
                .append("\"]");
    }

    /** A text with bytes that aren't printable as {@code \xHH}, quotes too where they would end a field. */
    static String printable(String text, boolean quotes) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || quotes && c == '"') {
                if (out == null) {
                    out = new StringBuilder(text.length() + 16).append(text, 0, i);
                }
                out.append("\\x").append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }
}
