// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Macro;
import dev.resty.servlet.waf.variable.Variables;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator's argument, in which macros can stand. */
final class Argument {

    private final Macro macro;

    /** What it is where no macro stands in it; null otherwise. */
    private final @Nullable Bytes constant;

    Argument(String text) {
        macro = Macro.parse(text);
        constant = macro.isConstant() ? macro.expand(new Variables()) : null;
    }

    /** What it is in a transaction. */
    Bytes in(Evaluation evaluation) {
        return constant != null ? constant : macro.expand(evaluation.variables());
    }

    @Nullable Bytes constant() {
        return constant;
    }

    /** The index's view of an operator that only matches where the argument is in the value. */
    @Nullable Indexed indexed() {
        Bytes text = constant;
        if (text == null || text.isEmpty()) {
            return null;
        }
        return new Indexed.Phrases(List.of(Arrays.copyOfRange(text.array(), text.from(), text.to())), false);
    }
}
