// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** {@code @contains} and {@code @strmatch}: the argument is somewhere in the value. */
final class Contains implements Operator {

    private final Argument argument;

    Contains(String argument) {
        this.argument = new Argument(argument);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        return Search.indexOf(value, argument.in(evaluation), 0) >= 0;
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
