// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** {@code @endsWith}: the value ends with the argument. */
final class EndsWith implements Operator {

    private final Argument argument;

    EndsWith(String argument) {
        this.argument = new Argument(argument);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        Bytes text = argument.in(evaluation);
        return Search.isAt(value, value.length() - text.length(), text);
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
