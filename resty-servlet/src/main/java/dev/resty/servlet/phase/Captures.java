// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.regex.Pattern;
import java.util.Map;

/** What a match of a location, {@code if} or {@code rewrite} leaves behind: {@code $1} to {@code $9} and named ones. */
final class Captures {

    private Captures() {}

    static void keep(HttpExchange exchange, String subject, Pattern pattern, int[] groups) {
        exchange.captures(subject, groups);
        Map<String, Integer> names = pattern.groupNames();
        if (names.isEmpty()) {
            return;
        }
        names.forEach((name, group) -> {
            int start = groups[2 * group];
            exchange.variable(name, start < 0 ? "" : subject.substring(start, groups[2 * group + 1]));
        });
    }
}
