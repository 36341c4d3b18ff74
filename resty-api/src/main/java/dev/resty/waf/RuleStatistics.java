// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/**
 * A loaded rule.
 *
 * @param id the rule's id; 0 for a SecAction without one
 * @param phase 1 to 5
 * @param message {@code msg}, macros as written; empty without one
 * @param matches in how many transactions it matched, since the rules were loaded
 * @param interruptions how many it interrupted
 */
public record RuleStatistics(int id, int phase, String message, long matches, long interruptions) {}
