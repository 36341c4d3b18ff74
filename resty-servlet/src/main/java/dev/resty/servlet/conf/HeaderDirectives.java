// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.AddHeader;
import java.util.List;

/** {@code add_header}, and {@code more_clear_headers} of the headers-more module. */
final class HeaderDirectives {

    static final Key<List<AddHeader>> ADD_HEADERS = new Key<>("add_header", List.of());

    static final Key<List<String>> CLEAR_HEADERS = new Key<>("more_clear_headers", List.of());

    private HeaderDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("add_header", Context.HTTP_SERVER_LOCATION_IF, 2, 3, HeaderDirectives::addHeader);
        table.simple(
                "more_clear_headers",
                Context.HTTP_SERVER_LOCATION_IF,
                1,
                DirectiveType.ANY,
                HeaderDirectives::clearHeaders);
    }

    private static void addHeader(Draft draft, Scope scope, Directive directive) {
        boolean always = directive.args().size() == 3;
        if (always && !directive.arg(2).equals("always")) {
            throw directive.error("invalid parameter \"" + directive.arg(2) + "\"", "the third argument is \"always\"");
        }
        scope.add(ADD_HEADERS, new AddHeader(directive.arg(0), draft.value(directive, 1), always));
    }

    private static void clearHeaders(Draft draft, Scope scope, Directive directive) {
        for (String arg : directive.args()) {
            if (arg.startsWith("-")) {
                throw directive.error(
                        "\"" + arg + "\" of \"more_clear_headers\" is not supported", "give the names of headers");
            }
            for (String name : arg.trim().split("[ \t]+")) {
                scope.add(CLEAR_HEADERS, name);
            }
        }
    }
}
