// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code map}. */
final class MapDirectives {

    private MapDirectives() {}

    static void register(DirectiveTable table) {
        table.block("map", EnumSet.of(Context.HTTP), 2, 2, MapDirectives::map);
        for (String name : List.of("map_hash_max_size", "map_hash_bucket_size")) {
            table.simple(name, EnumSet.of(Context.HTTP), 1, 1, (draft, scope, directive) -> {
                Units.size(directive);
            });
        }
    }

    private static void map(Draft draft, Scope scope, Directive directive) {
        Value source = draft.value(directive, 0);
        String variable = draft.settableVariable(directive, 1);
        Map<String, Value> names = new HashMap<>();
        List<MapConf.Regex> regexes = new ArrayList<>();
        boolean hostnames = false;
        @Nullable Value fallback = null;
        for (Directive entry : MainDirectives.block(directive)) {
            if (entry.block() != null) {
                throw entry.error("unexpected \"{\"", "a map holds pairs: text value;");
            }
            if (entry.args().isEmpty()
                    && (entry.name().equals("hostnames") || entry.name().equals("volatile"))) {
                hostnames |= entry.name().equals("hostnames");
                continue;
            }
            if (entry.args().size() != 1) {
                throw entry.error("invalid number of the map parameters", "a map holds pairs: text value;");
            }
            Value value = draft.value(entry, 0);
            if (entry.name().equals("default")) {
                if (fallback != null) {
                    throw entry.error("duplicate default map parameter", "a map has one default");
                }
                fallback = value;
            } else if (entry.name().startsWith("~")) {
                regexes.add(regex(draft, entry, value));
            } else {
                String key = entry.name().startsWith("\\") ? entry.name().substring(1) : entry.name();
                if (names.put(key.toLowerCase(Locale.ROOT), value) != null) {
                    throw entry.error("conflicting parameter \"" + key + "\"", "a map holds each text once");
                }
            }
        }
        draft.maps.put(
                variable,
                new MapConf(
                        variable,
                        source,
                        Map.copyOf(names),
                        hostnames,
                        new MapConf.Regexes(regexes),
                        fallback == null ? Value.constant("") : fallback));
    }

    private static MapConf.Regex regex(Draft draft, Directive entry, Value value) {
        boolean caseless = entry.name().startsWith("~*");
        return new MapConf.Regex(draft.pattern(entry.name().substring(caseless ? 2 : 1), caseless, entry), value);
    }
}
