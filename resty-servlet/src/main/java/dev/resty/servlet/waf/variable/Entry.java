// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;

/**
 * A value that rules look at.
 *
 * @param variable the variable it belongs to
 * @param key its name in the collection, in the case it came; empty for a single variable
 * @param value its value, not transformed
 */
public record Entry(Variable variable, Bytes key, Bytes value) {

    /** What MATCHED_VAR_NAME says: {@code ARGS:name}, or the variable's name alone where it is no collection. */
    public String name() {
        return variable.isCollection() ? variable.name() + ':' + key.text() : variable.name();
    }

    /** {@link #name} as bytes. */
    public Bytes nameBytes() {
        return Bytes.of(name());
    }
}
