// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;

/**
 * An operator that asks something which isn't there, as {@code @geoLookup} without a database: never a match, as in ModSecurity.
 * Whoever loads rules with it says so in the log, by {@link #warning()}.
 */
public final class NeverFound implements Operator {

    private final String warning;

    NeverFound(String warning) {
        this.warning = warning;
    }

    /** What to tell of a rule that has it, and what to do. */
    public String warning() {
        return warning;
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        return false;
    }
}
