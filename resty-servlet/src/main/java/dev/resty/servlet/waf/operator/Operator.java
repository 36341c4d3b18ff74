// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** One of SecLang's operators with its argument, without negation. Immutable, safe for concurrent use. */
public interface Operator {

    /**
     * Whether a value matches.
     *
     * @param value after the rule's transformations
     * @param evaluation what the argument's macros are expanded with, and what receives captures
     * @throws OperatorException where it was given up, which is no answer: the rule's error handling decides
     */
    boolean matches(Bytes value, Evaluation evaluation);

    /** What an index over all rules may look for instead of asking; null where it must be asked for each value. */
    default @Nullable Indexed indexed() {
        return null;
    }

    /** Whether the answer for a value is the same in every transaction, so that it can be remembered. */
    default boolean dependsOnValueAlone() {
        return indexed() != null;
    }
}
