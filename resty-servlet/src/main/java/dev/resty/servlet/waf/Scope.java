// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Target;
import java.util.List;

/**
 * A target of rules without what they exclude from it: the same for all rules that name the same.
 *
 * @param number below the count of the rule set's scopes
 * @param target what is looked at
 * @param exclusions what isn't, of the same variable
 * @param settled the phase from which on its entries don't change
 */
record Scope(int number, Target target, List<Target> exclusions, int settled) {}
