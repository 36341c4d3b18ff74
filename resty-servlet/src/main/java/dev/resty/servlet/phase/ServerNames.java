// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.ServerConf.Name;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.regex.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one address by their names, in nginx's order: the exact name, the longest wildcard at the beginning,
 * the longest one at the end, the first regex, the default server.
 *
 * @see <a href="https://nginx.org/en/docs/http/server_names.html">Server names</a>
 */
final class ServerNames {

    private record Wildcard(String text, Server server) {}

    private record RegexName(Pattern pattern, Server server) {}

    private final Map<String, Server> exact = new HashMap<>();
    private final List<Wildcard> leading = new ArrayList<>();
    private final List<Wildcard> trailing = new ArrayList<>();
    private final List<RegexName> regexes = new ArrayList<>();
    private final Server fallback;
    private final boolean single;

    /**
     * Takes the servers of an address.
     *
     * @param fallback the one that takes what no name matches
     */
    ServerNames(List<Server> servers, Server fallback) {
        this.fallback = fallback;
        servers.forEach(server -> server.conf().names().forEach(name -> add(name, server)));
        Comparator<Wildcard> longestFirst = Comparator.comparingInt(
                        (Wildcard wildcard) -> wildcard.text().length())
                .reversed();
        leading.sort(longestFirst);
        trailing.sort(longestFirst);
        single = servers.size() == 1 && regexes.isEmpty();
    }

    private void add(Name name, Server server) {
        if (name instanceof Name.Exact n) {
            exact.putIfAbsent(n.name(), server);
        } else if (name instanceof Name.LeadingWildcard n) {
            leading.add(new Wildcard(n.suffix(), server));
        } else if (name instanceof Name.TrailingWildcard n) {
            trailing.add(new Wildcard(n.prefix(), server));
        } else if (name instanceof Name.Regex n) {
            regexes.add(new RegexName(n.pattern(), server));
        }
    }

    /** The one that takes what no name matches. */
    Server fallback() {
        return fallback;
    }

    /** The server for the exchange's Host. */
    Server find(HttpExchange exchange) {
        if (single) {
            return fallback;
        }
        String host = host(exchange);
        Server found = exact.get(host);
        if (found == null) {
            found = wildcard(host);
        }
        if (found == null) {
            found = regex(host, exchange);
        }
        return found == null ? fallback : found;
    }

    private @Nullable Server wildcard(String host) {
        for (Wildcard wildcard : leading) {
            if (host.endsWith(wildcard.text())
                    && host.length() > wildcard.text().length()) {
                return wildcard.server();
            }
        }
        for (Wildcard wildcard : trailing) {
            if (host.startsWith(wildcard.text())
                    && host.length() > wildcard.text().length()) {
                return wildcard.server();
            }
        }
        return null;
    }

    private @Nullable Server regex(String host, HttpExchange exchange) {
        byte[] subject = host.getBytes(StandardCharsets.ISO_8859_1);
        for (RegexName name : regexes) {
            int[] groups = new int[2 * (name.pattern().groupCount() + 1)];
            if (name.pattern().find(subject, 0, groups)) {
                Captures.keep(exchange, host, name.pattern(), groups);
                return name.server();
            }
        }
        return null;
    }

    /** The Host without its port, in lower case; empty where there is none. */
    private static String host(HttpExchange exchange) {
        String host = exchange.hostAsSent();
        if (host == null) {
            return "";
        }
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']') + 1) : host.indexOf(':');
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
