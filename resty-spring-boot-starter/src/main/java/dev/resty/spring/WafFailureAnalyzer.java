// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.conf.ConfException;
import dev.resty.waf.WafException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Says which line of the WAF's rules is wrong, and which property or directive has brought it in. */
final class WafFailureAnalyzer extends AbstractFailureAnalyzer<WafException> implements Ordered {

    /** Before the one that knows configurations alone. */
    @Override
    public int getOrder() {
        return -1;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WafException cause) {
        String place = cause.line() > 0 ? cause.file() + ":" + cause.line() : cause.file();
        ConfException conf = configuration(rootFailure);
        String origin = conf == null ? "" : conf.position().toString();
        String named = origin.isEmpty() || origin.equals(place) ? "" : " They are named by " + origin + ".";
        String description = "Resty can't use the WAF's rules, because of " + place + ":\n\n    " + cause.getMessage();
        String action = "Correct " + place + ", or leave those rules out." + named;
        return new FailureAnalysis(description, action, cause);
    }

    private static @Nullable ConfException configuration(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfException conf) {
                return conf;
            }
        }
        return null;
    }
}
