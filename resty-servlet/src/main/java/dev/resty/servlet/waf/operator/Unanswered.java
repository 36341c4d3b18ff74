// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code @geoLookup} and {@code @rbl}, which ask for what isn't here: never a match, as in ModSecurity without a database or a
 * key. Whoever loads rules with it says so in the log, by {@link #warning()}.
 */
public final class Unanswered implements Operator {

    private final String warning;

    Unanswered(String name) {
        warning = name.equals("rbl")
                ? "@rbl never matches here, as rules do no DNS look-ups while a request waits"
                : "@geoLookup never matches here, as there is no geographic database";
    }

    /** What to tell of a rule that has it, and what to do. */
    public String warning() {
        return warning + ": look the address up in Lua or Java and set a TX variable";
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        return false;
    }
}
