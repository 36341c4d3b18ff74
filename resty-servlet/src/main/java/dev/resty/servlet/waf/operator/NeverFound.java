// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code @geoLookup} without a database: never a match, as in ModSecurity. Whoever loads rules with it says so in the log, by
 * {@link #warning()}.
 */
public final class NeverFound implements Operator {

    NeverFound() {}

    /** What to tell of a rule that has it, and what to do. */
    public String warning() {
        return "@geoLookup never matches without a database: name one in SecGeoLookupDb, in front of the rule or behind it";
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        return false;
    }
}
