// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's table functions and, as modules of their own, LuaJIT's and OpenResty's additions. */
final class TableLib {

    private TableLib() {}

    static LuaTable table() {
        return new NativeTable()
                .fn("concat", TableLib::concat)
                .fn("foreach", TableLib::foreach)
                .fn("foreachi", TableLib::foreachi)
                .fn("getn", args -> LuaValue.valueOf(Args.table(args, 1, "getn").length()))
                .fn("insert", TableLib::insert)
                .fn("maxn", TableLib::maxn)
                .fn("move", TableLib::move)
                .fn("remove", TableLib::remove)
                .fn("sort", TableLib::sort)
                .build();
    }

    /** The functions that scripts get by {@code require "table.NAME"}, after which the table library has them too. */
    static LuaTable modules() {
        return new NativeTable()
                .fn("new", TableLib::newTable)
                .fn("clear", TableLib::clear)
                .fn(
                        "nkeys",
                        args -> LuaValue.valueOf(Args.table(args, 1, "nkeys").keyCount()))
                .fn("isarray", TableLib::isarray)
                .fn(
                        "isempty",
                        args -> LuaValue.valueOf(Args.table(args, 1, "isempty")
                                .next(LuaValue.NIL)
                                .arg1()
                                .isnil()))
                .fn("clone", TableLib::copy)
                .build();
    }

    private static Varargs concat(Varargs args) {
        LuaTable table = Args.table(args, 1, "concat");
        LuaString separator = Args.string(args, 2, "concat", LuaValue.EMPTYSTRING);
        int from = Args.integer(args, 3, "concat", 1);
        int to = args.arg(4).isnil() ? table.length() : Args.integer(args, 4, "concat");
        ByteBuilder result = new ByteBuilder(64);
        for (int i = from; i <= to; i++) {
            LuaValue value = table.rawget(i);
            if (value instanceof LuaString string) {
                result.append(string);
            } else if (value.type() == LuaValue.TNUMBER) {
                result.append(LuaNumbers.text(value.todouble()));
            } else {
                throw new LuaError("invalid value (" + value.typename() + ") at index " + i + " in table for 'concat'");
            }
            if (i != to) {
                result.append(separator);
            }
        }
        return result.build();
    }

    private static Varargs foreach(Varargs args) {
        LuaTable table = Args.table(args, 1, "foreach");
        LuaValue function = Args.function(args, 2, "foreach");
        for (Varargs entry = table.next(LuaValue.NIL); !entry.arg1().isnil(); entry = table.next(entry.arg1())) {
            LuaValue result = function.call(entry.arg1(), entry.arg(2));
            if (!result.isnil()) {
                return result;
            }
        }
        return LuaValue.NONE;
    }

    private static Varargs foreachi(Varargs args) {
        LuaTable table = Args.table(args, 1, "foreachi");
        LuaValue function = Args.function(args, 2, "foreachi");
        int length = table.length();
        for (int i = 1; i <= length; i++) {
            LuaValue result = function.call(LuaValue.valueOf(i), table.rawget(i));
            if (!result.isnil()) {
                return result;
            }
        }
        return LuaValue.NONE;
    }

    private static Varargs insert(Varargs args) {
        LuaTable table = Args.table(args, 1, "insert");
        int end = table.length() + 1;
        if (args.narg() == 2) {
            table.rawset(end, args.arg(2));
        } else if (args.narg() == 3) {
            int position = Args.integer(args, 2, "insert");
            for (int i = Math.max(end, position); i > position; i--) {
                table.rawset(i, table.rawget(i - 1));
            }
            table.rawset(position, args.arg(3));
        } else {
            throw new LuaError("wrong number of arguments to 'insert'");
        }
        return LuaValue.NONE;
    }

    private static Varargs maxn(Varargs args) {
        double most = 0;
        for (LuaValue key : Args.table(args, 1, "maxn").keys()) {
            if (key.type() == LuaValue.TNUMBER) {
                most = Math.max(most, key.todouble());
            }
        }
        return LuaValue.valueOf(most);
    }

    private static Varargs move(Varargs args) {
        LuaTable from = Args.table(args, 1, "move");
        int first = Args.integer(args, 2, "move");
        int last = Args.integer(args, 3, "move");
        int target = Args.integer(args, 4, "move");
        LuaTable to = args.arg(5).isnil() ? from : Args.table(args, 5, "move");
        boolean upwards = target <= first || target > last || from != to;
        for (int n = 0; n <= last - first; n++) {
            int i = upwards ? n : last - first - n;
            to.rawset(target + i, from.rawget(first + i));
        }
        return to;
    }

    private static Varargs remove(Varargs args) {
        LuaTable table = Args.table(args, 1, "remove");
        int length = table.length();
        if (args.narg() < 2) {
            LuaValue last = table.rawget(length);
            if (length > 0) {
                table.rawset(length, LuaValue.NIL);
            }
            return last;
        }
        int position = Args.integer(args, 2, "remove");
        if (position < 1 || position > length) {
            return LuaValue.NONE;
        }
        LuaValue removed = table.rawget(position);
        for (int i = position; i < length; i++) {
            table.rawset(i, table.rawget(i + 1));
        }
        table.rawset(length, LuaValue.NIL);
        return removed;
    }

    private static Varargs sort(Varargs args) {
        LuaTable table = Args.table(args, 1, "sort");
        LuaValue order = args.arg(2);
        if (!order.isnil()) {
            Args.function(args, 2, "sort");
        }
        new TableSort(table, order.isnil() ? null : order).sort(1, table.length());
        return LuaValue.NONE;
    }

    private static Varargs newTable(Varargs args) {
        int array = Args.integer(args, 1, "new");
        int hash = Args.integer(args, 2, "new");
        // What scripts give is a hint: never more memory at once than a request could be allowed.
        return new Table(Math.max(0, Math.min(array, 1 << 20)), Math.max(0, Math.min(hash, 1 << 20)));
    }

    private static Varargs clear(Varargs args) {
        LuaTable table = Args.table(args, 1, "clear");
        for (LuaValue key : table.keys()) {
            table.rawset(key, LuaValue.NIL);
        }
        return LuaValue.NONE;
    }

    private static Varargs isarray(Varargs args) {
        for (LuaValue key : Args.table(args, 1, "isarray").keys()) {
            double number = key.type() == LuaValue.TNUMBER ? key.todouble() : 0;
            if (number < 1 || number != Math.rint(number)) {
                return LuaValue.FALSE;
            }
        }
        return LuaValue.TRUE;
    }

    private static Varargs copy(Varargs args) {
        LuaTable table = Args.table(args, 1, "clone");
        LuaTable copy = new Table(table.length(), 0);
        for (Varargs entry = table.next(LuaValue.NIL); !entry.arg1().isnil(); entry = table.next(entry.arg1())) {
            copy.rawset(entry.arg1(), entry.arg(2));
        }
        return copy;
    }
}
