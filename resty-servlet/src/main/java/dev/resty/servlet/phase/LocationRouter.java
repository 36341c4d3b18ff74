// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LocationConf.Match;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the location of a URI in nginx's order: an exact one; else the longest prefix and, unless that one is marked
 * {@code ^~}, the first regex that matches; nested locations come before those around them.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_core_module.html#location">location</a>
 */
final class LocationRouter {

    private record PrefixEntry(String prefix, boolean stopsRegexes, Location location) {}

    private record RegexEntry(Pattern pattern, Location location) {}

    private final Map<String, Location> exact = new HashMap<>();
    private final Map<String, Location> named = new HashMap<>();
    private final Map<String, Location> slashed = new HashMap<>();
    private final List<PrefixEntry> prefixes = new ArrayList<>();
    private final List<RegexEntry> regexes = new ArrayList<>();
    private final PatternSet patterns;

    LocationRouter(List<Location> locations) {
        for (Location location : locations) {
            add(location);
        }
        prefixes.sort(
                Comparator.comparingInt((PrefixEntry entry) -> entry.prefix().length())
                        .reversed());
        patterns = PatternSet.of(regexes.stream().map(RegexEntry::pattern).toList());
    }

    private void add(Location location) {
        Match match = location.conf().match();
        if (match instanceof Match.Exact m) {
            exact.put(m.uri(), location);
        } else if (match instanceof Match.Prefix m) {
            prefixes.add(new PrefixEntry(m.prefix(), m.stopsRegexes(), location));
            if (m.prefix().length() > 1 && m.prefix().endsWith("/")) {
                slashed.put(m.prefix().substring(0, m.prefix().length() - 1), location);
            }
        } else if (match instanceof Match.Regex m) {
            regexes.add(new RegexEntry(m.pattern(), location));
        } else if (match instanceof Match.Named m) {
            named.put(m.name(), location);
        }
    }

    /** A named location; null where there is none of that name. */
    @Nullable Location named(String name) {
        return named.get(name);
    }

    /** The prefix location of a URI with a slash put behind it; null where there is none, or the URI itself has one. */
    @Nullable Location slashed(String uri) {
        if (slashed.isEmpty() || exact.containsKey(uri)) {
            return null;
        }
        return slashed.get(uri);
    }

    /** The location for the exchange's URI, or null; a regex that matches leaves its captures with the exchange. */
    @Nullable Location find(String uri, HttpExchange exchange) {
        Location found = exact.get(uri);
        if (found != null) {
            return found;
        }
        PrefixEntry prefix = longestPrefix(uri);
        if (prefix != null) {
            Location inner = prefix.location().nested().find(uri, exchange);
            if (inner != null) {
                return inner;
            }
        }
        if (prefix == null || !prefix.stopsRegexes()) {
            Location regex = firstRegex(uri, exchange);
            if (regex != null) {
                return regex;
            }
        }
        return prefix == null ? null : prefix.location();
    }

    private @Nullable PrefixEntry longestPrefix(String uri) {
        for (int i = 0; i < prefixes.size(); i++) {
            PrefixEntry entry = prefixes.get(i);
            if (uri.startsWith(entry.prefix())) {
                return entry;
            }
        }
        return null;
    }

    private @Nullable Location firstRegex(String uri, HttpExchange exchange) {
        if (regexes.isEmpty()) {
            return null;
        }
        byte[] subject = uri.getBytes(StandardCharsets.ISO_8859_1);
        int first = patterns.first(subject, 0, subject.length);
        if (first < 0) {
            return null;
        }
        RegexEntry entry = regexes.get(first);
        int[] groups = new int[2 * (entry.pattern().groupCount() + 1)];
        if (entry.pattern().find(subject, 0, groups)) {
            Captures.keep(exchange, uri, entry.pattern(), groups);
        }
        Location inner = entry.location().nested().find(uri, exchange);
        return inner == null ? entry.location() : inner;
    }
}
