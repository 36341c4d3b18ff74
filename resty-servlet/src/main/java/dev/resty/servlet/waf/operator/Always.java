// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;

/** {@code @unconditionalMatch} and {@code @noMatch}: any value matches, or none. */
enum Always implements Operator {
    MATCH,
    NO_MATCH;

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        return this == MATCH;
    }
}
