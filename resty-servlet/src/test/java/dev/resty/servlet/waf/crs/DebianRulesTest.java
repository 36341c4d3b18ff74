// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.waf.EngineMode;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The Core Rule Set that Debian's package {@code modsecurity-crs} installs, unchanged, where it is installed. */
@EnabledIf(value = "isInstalled", disabledReason = "Debian's modsecurity-crs isn't installed")
class DebianRulesTest {

    private static final Path SETUP = Path.of("/etc/modsecurity/crs/crs-setup.conf");

    private static final Path RULES = Path.of("/usr/share/modsecurity-crs/rules");

    private static final String MODE = """
            SecRuleEngine On
            SecRequestBodyAccess On
            """;

    static boolean isInstalled() {
        return Files.exists(SETUP) && Files.isDirectory(RULES);
    }

    @Test
    void debiansRules_stopAttacksByScore_andLetOrdinaryRequestsPass() {
        try (Waf waf = Waf.builder()
                .rules(MODE, "mode.conf")
                .rulesFile(SETUP)
                .rulesFile(RULES.resolve("*.conf"))
                .build()) {
            assertThat(waf.rules()).hasSizeGreaterThan(500);
            assertThat(ask(waf, "/shop?q=wooden+table&page=2").interruption()).isNull();
            assertThat(ask(waf, "/shop?q=1'+union+select+password+from+users--+")
                            .ids())
                    .contains(942100, 949110);
            assertThat(ask(waf, "/shop?q=%3Cscript%3Ealert(1)%3C/script%3E").interruption())
                    .isNotNull()
                    .satisfies(interruption -> assertThat(interruption.status()).isEqualTo(403));
            assertThat(ask(waf, "/shop?file=../../../../etc/passwd").ids()).contains(930120, 949110);
        }
    }

    private record Outcome(@Nullable Interruption interruption, List<Integer> ids) {}

    private static Outcome ask(Waf waf, String target) {
        try (Transaction transaction = waf.newTransaction()) {
            assertThat(transaction.mode()).isEqualTo(EngineMode.ON);
            transaction.connection("192.0.2.7", 40000, "192.0.2.1", 80);
            transaction.requestLine("GET", target, "HTTP/1.1");
            transaction.addRequestHeader("Host", "shop.example.com");
            transaction.addRequestHeader("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0");
            transaction.addRequestHeader("Accept", "text/html,*/*;q=0.8");
            if (transaction.processRequestHeaders() == null) {
                transaction.processRequestBody();
            }
            return new Outcome(
                    transaction.interruption(),
                    transaction.matchedRules().stream().map(MatchedRule::id).toList());
        }
    }
}
