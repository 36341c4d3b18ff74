// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.AccessRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** {@code allow}, {@code deny} and {@code satisfy}. */
final class AccessDirectives {

    static final Key<List<AccessRule>> RULES = new Key<>("allow", List.of());
    static final Key<Boolean> SATISFY_ANY = new Key<>("satisfy", false);

    private AccessDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("allow", Context.HTTP_SERVER_LOCATION, 1, 1, AccessDirectives::rule);
        table.simple("deny", Context.HTTP_SERVER_LOCATION, 1, 1, AccessDirectives::rule);
        table.simple("satisfy", Context.HTTP_SERVER_LOCATION, 1, 1, AccessDirectives::satisfy);
    }

    private static void rule(Draft draft, Scope scope, Directive directive) {
        boolean allow = directive.name().equals("allow");
        String text = directive.arg(0);
        if (text.equals("all")) {
            scope.add(RULES, new AccessRule(allow, List.of(), 0));
            return;
        }
        if (text.equals("unix:")) {
            draft.warn("\"" + directive.name() + " unix:\" has no effect: no Unix sockets", directive);
            return;
        }
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash), directive);
        int bits = address.length * 8;
        if (slash >= 0) {
            OptionalLong length = Units.number(text.substring(slash + 1));
            if (length.isEmpty() || length.getAsLong() > bits) {
                throw invalid(directive);
            }
            bits = (int) length.getAsLong();
        }
        List<Byte> network = new ArrayList<>();
        for (byte b : address) {
            network.add(b);
        }
        scope.add(RULES, new AccessRule(allow, List.copyOf(network), bits));
    }

    private static byte[] address(String text, Directive directive) {
        boolean v4 = text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        boolean v6 = text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]+");
        if (!v4 && !v6) {
            throw invalid(directive);
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            ConfException error = invalid(directive);
            error.initCause(e);
            throw error;
        }
    }

    private static ConfException invalid(Directive directive) {
        return directive.error(
                "invalid parameter \"" + directive.arg(0) + "\"",
                "give an address, a network such as 10.0.0.0/8, or all");
    }

    private static void satisfy(Draft draft, Scope scope, Directive directive) {
        boolean any = directive.arg(0).equals("any");
        if (!any && !directive.arg(0).equals("all")) {
            throw directive.error("invalid value \"" + directive.arg(0) + "\"", "give all or any");
        }
        scope.setOnce(SATISFY_ANY, any, directive);
    }
}
