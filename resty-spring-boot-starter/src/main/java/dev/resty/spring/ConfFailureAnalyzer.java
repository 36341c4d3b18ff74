// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.conf.ConfException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says where a configuration is wrong and what would be right, in place of a stack trace. */
final class ConfFailureAnalyzer extends AbstractFailureAnalyzer<ConfException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfException cause) {
        String place = cause.position().toString();
        String subject = cause.directive().isEmpty() ? "" : "\"" + cause.directive() + "\" in ";
        String description =
                "Resty can't use its configuration, because of " + subject + place + ":\n\n    " + cause.getMessage();
        String action = cause.remedy().isEmpty()
                ? "Correct " + subject + place + "."
                : "Correct " + subject + place + ": " + cause.remedy() + ".";
        return new FailureAnalysis(description, action, cause);
    }
}
