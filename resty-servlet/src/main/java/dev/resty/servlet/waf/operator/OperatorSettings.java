// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.lookup.GeoDatabase;
import dev.resty.servlet.waf.lookup.HostNames;
import dev.resty.waf.RuleScript;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What operators need beside their arguments.
 *
 * @param files where their data files are
 * @param matchLimit {@code SecPcreMatchLimit}: how many steps a regular expression that isn't matched in linear time may take; 0 for
 *     PCRE's default
 * @param geo {@code SecGeoLookupDb}; null without one
 * @param httpBlKey {@code SecHttpBlKey}; empty without one
 * @param hosts what {@code @rbl} asks; null for rules that may not
 * @param scripts finds what {@code @inspectFile} runs by its name; throws IllegalArgumentException, which says why, for what it
 *     can't run
 */
public record OperatorSettings(
        OperatorFiles files,
        int matchLimit,
        @Nullable GeoDatabase geo,
        String httpBlKey,
        @Nullable HostNames hosts,
        Function<String, RuleScript> scripts) {

    /** With data files alone. */
    public static OperatorSettings of(OperatorFiles files, int matchLimit) {
        return new OperatorSettings(files, matchLimit, null, "", null, name -> {
            throw new IllegalArgumentException(
                    "there is nothing here that runs scripts: add resty-servlet's Lua engine");
        });
    }
}
