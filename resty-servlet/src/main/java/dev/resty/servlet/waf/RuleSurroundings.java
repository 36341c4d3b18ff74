// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.lookup.HostNames;
import org.jspecify.annotations.Nullable;

/**
 * What rules reach outside their transaction.
 *
 * @param scripts what {@code exec}, {@code @inspectFile} and {@code SecRuleScript} run
 * @param hosts what {@code @rbl} asks; null for nothing
 */
record RuleSurroundings(Scripts scripts, @Nullable HostNames hosts) {}
