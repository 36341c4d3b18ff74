// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** The fields of {@code ngx} that are read or written as values: status, ctx, headers_sent, is_subrequest. */
final class NgxFields {

    private NgxFields() {}

    /** The metatable of {@code ngx} for a worker. */
    static LuaTable metatable(NgxContext ngx) {
        return LiveTable.metatable(ngx, NgxFields::get, NgxFields::set);
    }

    private static LuaValue get(NgxContext ngx, LuaValue name) {
        if (name.type() != LuaValue.TSTRING) {
            return LuaValue.NIL;
        }
        return switch (LuaText.of(name)) {
            case "ctx" -> ngx.run().script().ctx();
            case "status" -> LuaValue.valueOf(ngx.exchange().status());
            case "headers_sent" -> LuaValue.valueOf(ngx.exchange().headersSent());
            case "is_subrequest" -> LuaValue.FALSE;
            default -> LuaValue.NIL;
        };
    }

    private static void set(NgxContext ngx, LuaTable table, LuaValue name, LuaValue value) {
        switch (name.type() == LuaValue.TSTRING ? LuaText.of(name) : "") {
            case "ctx" -> {
                if (!value.istable()) {
                    throw new LuaError("ctx should be a table while getting a " + value.typename());
                }
                ngx.run().script().ctx(value.checktable());
            }
            case "status" -> ngx.exchange().status(value.toint());
            default -> table.rawset(name, value);
        }
    }
}
