// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

/**
 * What rules that look at the same in the same way have in common.
 *
 * @param number below the count of the rule set's groups
 * @param scopes what they look at, in their order
 * @param chain what they transform it by
 * @param steps whether they look at the outcome of each step
 * @param settled the phase from which on its entries don't change
 */
record Group(int number, Scope[] scopes, TransformationChain chain, boolean steps, int settled) {}
