// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.RewriteStep;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.regex.Pattern;
import java.util.List;
import java.util.Map;

/** What a match of a location, {@code if} or {@code rewrite} leaves behind: {@code $1} to {@code $9} and named ones. */
final class Captures {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Captures() {}

    /**
     * A {@code rewrite}'s replacement. Where the client's URI was encoded, captures in the arguments and in a redirect's
     * path are encoded again, so that what a path decodes to neither adds an argument nor breaks a {@code Location}.
     */
    static String replacement(RewriteStep.Rewrite step, HttpExchange exchange) {
        RewriteStep.Flag flag = step.flag();
        boolean redirect = flag == RewriteStep.Flag.REDIRECT || flag == RewriteStep.Flag.PERMANENT;
        String sent = exchange.request().getRequestURI();
        if (sent.indexOf('%') < 0 && sent.indexOf('+') < 0) {
            return step.replacement().evaluate(exchange);
        }
        StringBuilder text = new StringBuilder();
        boolean args = false;
        for (Value.Part part : step.replacement().parts()) {
            if (part instanceof Value.Literal literal) {
                text.append(literal.text());
                args |= literal.text().indexOf('?') >= 0;
                continue;
            }
            String name = ((Value.Variable) part).name();
            String value = exchange.variable(name);
            if (value == null) {
                continue;
            }
            if (isCapture(name) && (args || redirect)) {
                escape(text, value, args);
            } else {
                text.append(value);
            }
        }
        return text.toString();
    }

    private static boolean isCapture(String name) {
        return name.length() == 1 && name.charAt(0) >= '1' && name.charAt(0) <= '9';
    }

    private static void escape(StringBuilder text, String value, boolean args) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = c > ' ' && c < 0x7f && (args ? "#%&+;?" : "#%?").indexOf(c) < 0;
            if (plain) {
                text.append(c);
            } else {
                text.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            }
        }
    }

    static void keep(HttpExchange exchange, String subject, Pattern pattern, int[] groups) {
        exchange.captures(subject, groups);
        Map<String, List<Integer>> names = pattern.groupNames();
        if (names.isEmpty()) {
            return;
        }
        names.forEach((name, numbers) -> {
            String value = "";
            for (int i = numbers.size() - 1; i >= 0; i--) {
                int start = groups[2 * numbers.get(i)];
                value = start < 0 ? value : subject.substring(start, groups[2 * numbers.get(i) + 1]);
            }
            exchange.variable(name, value);
        });
    }
}
