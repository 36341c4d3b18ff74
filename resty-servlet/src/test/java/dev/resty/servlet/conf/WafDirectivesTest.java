// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.WafRules.Source;
import dev.resty.waf.RuleProfile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directives of ModSecurity's connector and ours beside them. */
class WafDirectivesTest {

    private static LocationConf first(String conf) {
        return ConfReader.read(ConfSource.text("nginx.conf", conf), Path.of("/srv"))
                .servers()
                .get(0)
                .locations()
                .get(0);
    }

    private static WafSettings settings(String conf) {
        return first(conf).settings().waf();
    }

    @Test
    void nothingSaid_isOff() {
        assertThat(settings("location / { }")).isEqualTo(WafSettings.OFF);
        assertThat(settings("modsecurity_rules 'SecRuleEngine On'; location / { }"))
                .isEqualTo(WafSettings.OFF);
    }

    @Test
    void errorPage_isInheritedUntilOff() {
        assertThat(settings("modsecurity on; modsecurity_error_page /error; location / { }")
                        .errorPage())
                .isEqualTo("/error");
        assertThat(settings("modsecurity on; modsecurity_error_page /error; location / { modsecurity_error_page off; }")
                        .errorPage())
                .isNull();
        assertThat(settings("modsecurity on; location / { }").errorPage()).isNull();
    }

    @Test
    void rules_areThoseOfTheOuterBlocksFirst() {
        WafSettings waf = settings("""
                modsecurity on;
                modsecurity_rules_file rules/a.conf;
                server {
                    modsecurity_embedded_rules api;
                    location / {
                        modsecurity_rules '
                            SecAction "id:1"
                        ';
                        modsecurity_rules_file classpath:waf/b.conf;
                    }
                }
                """);

        assertThat(waf.enabled()).isTrue();
        assertThat(waf.rules().stream().map(WafRules::source))
                .containsExactly(
                        new Source.File(Path.of("/srv/rules/a.conf")),
                        new Source.Embedded(RuleProfile.API),
                        new Source.Text("\n".repeat(5) + "\n            SecAction \"id:1\"\n        ", "nginx.conf"),
                        new Source.Resource("waf/b.conf"));
    }

    @Test
    void innerBlocks_haveTheLastWordAboutTheRest() {
        WafSettings waf = settings("""
                modsecurity on;
                modsecurity_transaction_id $request_id;
                modsecurity_use_error_log off;
                modsecurity_exclude rules=1;
                server { location / { modsecurity_use_error_log on; modsecurity_exclude rules=2; } }
                """);

        assertThat(waf.useErrorLog()).isTrue();
        assertThat(waf.transactionId()).isNotNull();
        assertThat(waf.exclusions().stream().map(WafExclusion::rules)).containsExactly(List.of("1"), List.of("2"));
        assertThat(settings("modsecurity on; server { location / { modsecurity off; } }"))
                .isEqualTo(WafSettings.OFF);
    }

    @Test
    void exclude_namesRulesTagsAndTargets() {
        WafExclusion exclusion = settings(
                        "location / { modsecurity on; modsecurity_exclude path=/a/** rules=942100,1-9 tags=attack-sqli parameter=q target=request_cookies:/^_/; }")
                .exclusions()
                .get(0);

        assertThat(exclusion)
                .isEqualTo(new WafExclusion(
                        "/a",
                        true,
                        List.of("942100", "1-9"),
                        List.of("attack-sqli"),
                        List.of("ARGS:q", "ARGS_GET:q", "ARGS_POST:q", "REQUEST_COOKIES:/^_/")));
        assertThat(exclusion.matches("/a")).isTrue();
        assertThat(exclusion.matches("/a/b")).isTrue();
        assertThat(exclusion.matches("/ab")).isFalse();
    }

    @Test
    void exclude_everywhere() {
        WafExclusion exclusion = settings("location / { modsecurity on; modsecurity_exclude path=/** parameter=q; }")
                .exclusions()
                .get(0);

        assertThat(exclusion.matches("/")).isTrue();
        assertThat(exclusion.matches("/x/y")).isTrue();
        assertThat(exclusion.rules()).containsExactly("1-999999999");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        modsecurity maybe;                         | invalid value "maybe" in "modsecurity" directive, it must be "on" or "off"
        modsecurity_rules_remote k https://x/;     | "modsecurity_rules_remote" is refused
        modsecurity_embedded_rules all;            | invalid value "all"
        modsecurity_rules_file "";                 | "modsecurity_rules_file" has no file name
        modsecurity_by_java;                       | unknown directive "modsecurity_by_java"
        modsecurity_exclude path=/x;               | "modsecurity_exclude" says neither what rules nor what parameter
        modsecurity_exclude rules=abc;             | invalid rule id "abc" in "modsecurity_exclude"
        modsecurity_exclude rules=1 path=x;        | invalid path "x" in "modsecurity_exclude"
        modsecurity_exclude rules=1 path=/*/b;     | invalid path "/*/b" in "modsecurity_exclude"
        modsecurity_exclude rules=1 path=/ab**;    | invalid path "/ab**" in "modsecurity_exclude"
        modsecurity_exclude rules=;                | invalid parameter "rules=" in "modsecurity_exclude"
        modsecurity_exclude rule=1;                | invalid parameter "rule=1" in "modsecurity_exclude"
        modsecurity_exclude target=%;              | invalid target "%" in "modsecurity_exclude"
        modsecurity_error_page error;              | invalid path "error" in "modsecurity_error_page"
        server { modsecurity_collections d; }      | "modsecurity_collections" directive is not allowed here
        """)
    void wrong_isSaidWithItsPlace(String conf, String message) {
        assertThatThrownBy(() -> ConfReader.read(ConfSource.text("nginx.conf", conf), Path.of("/srv")))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("nginx.conf:1");
    }
}
