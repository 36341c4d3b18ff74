// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.Transaction;

/** What an operator sees of the transaction and the rule it stands in. */
public interface Evaluation {

    /** The transaction's variables. */
    Variables variables();

    /** The transaction, for what knows nothing of the engine. */
    Transaction transaction();

    /** Whether the rule has {@code capture}, so that {@link #capture} is of use. */
    boolean capturing();

    /** Keeps a capture, which becomes {@code TX:number} if the rule matches; numbers 0 to 9, others are ignored. */
    void capture(int number, Bytes value);
}
