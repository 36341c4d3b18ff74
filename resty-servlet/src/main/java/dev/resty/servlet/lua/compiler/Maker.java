// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Vm;
import org.luaj.vm2.LuaTable;

/** Makes closures of one function. An instance of each generated class is the maker of the others. */
interface Maker {

    /** A closure; see {@link dev.resty.servlet.lua.runtime.Template#create}. */
    Closure make(Vm vm, LuaTable environment, Object[] upvalues);
}
