// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the whole chunk does with one local variable. */
final class VariableFacts {

    /** The expressions whose first value it gets, its declaration's too. */
    final List<Expression> sources = new ArrayList<>();

    /** The function that it always is: it is declared with one and never assigned. */
    @Nullable FunctionBody function;

    /** Kinds it gets from anything but {@link #sources}. */
    int given;

    /** How often it is read other than to be called. */
    int reads;

    /** How often it is read where a number is wanted. */
    int numericReads;

    /** Kinds of its values: what is known so far. */
    int kinds;

    /** Whether it isn't read as a value more often than as a number: else it would be boxed again and again. */
    boolean isReadAsNumber() {
        return numericReads > 0 && numericReads * 2 >= reads;
    }
}
