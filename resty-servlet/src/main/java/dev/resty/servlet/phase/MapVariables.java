// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Exchange;
import dev.resty.servlet.conf.MapConf;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.regex.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The variables that {@code map} blocks define. */
final class MapVariables {

    private MapVariables() {}

    static Map<String, Function<Exchange, String>> of(Map<String, MapConf> maps) {
        Map<String, Function<Exchange, String>> computed = new HashMap<>();
        maps.forEach((name, map) -> computed.put(name, exchange -> value(map, exchange)));
        return Map.copyOf(computed);
    }

    private static String value(MapConf map, Exchange exchange) {
        String text = map.source().evaluate(exchange);
        MapConf.Hit hit = map.select(text);
        Pattern pattern = hit.pattern();
        if (pattern != null && exchange instanceof HttpExchange http) {
            int[] groups = new int[2 * (pattern.groupCount() + 1)];
            if (pattern.find(text.getBytes(StandardCharsets.ISO_8859_1), 0, groups)) {
                Captures.keep(http, text, pattern, groups);
            }
        }
        return hit.value().evaluate(exchange);
    }
}
