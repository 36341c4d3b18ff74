// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.Match;
import java.util.EnumSet;

/** {@code location} and {@code internal}. */
final class LocationDirectives {

    static final Key<Boolean> INTERNAL = new Key<>("internal", false);

    private LocationDirectives() {}

    static void register(DirectiveTable table) {
        table.block("location", EnumSet.of(Context.SERVER, Context.LOCATION), 1, 2, LocationDirectives::location);
        table.simple("internal", EnumSet.of(Context.LOCATION), 0, 0, (draft, scope, directive) -> {
            scope.setOnce(INTERNAL, true, directive);
        });
    }

    private static void location(Draft draft, Scope scope, Directive directive) {
        Match match = match(draft, directive);
        if (scope.context() == Context.LOCATION) {
            checkNesting(scope.match(), match, directive);
        }
        for (Scope other : scope.locations()) {
            if (same(other.match(), match)) {
                throw directive.error(
                        "duplicate location \"" + name(match) + "\"", "the first one is in " + other.position());
            }
        }
        Scope location = new Scope(Context.LOCATION, scope, directive.position(), match);
        scope.locations().add(location);
        draft.read(location, MainDirectives.block(directive));
    }

    private static Match match(Draft draft, Directive directive) {
        String first = directive.arg(0);
        if (directive.args().size() == 2) {
            return modified(draft, directive, first, directive.arg(1));
        }
        if (first.startsWith("=")) {
            return modified(draft, directive, "=", first.substring(1));
        }
        if (first.startsWith("^~")) {
            return modified(draft, directive, "^~", first.substring(2));
        }
        if (first.startsWith("~*")) {
            return modified(draft, directive, "~*", first.substring(2));
        }
        if (first.startsWith("~")) {
            return modified(draft, directive, "~", first.substring(1));
        }
        return first.startsWith("@") ? new Match.Named(first) : new Match.Prefix(first, false);
    }

    private static Match modified(Draft draft, Directive directive, String modifier, String text) {
        return switch (modifier) {
            case "=" -> new Match.Exact(text);
            case "^~" -> new Match.Prefix(text, true);
            case "~" -> new Match.Regex(draft.pattern(text, false, directive), text);
            case "~*" -> new Match.Regex(draft.pattern(text, true, directive), text);
            default ->
                throw directive.error(
                        "invalid location modifier \"" + modifier + "\"", "the modifiers are =, ^~, ~ and ~*");
        };
    }

    private static void checkNesting(Match outer, Match inner, Directive directive) {
        String name = "location \"" + name(inner) + "\"";
        if (outer instanceof Match.Exact) {
            throw directive.error(
                    name + " cannot be inside the exact location \"" + name(outer) + "\"",
                    "move it out of that location");
        }
        if (outer instanceof Match.Named) {
            throw directive.error(
                    name + " cannot be inside the named location \"" + name(outer) + "\"",
                    "move it out of that location");
        }
        if (inner instanceof Match.Named) {
            throw directive.error("named " + name + " can be on the server level only", "move it into the server");
        }
        if (!(inner instanceof Match.Regex) && !name(inner).startsWith(name(outer))) {
            throw directive.error(
                    name + " is outside location \"" + name(outer) + "\"",
                    "a nested location begins with the outer one's prefix");
        }
    }

    /** Whether two locations of one block can never both be chosen. */
    private static boolean same(Match a, Match b) {
        return !(a instanceof Match.Regex) && a.getClass() == b.getClass() && name(a).equals(name(b));
    }

    static String name(Match match) {
        if (match instanceof Match.Exact exact) {
            return exact.uri();
        }
        if (match instanceof Match.Prefix prefix) {
            return prefix.prefix();
        }
        if (match instanceof Match.Regex regex) {
            return regex.source();
        }
        return match instanceof Match.Named named ? named.name() : "";
    }
}
