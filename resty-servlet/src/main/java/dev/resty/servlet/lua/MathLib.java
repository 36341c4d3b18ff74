// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.MathFunctions;
import org.luaj.vm2.LuaTable;

/** Lua's mathematical functions. */
final class MathLib {

    LuaTable table() {
        return MathFunctions.table();
    }
}
