// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import org.jspecify.annotations.Nullable;

/** A script that a rule names. Must be safe for concurrent use. */
@FunctionalInterface
public interface RuleScript {

    /**
     * Runs it, on the request's thread.
     *
     * @param transaction what it may read and change while it runs
     * @param value what {@code @inspectFile} looks at, a view of bytes; null for {@code exec} and {@code SecRuleScript}
     * @return a message where it has found something, which is a match; null or an empty text where it hasn't
     * @throws RuntimeException where it fails: {@code SecRxErrorAction} says whether that blocks
     */
    @Nullable String run(Transaction transaction, @Nullable String value);
}
