// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.waf.WafBuilder;
import dev.resty.waf.WafListener;
import java.util.List;
import java.util.function.Supplier;

/**
 * How rule sets are loaded.
 *
 * @param builders gives a builder without rules
 * @param listeners are told what all rule sets find
 */
public record WafOptions(Supplier<WafBuilder> builders, List<WafListener> listeners) {}
