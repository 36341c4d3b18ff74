// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfReader;
import dev.resty.servlet.conf.Directive;
import dev.resty.servlet.conf.WafExclusion;
import dev.resty.servlet.conf.WafRules;
import dev.resty.servlet.conf.WafRules.Source;
import dev.resty.servlet.conf.WafSettings;
import dev.resty.waf.RuleProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.DefaultResourceLoader;

/** {@code resty.waf.*} as what the configuration makes of it. */
class WafPropertyDirectivesTest {

    private static List<Directive> directives(Map<String, String> properties) {
        RestyProperties bound =
                new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("resty", RestyProperties.class);
        return new WafPropertyDirectives(bound.waf(), new RuleLocations(new DefaultResourceLoader())).http();
    }

    private static WafSettings settings(Map<String, String> properties) {
        return ConfReader.read(directives(properties), Path.of(""))
                .servers()
                .get(0)
                .root()
                .settings()
                .waf();
    }

    private static List<Source> sources(WafSettings settings) {
        return settings.rules().stream().map(WafRules::source).toList();
    }

    @Test
    void enabledAlone_readsTheLibrarysRulesForPages() {
        assertThat(sources(settings(Map.of("resty.waf.enabled", "true"))))
                .hasSize(2)
                .endsWith(new Source.Embedded(RuleProfile.WEB));
        assertThat(directives(Map.of())).isEmpty();
        assertThat(directives(Map.of("resty.waf.enabled", "true", "resty.waf.mode", "off")))
                .isEmpty();
    }

    @Test
    void rules_takeThePlaceOfTheLibrarys_andModeHasTheLastWord() {
        List<Source> sources = sources(settings(Map.of(
                "resty.waf.enabled", "true",
                "resty.waf.rules", "classpath:waf/plain/evil.conf",
                "resty.waf.mode", "detection-only")));

        assertThat(sources).hasSize(3);
        assertThat(sources.get(1)).isEqualTo(new Source.Resource("waf/plain/evil.conf"));
        assertThat(sources.get(2)).isEqualTo(new Source.Text("SecRuleEngine DetectionOnly", "resty.waf.mode"));
    }

    @Test
    void rulesAndProfile_areBothRead_andTheCoreRuleSetGetsItsBodies() {
        List<Source> sources = sources(settings(Map.of(
                "resty.waf.enabled", "true",
                "resty.waf.rules", "classpath:waf/crs/",
                "resty.waf.profile", "api")));

        assertThat(sources).hasSize(5);
        assertThat(sources.get(1)).isInstanceOfSatisfying(Source.Text.class, text -> assertThat(text.text())
                .contains("requestBodyProcessor=JSON"));
        assertThat(sources.get(4)).isEqualTo(new Source.Embedded(RuleProfile.API));
    }

    @Test
    void exclusions_nameRouteParameterAndRules() {
        WafSettings settings = settings(Map.of(
                "resty.waf.enabled", "true",
                "resty.waf.exclusions[0].path", "/search",
                "resty.waf.exclusions[0].parameter", "q",
                "resty.waf.exclusions[0].rules", "942100,942200-942299",
                "resty.waf.exclusions[1].tags[0]", "attack-xss"));

        assertThat(settings.exclusions())
                .containsExactly(
                        new WafExclusion(
                                "/search",
                                false,
                                List.of("942100", "942200-942299"),
                                List.of(),
                                List.of("ARGS:q", "ARGS_GET:q", "ARGS_POST:q")),
                        new WafExclusion("", false, List.of(), List.of("attack-xss"), List.of()));
    }
}
