// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

/** What a matching rule does to its transaction. Immutable, safe for concurrent use. */
@FunctionalInterface
public interface Effect {

    /** Does it. */
    void apply(EffectScope scope);
}
