// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/**
 * Counts of a {@link Waf} since it was built.
 *
 * @param transactions that were started
 * @param interruptions that ended one
 * @param detections transactions that would have been interrupted but for detection-only mode
 * @param ruleErrors evaluations that were given up: a pattern's step limit
 * @param nanos time spent in the engine, nanoseconds
 * @param reloads of the rules that succeeded
 * @param failedReloads that left the old rules in use
 */
public record WafStatistics(
        long transactions,
        long interruptions,
        long detections,
        long ruleErrors,
        long nanos,
        long reloads,
        long failedReloads) {}
