// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

/** Is told what transactions find, on their threads. Must be safe for concurrent use and must not block. */
public interface WafListener {

    /** A rule with {@code log} or {@code auditlog} matched. */
    default void onMatch(Transaction transaction, MatchedRule rule) {}

    /** A transaction is interrupted; not called in detection-only mode. */
    default void onInterruption(Transaction transaction, Interruption interruption) {}

    /** Phase 5 of a transaction has run. */
    default void onEnd(Transaction transaction) {}
}
