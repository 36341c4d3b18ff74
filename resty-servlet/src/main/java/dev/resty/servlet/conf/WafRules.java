// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.waf.RuleProfile;
import dev.resty.waf.Waf;
import java.nio.file.Path;

/**
 * SecLang rules that a directive names.
 *
 * @param source where they come from: locations whose sources are equal share one rule set
 * @param directive the directive's name
 * @param position where it stands
 */
public record WafRules(Source source, String directive, Position position) {

    /** Where rules come from. */
    public sealed interface Source {

        /** {@code modsecurity_rules_file}: a file, or a glob in its last name. */
        record File(Path path) implements Source {}

        /** {@code modsecurity_rules_file classpath:name}. */
        record Resource(String name) implements Source {}

        /**
         * {@code modsecurity_rules}.
         *
         * @param text an ISO-8859-1 view of its bytes, with empty lines in front, so that its lines count as the file's
         * @param origin the file that it stands in
         */
        record Text(String text, String origin) implements Source {}

        /** {@code modsecurity_embedded_rules}: those that come with this library. */
        record Embedded(RuleProfile profile) implements Source {}

        /** {@code modsecurity_by_java}: rules that a Java program has loaded. */
        record Loaded(Waf waf) implements Source {}
    }

    /** What is wrong with them, in terms of a configuration. */
    public ConfException failure(RuntimeException cause) {
        ConfException failure =
                new ConfException("\"" + directive + "\" directive: " + cause.getMessage(), directive, position);
        failure.initCause(cause);
        return failure;
    }
}
