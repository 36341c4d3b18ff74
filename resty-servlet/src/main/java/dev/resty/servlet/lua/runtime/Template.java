// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaTable;

/**
 * A function expression: makes closures. Shared by all workers; compiled and interpreted functions have one each, so
 * that either can create the other.
 */
public interface Template {

    /** What is known of the function's source. */
    Code code();

    /**
     * A new closure.
     *
     * @param vm whose function it becomes
     * @param environment its global variables
     * @param upvalues one for each of {@code code().function().upvalues()}: a {@link Cell} for a variable that {@link
     *     dev.resty.servlet.lua.syntax.LocalVariable#needsCell}, else the variable's {@link org.luaj.vm2.LuaValue};
     *     null for the function's own {@code self()}. Not kept.
     */
    Closure create(Vm vm, LuaTable environment, Object[] upvalues);
}
