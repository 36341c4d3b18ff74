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
        return null;
    }
}
