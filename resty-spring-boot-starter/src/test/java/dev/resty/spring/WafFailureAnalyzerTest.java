// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Position;
import dev.resty.waf.WafException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What an application's start says of rules that can't be used. */
class WafFailureAnalyzerTest {

    @Test
    void badRule_namesFileLineAndProperty() {
        WafException bad = new WafException("unknown operator @foo", "/etc/waf/own.conf", 12);
        ConfException conf = new ConfException("x", "modsecurity_rules_file", new Position("resty.waf.rules[1]", 0));
        conf.initCause(bad);

        FailureAnalysis analysis = new WafFailureAnalyzer().analyze(new IllegalStateException(conf));

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).contains("/etc/waf/own.conf:12: unknown operator @foo");
        assertThat(analysis.getAction())
                .isEqualTo("Correct /etc/waf/own.conf:12, or leave those rules out. They are named by"
                        + " resty.waf.rules[1].");
    }
}
