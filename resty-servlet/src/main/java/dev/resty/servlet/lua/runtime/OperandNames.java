// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.Expression;
import dev.resty.servlet.lua.syntax.FunctionBody;
import org.jspecify.annotations.Nullable;

/** What LuaJIT's messages call the value of an expression. */
public final class OperandNames {

    private OperandNames() {}

    /** {@code local 'x'}, {@code field 'y'}...; null where it has no name. */
    public static @Nullable String of(FunctionBody function, Expression expression) {
        if (expression instanceof Expression.Local local) {
            return (local.variable().owner() == function ? "local '" : "upvalue '")
                    + local.variable().name() + "'";
        }
        if (expression instanceof Expression.Global global) {
            return "global '" + LuaText.view(global.name()) + "'";
        }
        if (expression instanceof Expression.Index index && index.key() instanceof Expression.Text key) {
            return "field '" + LuaText.view(key.value()) + "'";
        }
        if (expression instanceof Expression.And || expression instanceof Expression.Or) {
            return leavesEarly(expression, false) || leavesEarly(expression, true)
                    ? null
                    : of(function, right(expression));
        }
        return null;
    }

    /**
     * Whether LuaJIT leaves a part of {@code and} and {@code or} for their end with a truth value that no register holds: it
     * then loads one at the end, behind the right operand, after which it would otherwise name the value.
     */
    private static boolean leavesEarly(Expression expression, boolean truth) {
        if (expression instanceof Expression.And e) {
            return !truth && leavesEarly(e.left(), false) || leavesEarly(e.right(), truth);
        }
        if (expression instanceof Expression.Or e) {
            return truth && leavesEarly(e.left(), true) || leavesEarly(e.right(), truth);
        }
        return expression instanceof Expression.Not
                || expression instanceof Expression.Binary binary
                        && binary.operator().isComparison();
    }

    private static Expression right(Expression expression) {
        return expression instanceof Expression.And and ? and.right() : ((Expression.Or) expression).right();
    }
}
