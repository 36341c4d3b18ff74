// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import java.util.List;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code ngx.arg}: the arguments of {@code set_by_lua}; in a body filter the chunk and whether it is the last. */
final class NgxArg {

    private static final int CHUNK = 1;
    private static final int EOF = 2;

    private NgxArg() {}

    /** The table for a worker. */
    static LuaTable table(NgxContext ngx) {
        return LiveTable.of(ngx, NgxArg::get, NgxArg::set);
    }

    private static LuaValue get(NgxContext ngx, LuaValue index) {
        PhaseRun run = ngx.run();
        HttpExchange exchange = ngx.exchange();
        if (run.phase() == Phase.SET) {
            List<String> arguments = run.script().setArguments;
            int i = index.toint();
            return i < 1 || i > arguments.size() || arguments.get(i - 1).isEmpty()
                    ? LuaValue.NIL
                    : LuaText.lua(arguments.get(i - 1));
        }
        if (run.phase() != Phase.BODY_FILTER) {
            throw new LuaError("API disabled in the current context");
        }
        return switch (index.toint()) {
            case CHUNK -> LuaString.valueOf(exchange.chunk());
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
        if (index.toint() == CHUNK) {
            exchange.chunk(value.isnil() ? new byte[0] : LuaText.bytes(value));
        }
    }
}
