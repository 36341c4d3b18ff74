// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaValue;

/** A local variable that several functions share and that changes. Belongs to one worker. */
public final class Cell {

    /** Its value; never a Java null. */
    public LuaValue value;

    /** A variable with its first value. */
    public Cell(LuaValue value) {
        this.value = value;
    }
}
