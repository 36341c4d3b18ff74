// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.Value;
import dev.resty.servlet.conf.WafExclusion;
import dev.resty.waf.Waf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules that guard a location.
 *
 * @param waf shared by all locations whose rules come from the same places
 * @param transactionId what transactions are called; null for names of their own
 * @param useErrorLog whether the error log tells what matched
 * @param exclusions what the rules leave alone
 * @param errorPage the application's page for errors; null where the container calls for it
 */
record LocationWaf(
        Waf waf,
        @Nullable Value transactionId,
        boolean useErrorLog,
        List<WafExclusion> exclusions,
        @Nullable String errorPage) {

    /** Whether a transaction of the other location can go on in this one. */
    boolean goesOnWith(LocationWaf other) {
        return waf == other.waf && exclusions.equals(other.exclusions);
    }
}
