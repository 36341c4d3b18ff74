// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Complex;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Names;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.syntax.Expression;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** The values that stand in the source. */
final class Constants {

    private Constants() {}

    /** The value of an expression that is one; null for others. */
    static @Nullable LuaValue of(Expression expression) {
        if (expression instanceof Expression.Nil) {
            return LuaValue.NIL;
        } else if (expression instanceof Expression.Bool bool) {
            return LuaValue.valueOf(bool.value());
        } else if (expression instanceof Expression.Number number) {
            return Operators.number(number.value());
        } else if (expression instanceof Expression.Long integer) {
            return Int64.of(integer.value(), integer.unsigned());
        } else if (expression instanceof Expression.Imaginary number) {
            return Complex.imaginary(number.value());
        } else if (expression instanceof Expression.Text text) {
            return Names.intern(text.value());
        }
        return null;
    }

    /** The bytes of a name as chars. */
    static String view(LuaString name) {
        return LuaText.view(name);
    }
}
