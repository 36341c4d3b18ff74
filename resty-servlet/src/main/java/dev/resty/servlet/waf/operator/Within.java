// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;

/** {@code @within}: the value is somewhere in the argument; the empty value always is. */
final class Within implements Operator {

    private final Argument argument;

    Within(String argument) {
        this.argument = new Argument(argument);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        return Search.indexOf(argument.in(evaluation), value, 0) >= 0;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return argument.constant() != null;
    }
}
