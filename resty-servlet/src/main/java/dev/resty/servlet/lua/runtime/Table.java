// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaTable;

/** A Lua table. Belongs to one worker; not safe for concurrent use. */
public class Table extends LuaTable {

    /** An empty table. */
    public Table() {}

    /** An empty table with room. */
    public Table(int elements, int entries) {
        super(elements, entries);
    }
}
