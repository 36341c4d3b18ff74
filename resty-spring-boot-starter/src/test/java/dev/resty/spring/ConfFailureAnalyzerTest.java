// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfReader;
import dev.resty.servlet.conf.ConfSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;

class ConfFailureAnalyzerTest {

    @Test
    void analyze_saysWhereWhatAndWhatWouldBeRight() {
        ConfException cause = catchThrowableOfType(
                ConfException.class,
                () -> ConfReader.read(
                        ConfSource.text("resty.conf", "location / {\n  proxy_pas http://x;\n}\n"), Path.of("")));

        FailureAnalysis analysis =
                new ConfFailureAnalyzer().analyze(new BeanCreationException("restyEngine", "failed", cause));

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription()).contains("resty.conf:2").contains("unknown directive \"proxy_pas\"");
        assertThat(analysis.getAction()).contains("did you mean \"proxy_pass\"?");
    }

    @Test
    void analyze_anotherFailure_isLeftToOthers() {
        assertThat(new ConfFailureAnalyzer().analyze(new IllegalStateException("no")))
                .isNull();
    }

    @Test
    void analyzer_isFoundBySpringBoot() {
        assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
                        .load(FailureAnalyzer.class, (type, name, e) -> {}))
                .anyMatch(ConfFailureAnalyzer.class::isInstance);
    }
}
