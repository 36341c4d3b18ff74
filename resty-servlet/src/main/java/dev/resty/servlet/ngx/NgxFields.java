// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
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

    private static LuaValue get(NgxContext ngx, LuaTable table, LuaValue name) {
        if (name.type() != LuaValue.TSTRING) {
            return LuaValue.NIL;
        }
        return switch (LuaText.view(name)) {
            case "ctx" -> ngx.run().script().ctx();
            case "status" -> LuaValue.valueOf(ngx.exchange().status());
            case "headers_sent" -> LuaValue.valueOf(ngx.exchange().headersSent());
            case "is_subrequest" -> {
                ngx.exchange();
                yield LuaValue.FALSE;
            }
            default -> LuaValue.NIL;
        };
    }

    private static void set(NgxContext ngx, LuaTable table, LuaValue name, LuaValue value) {
        switch (name.type() == LuaValue.TSTRING ? LuaText.view(name) : "") {
            case "ctx" -> {
                if (!value.istable()) {
                    throw new LuaError("ctx should be a table while getting a " + value.typename());
                }
                ngx.run().script().ctx(value.checktable());
            }
            case "status" -> status(ngx, value);
            default -> table.rawset(name, value);
        }
    }

    private static void status(NgxContext ngx, LuaValue value) {
        int status = Arguments.cInt(value.tonumber(), 2, "ngx_http_lua_ffi_set_resp_status");
        if (ngx.exchange().headersSent()) {
            ngx.logError("attempt to set ngx.status after sending out response headers");
        } else {
            ngx.exchange().response().errorStatus(0);
            ngx.exchange().status(status);
        }
    }
}
