// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code tablepool}: used tables of a worker, by name of the pool.
 *
 * @see <a href="https://github.com/openresty/lua-tablepool">lua-tablepool</a>
 */
final class TablePool {

    private static final int MOST = 200;

    private final Map<LuaValue, Deque<LuaTable>> pools = new HashMap<>();

    private TablePool() {}

    /** The module's table for a worker. */
    static LuaTable module() {
        TablePool pool = new TablePool();
        return LibraryTable.of()
                .fn("fetch", "t = tablepool.fetch(tag, narr, nrec)", "Takes a table, or makes one.", pool::fetch)
                .fn("release", "tablepool.release(tag, t, noclear?)", "Gives a table back.", pool::release)
                .build();
    }

    private Varargs fetch(Varargs args) {
        Deque<LuaTable> tables = pools.get(args.arg1());
        LuaTable table = tables == null ? null : tables.pollLast();
        return table == null ? new Table(args.optint(2, 0), args.optint(3, 0)) : table;
    }

    private Varargs release(Varargs args) {
        if (!args.arg(2).toboolean()) {
            throw new LuaError("object empty");
        }
        LuaTable table = args.checktable(2);
        if (!args.arg(3).toboolean()) {
            table.setmetatable(null);
            for (LuaValue key : table.keys()) {
                table.rawset(key, LuaValue.NIL);
            }
        }
        Deque<LuaTable> tables = pools.computeIfAbsent(args.arg1(), tag -> new ArrayDeque<>());
        if (tables.size() < MOST) {
            tables.addLast(table);
        }
        return LuaValue.NONE;
    }
}
