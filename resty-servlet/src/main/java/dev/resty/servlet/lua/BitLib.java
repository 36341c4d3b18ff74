// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.BitFunctions;
import org.luaj.vm2.LuaTable;

/** LuaJIT's bit operations. */
final class BitLib {

    private BitLib() {}

    static LuaTable table() {
        return BitFunctions.table();
    }
}
