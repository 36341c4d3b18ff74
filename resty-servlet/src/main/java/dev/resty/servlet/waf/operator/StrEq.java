// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** {@code @streq}: the value is the argument. */
final class StrEq implements Operator {

    private final Argument argument;

    StrEq(String argument) {
        this.argument = new Argument(argument);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        Bytes text = argument.in(evaluation);
        return value.length() == text.length() && Search.isAt(value, 0, text);
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
