// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that guard a location, as it inherits them: those of the blocks around it come first.
 *
 * @param enabled {@code modsecurity}
 * @param rules in the order they are read; one that Java has loaded stands alone
 * @param transactionId {@code modsecurity_transaction_id}; null where nothing is said
 * @param useErrorLog {@code modsecurity_use_error_log}: whether the error log tells what matched
 * @param exclusions {@code modsecurity_exclude}
 * @param collections the dict that persistent collections live in; empty for one of their own
 * @param errorPage {@code modsecurity_error_page}: the application's page for errors; null where none is named
 */
public record WafSettings(
        boolean enabled,
        List<WafRules> rules,
        @Nullable Value transactionId,
        boolean useErrorLog,
        List<WafExclusion> exclusions,
        String collections,
        @Nullable String errorPage) {

    /** No rules. */
    public static final WafSettings OFF = new WafSettings(false, List.of(), null, true, List.of(), "", null);
}
