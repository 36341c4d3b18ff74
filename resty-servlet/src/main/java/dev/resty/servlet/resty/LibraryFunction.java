// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import org.luaj.vm2.Varargs;

/** A function of a Lua library. Misuse is a {@link org.luaj.vm2.LuaError}. */
@FunctionalInterface
interface LibraryFunction {

    /** Called with all arguments, the object of a method call being the first. */
    Varargs call(Varargs args);
}
