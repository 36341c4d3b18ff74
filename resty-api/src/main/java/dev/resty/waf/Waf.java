// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import java.util.List;

/**
 * A loaded set of SecLang rules. Transactions in flight keep the rules they started with when the set is replaced.
 * Safe for concurrent use.
 */
public interface Waf extends AutoCloseable {

    /**
     * Starts to put a rule set together.
     *
     * @throws IllegalStateException where no engine is on the class path: add {@code resty-servlet}
     */
    static WafBuilder builder() {
        return WafProvider.find().newBuilder();
    }

    /** Starts a transaction with an id of its own. Never blocks. */
    Transaction newTransaction();

    /**
     * Starts a transaction.
     *
     * @param id what logs and {@code UNIQUE_ID} call it, at most 128 characters of printable ASCII
     */
    Transaction newTransaction(String id);

    /**
     * Reads the rules again from where they came from and lets new transactions use them. Blocks while it reads.
     *
     * @throws WafException where the rules can't be loaded; those in use stay
     */
    void reload();

    /** The rules in use, in their order: what each is and how often it matched. A copy, costs time proportional to their number. */
    List<RuleStatistics> rules();

    /** Counts since this was built. */
    WafStatistics statistics();

    /** Writes persistent collections and audit logs out and gives back what is held. Transactions in flight end normally. */
    @Override
    void close();
}
