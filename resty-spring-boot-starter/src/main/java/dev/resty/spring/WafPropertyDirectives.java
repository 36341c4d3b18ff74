// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.conf.Directive;
import dev.resty.spring.RestyProperties.WafExclusionProperties;
import dev.resty.spring.RestyProperties.WafMode;
import dev.resty.spring.RestyProperties.WafProfile;
import dev.resty.spring.RestyProperties.WafProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code resty.waf.*} as directives: the engine's settings first, then the rules, then what has the last word. */
final class WafPropertyDirectives {

    /** Where errors of the application are answered. */
    static final String ERROR_PAGE = "modsecurity_error_page";

    private static final String PREFIX = "resty.waf.";
    private static final String SETTINGS = "waf-settings.conf";
    private static final String BODIES = "waf-bodies.conf";

    private final WafProperties properties;
    private final RuleLocations locations;

    WafPropertyDirectives(WafProperties properties, RuleLocations locations) {
        this.properties = properties;
        this.locations = locations;
    }

    /** What stands in {@code http}. */
    List<Directive> http() {
        List<Directive> http = new ArrayList<>();
        if (!properties.enabled() || properties.mode() == WafMode.OFF) {
            return http;
        }
        http.add(directive("enabled", "modsecurity", "on"));
        http.add(directive("enabled", "modsecurity_rules", read(SETTINGS)));
        http.addAll(rules());
        WafMode mode = properties.mode();
        if (mode != null) {
            http.add(directive("mode", "modsecurity_rules", "SecRuleEngine " + word(mode)));
        }
        List<WafExclusionProperties> exclusions = properties.exclusions();
        for (int i = 0; i < exclusions.size(); i++) {
            http.add(exclusion(exclusions.get(i), "exclusions[" + i + "]"));
        }
        String collections = properties.collections();
        if (collections != null) {
            http.add(directive("collections", "modsecurity_collections", collections));
        }
        String errorPage = properties.errorPage();
        if (errorPage != null) {
            http.add(directive("error-page", ERROR_PAGE, errorPage));
        }
        return http;
    }

    private List<Directive> rules() {
        List<Directive> rules = new ArrayList<>();
        for (int i = 0; i < properties.rules().size(); i++) {
            String property = "rules[" + i + "]";
            for (String file : locations.expand(properties.rules().get(i), PREFIX + property)) {
                rules.add(directive(property, "modsecurity_rules_file", file));
            }
        }
        WafProfile profile = properties.profile();
        if (profile == null && rules.isEmpty()) {
            profile = WafProfile.WEB;
        }
        if (locations.coreRuleSet()) {
            rules.add(0, directive("rules", "modsecurity_rules", read(BODIES)));
        }
        if (profile != null) {
            String name = profile.name().toLowerCase(Locale.ROOT);
            rules.add(directive("profile", "modsecurity_embedded_rules", name));
        }
        return rules;
    }

    private static Directive exclusion(WafExclusionProperties exclusion, String property) {
        List<String> args = new ArrayList<>();
        add(args, "path", exclusion.path());
        add(args, "rules", joined(exclusion.rules()));
        add(args, "tags", joined(exclusion.tags()));
        add(args, "parameter", exclusion.parameter());
        add(args, "target", exclusion.target());
        return directive(property, "modsecurity_exclude", args.toArray(String[]::new));
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(",", RuleLocations.words(values));
    }

    private static void add(List<String> args, String name, @Nullable String value) {
        if (value != null) {
            args.add(name + "=" + value);
        }
    }

    private static String word(WafMode mode) {
        return switch (mode) {
            case ON -> "On";
            case DETECTION_ONLY -> "DetectionOnly";
            case OFF -> "Off";
        };
    }

    private static Directive directive(String property, String name, String... args) {
        String[] bytes = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            bytes[i] = PropertyDirectives.bytes(args[i]);
        }
        return Directive.of(name, bytes).at(PREFIX + property);
    }

    private static String read(String resource) {
        try (InputStream in = WafPropertyDirectives.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the starter's jar has no " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
