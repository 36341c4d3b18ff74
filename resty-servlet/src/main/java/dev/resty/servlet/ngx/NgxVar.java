// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code ngx.var}: nginx's variables, captures by number among them. */
final class NgxVar {

    private NgxVar() {}

    /** The table for a worker. */
    static LuaTable table(NgxContext ngx) {
        return LiveTable.of(ngx, NgxVar::get, NgxVar::set);
    }

    private static LuaValue get(NgxContext ngx, LuaValue name) {
        if (name.type() != LuaValue.TSTRING && name.type() != LuaValue.TNUMBER) {
            throw new LuaError("bad variable name");
        }
        String value = ngx.exchange().variable(LuaText.of(name));
        return value == null ? LuaValue.NIL : LuaText.lua(value);
    }

    private static void set(NgxContext ngx, LuaTable table, LuaValue name, LuaValue value) {
        if (name.type() != LuaValue.TSTRING) {
            throw new LuaError("bad variable name");
        }
        try {
            ngx.exchange().variable(LuaText.of(name), value.isnil() ? "" : LuaText.tostring(value));
        } catch (IllegalArgumentException unknown) {
            throw new LuaError(unknown.getMessage());
        }
    }
}
