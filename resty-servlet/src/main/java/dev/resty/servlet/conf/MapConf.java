// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSet;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map} block: a variable whose value follows from another value. Names are compared without regard to case.
 *
 * @param variable the variable it defines
 * @param source what is looked up
 * @param names values by name, in lower case
 * @param hostnames whether {@code .example.org}, {@code *.example.org} and {@code example.*} among the names are
 *     wildcards
 * @param regexes tried in order where no name matches
 * @param fallback the value of {@code default}; empty unless given
 */
public record MapConf(
        String variable, Value source, Map<String, Value> names, boolean hostnames, Regexes regexes, Value fallback) {

    /** {@code ~regex value} and {@code ~*regex value}. */
    public record Regex(Pattern pattern, Value value) {}

    /** All of them, looked through at once. */
    public static final class Regexes {

        private final List<Regex> regexes;

        private final PatternSet patterns;

        /** Makes them from those of a block, in its order. */
        public Regexes(List<Regex> regexes) {
            this.regexes = List.copyOf(regexes);
            this.patterns = PatternSet.of(regexes.stream().map(Regex::pattern).toList());
        }

        private @Nullable Regex first(String text) {
            if (regexes.isEmpty()) {
                return null;
            }
            byte[] subject = text.getBytes(StandardCharsets.ISO_8859_1);
            int first = patterns.first(subject, 0, subject.length);
            return first < 0 ? null : regexes.get(first);
        }
    }

    /**
     * What a lookup found.
     *
     * @param pattern the regex that matched, whose captures the value may use; null where none did
     */
    public record Hit(Value value, @Nullable Pattern pattern) {}

    /** Looks up a text, an ISO-8859-1 view of bytes. */
    public Hit select(String text) {
        String key = text.toLowerCase(Locale.ROOT);
        Value value = hostnames ? byHost(key) : names.get(key);
        if (value != null) {
            return new Hit(value, null);
        }
        Regex regex = regexes.first(text);
        return regex == null ? new Hit(fallback, null) : new Hit(regex.value(), regex.pattern());
    }

    private @Nullable Value byHost(String text) {
        String host = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        Value value = names.get(host);
        if (value == null) {
            value = names.get("." + host);
        }
        for (int dot = host.indexOf('.'); value == null && dot >= 0; dot = host.indexOf('.', dot + 1)) {
            String suffix = host.substring(dot);
            value = names.get("*" + suffix);
            if (value == null) {
                value = names.get(suffix);
            }
        }
        for (int dot = host.lastIndexOf('.'); value == null && dot > 0; dot = host.lastIndexOf('.', dot - 1)) {
            value = names.get(host.substring(0, dot) + ".*");
        }
        return value;
    }
}
