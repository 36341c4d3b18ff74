// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** {@code @beginsWith}: the value begins with the argument. */
final class BeginsWith implements Operator {

    private final Argument argument;

    BeginsWith(String argument) {
        this.argument = new Argument(argument);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        return Search.isAt(value, 0, argument.in(evaluation));
    }

    @Override
    public @Nullable Indexed indexed() {
        return argument.indexed();
    }

    @Override
    public boolean dependsOnValueAlone() {
        return argument.constant() != null;
    }
}
