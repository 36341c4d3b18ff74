// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.TableFunctions;
import org.luaj.vm2.LuaTable;

/** Lua's table functions and the modules that add to them. */
final class TableLib {

    private TableLib() {}

    static LuaTable table() {
        return TableFunctions.table();
    }

    static LuaTable modules() {
        return TableFunctions.modules();
    }
}
