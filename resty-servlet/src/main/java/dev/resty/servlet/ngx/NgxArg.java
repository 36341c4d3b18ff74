// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.List;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code ngx.arg}: the arguments of {@code set_by_lua}; in a body filter the chunk and whether it is the last. */
final class NgxArg {

    private static final int CHUNK = 1;
    private static final int EOF = 2;
    private static final byte[] NOTHING = {};

    private NgxArg() {}

    /** The table for a worker. */
    static LuaTable table(NgxContext ngx) {
        return LiveTable.of(ngx, NgxArg::get, NgxArg::set);
    }

    private static LuaValue get(NgxContext ngx, LuaTable table, LuaValue index) {
        PhaseRun run = ngx.run();
        HttpExchange exchange = ngx.exchange();
        if (run.phase() == Phase.SET) {
            int i = Arguments.cInt(index, 2, "ngx_http_lua_ffi_get_setby_param");
            List<String> arguments = run.script().setArguments;
            boolean there =
                    i >= 1 && i <= arguments.size() && !arguments.get(i - 1).isEmpty();
            return there ? LuaText.of(arguments.get(i - 1)) : LuaValue.NIL;
        }
        if (run.phase() != Phase.BODY_FILTER) {
            throw new LuaError("API disabled in the current context");
        }
        if (index.type() != LuaValue.TNUMBER) {
            return LuaValue.NIL;
        }
        return switch (index.toint()) {
            case CHUNK -> LuaString.valueUsing(exchange.chunk());
            case EOF -> LuaValue.valueOf(exchange.lastChunk());
            default -> LuaValue.NIL;
        };
    }

    private static void set(NgxContext ngx, LuaTable table, LuaValue index, LuaValue value) {
        PhaseRun run = ngx.run();
        HttpExchange exchange = ngx.exchange();
        if (run.phase() != Phase.BODY_FILTER) {
            throw new LuaError("API disabled in the context of " + run.phase().contextName());
        }
        LuaValue number = index.tonumber();
        if (number.isnil()) {
            throw Arguments.bad(2, "__newindex", "number expected, got " + index.typename());
        }
        switch ((int) number.todouble()) {
            case CHUNK -> exchange.chunk(chunk(ngx, value));
            case EOF -> exchange.lastChunk(value.toboolean());
            default -> throw new LuaError("bad index: " + (int) number.todouble());
        }
    }

    private static byte[] chunk(NgxContext ngx, LuaValue value) {
        return switch (value.type()) {
            case LuaValue.TNIL -> NOTHING;
            case LuaValue.TSTRING, LuaValue.TNUMBER -> LuaText.copy(LuaText.bytes(value));
            case LuaValue.TTABLE -> {
                ByteBuilder out = new ByteBuilder(256);
                new ArrayText(ngx.nullValue(), "__newindex", 3, true).append(value.checktable(), out);
                yield out.toArray();
            }
            default -> throw new LuaError("bad chunk data type: " + value.typename());
        };
    }
}
