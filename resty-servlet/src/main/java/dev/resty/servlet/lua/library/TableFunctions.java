// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.runtime.Vm;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's table functions and, as modules of their own, LuaJIT's and OpenResty's additions. */
public final class TableFunctions {

    private TableFunctions() {}

    /** The table {@code table}, new. */
    public static Table table() {
        return new NativeTable()
                .fn(new Concat())
                .fn("foreach", TableFunctions::foreach)
                .fn("foreachi", TableFunctions::foreachi)
                .fn(
                        "getn",
                        args -> LuaValue.valueOf(
                                Check.table(args.arg1(), 1, "getn").length()))
                .fn(new Insert())
                .fn("maxn", TableFunctions::maxn)
                .fn("move", TableFunctions::move)
                .fn(new Remove())
                .fn("sort", TableFunctions::sort)
                .build();
    }

    private static LuaValue given(Varargs args, int position) {
        return position > args.narg() ? LuaValue.NONE : args.arg(position);
    }

    private static final class Concat extends NativeFunction {

        Concat() {
            super("table", "concat");
        }

        @Override
        protected Varargs all(Varargs args) {
            return concat(given(args, 1), args.arg(2), args.arg(3), args.arg(4));
        }

        @Override
        protected Varargs all1(LuaValue table) {
            return concat(table, NIL, NIL, NIL);
        }

        @Override
        protected Varargs all2(LuaValue table, LuaValue separator) {
            return concat(table, separator, NIL, NIL);
        }

        private static LuaValue concat(LuaValue of, LuaValue between, LuaValue from, LuaValue to) {
            LuaTable table = Check.table(of, 1, "concat");
            LuaString separator = between.isnil() ? EMPTYSTRING : Check.string(between, 2, "concat");
            int first = Check.integer(from, 3, "concat", 1);
            int last = to.isnil() ? table.length() : Check.integer(to, 4, "concat");
            ByteBuilder result = new ByteBuilder(64);
            for (int i = first; i <= last; i++) {
                LuaValue value = table.rawget(i);
                if (value instanceof LuaString string) {
                    result.append(string);
                } else if (value instanceof LuaNumber number) {
                    result.append(Values.number(number));
                } else {
                    throw new LuaError(
                            "invalid value (" + value.typename() + ") at index " + i + " in table for 'concat'");
                }
                if (i == last) {
                    break;
                }
                result.append(separator);
            }
            Strings.allocate(result.length());
            return result.build();
        }
    }

    private static Varargs foreach(Varargs args) {
        LuaTable table = Check.table(args.arg1(), 1, "foreach");
        LuaFunction function = Check.function(args.arg(2), 2, "foreach");
        for (Varargs entry = table.next(LuaValue.NIL); !entry.arg1().isnil(); entry = table.next(entry.arg1())) {
            LuaValue result = function.call(entry.arg1(), entry.arg(2));
            if (!result.isnil()) {
                return result;
            }
        }
        return LuaValue.NONE;
    }

    private static Varargs foreachi(Varargs args) {
        LuaTable table = Check.table(args.arg1(), 1, "foreachi");
        LuaFunction function = Check.function(args.arg(2), 2, "foreachi");
        int length = table.length();
        for (int i = 1; i <= length; i++) {
            LuaValue result = function.call(LuaValue.valueOf(i), table.rawget(i));
            if (!result.isnil()) {
                return result;
            }
        }
        return LuaValue.NONE;
    }

    private static final class Insert extends NativeFunction {

        Insert() {
            super("table", "insert");
        }

        @Override
        protected Varargs all(Varargs args) {
            return switch (args.narg()) {
                case 2 -> all2(args.arg1(), args.arg(2));
                case 3 -> all3(args.arg1(), args.arg(2), args.arg(3));
                default -> {
                    Check.table(given(args, 1), 1, "insert");
                    throw new LuaError("wrong number of arguments to 'insert'");
                }
            };
        }

        @Override
        protected Varargs all2(LuaValue into, LuaValue value) {
            LuaTable table = Check.table(into, 1, "insert");
            if (table instanceof Table ours) {
                ours.putInt(ours.border() + 1, value);
            } else {
                table.rawset(table.length() + 1, value);
            }
            return NONE;
        }

        @Override
        protected Varargs all3(LuaValue into, LuaValue at, LuaValue value) {
            LuaTable table = Check.table(into, 1, "insert");
            int position = Check.integer(at, 2, "insert");
            int end = table.length() + 1;
            if (table instanceof Table ours && position > 0 && position <= end) {
                ours.insert(position, value);
                return NONE;
            }
            for (int i = end; i > position; i--) {
                table.rawset(i, table.rawget(i - 1));
                pollAt(i);
            }
            table.rawset(position, value);
            return NONE;
        }
    }

    private static Varargs maxn(Varargs args) {
        double most = 0;
        for (LuaValue key : Check.table(given(args, 1), 1, "maxn").keys()) {
            if (key instanceof LuaNumber) {
                most = Math.max(most, key.todouble());
            }
        }
        return LuaValue.valueOf(most);
    }

    private static Varargs move(Varargs args) {
        LuaTable from = Check.table(args.arg1(), 1, "move");
        int first = Check.integer(args.arg(2), 2, "move");
        int last = Check.integer(args.arg(3), 3, "move");
        int target = Check.integer(args.arg(4), 4, "move");
        LuaTable to = args.arg(5).isnil() ? from : Check.table(args.arg(5), 5, "move");
        boolean upwards = target <= first || target > last || from != to;
        long count = (long) last - first + 1;
        for (long n = 0; n < count; n++) {
            int i = (int) (upwards ? n : count - 1 - n);
            to.rawset(target + i, from.rawget(first + i));
            pollAt(i);
        }
        return to;
    }

    /** Lets a run be stopped, now and then, in a loop that takes as many steps as a script says. */
    private static void pollAt(int step) {
        if ((step & STEPS_BETWEEN_POLLS - 1) == 0) {
            Vm vm = Vm.current();
            if (vm != null && vm.interrupt) {
                vm.poll();
            }
        }
    }

    private static final class Remove extends NativeFunction {

        Remove() {
            super("table", "remove");
        }

        @Override
        protected Varargs all(Varargs args) {
            return all2(args.arg1(), args.arg(2));
        }

        @Override
        protected Varargs all1(LuaValue from) {
            return all2(from, NIL);
        }

        @Override
        protected Varargs all2(LuaValue from, LuaValue at) {
            LuaTable table = Check.table(from, 1, "remove");
            int length = table.length();
            int position = at.isnil() ? length : Check.integer(at, 2, "remove");
            if (position < 1 || position > length) {
                return NONE;
            }
            if (table instanceof Table ours) {
                return ours.remove(position);
            }
            LuaValue removed = table.rawget(position);
            for (int i = position; i < length; i++) {
                table.rawset(i, table.rawget(i + 1));
            }
            table.rawset(length, NIL);
            return removed;
        }
    }

    private static Varargs sort(Varargs args) {
        LuaTable table = Check.table(given(args, 1), 1, "sort");
        LuaFunction order = args.arg(2).isnil() ? null : Check.function(args.arg(2), 2, "sort");
        int length = table.length();
        LuaValue[] values = new LuaValue[length + 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = table.rawget(i);
        }
        Strings.allocate(8L * length);
        try {
            new Sorting(values, order).sort(1, length);
        } finally {
            for (int i = 1; i <= length; i++) {
                table.rawset(i, values[i]);
            }
        }
        return LuaValue.NONE;
    }

    /** The functions that scripts get by {@code require "table.NAME"}, after which the table library has them too. */
    public static Table modules() {
        return new NativeTable()
                .fn("new", TableFunctions::newTable)
                .fn("clear", TableFunctions::clear)
                .fn(
                        "nkeys",
                        args -> LuaValue.valueOf(
                                Check.table(given(args, 1), 1, "nkeys").keyCount()))
                .fn("isarray", TableFunctions::isarray)
                .fn(
                        "isempty",
                        args -> LuaValue.valueOf(Check.table(given(args, 1), 1, "isempty")
                                .next(LuaValue.NIL)
                                .arg1()
                                .isnil()))
                .fn("clone", TableFunctions::copy)
                .build();
    }

    private static final int MOST_ROOM = 1 << 26;

    private static final int STEPS_BETWEEN_POLLS = 1 << 12;

    private static Varargs newTable(Varargs args) {
        int elements = Check.integer(given(args, 1), 1, "new");
        int entries = Check.integer(given(args, 2), 2, "new");
        if (elements > MOST_ROOM || entries > MOST_ROOM || entries == Integer.MIN_VALUE) {
            throw new LuaError("table overflow");
        }
        // What scripts give is a hint: never more memory at once than a request could be allowed.
        int room = Math.max(0, Math.min(elements, 1 << 20));
        int more = Math.max(0, Math.min(entries, 1 << 20));
        Strings.allocate(8L * room + 32L * more);
        return new Table(room, more);
    }

    private static Varargs clear(Varargs args) {
        LuaTable table = Check.table(given(args, 1), 1, "clear");
        if (table instanceof Table ours) {
            ours.clear();
            return LuaValue.NONE;
        }
        for (LuaValue key : table.keys()) {
            table.rawset(key, LuaValue.NIL);
        }
        return LuaValue.NONE;
    }

    private static Varargs isarray(Varargs args) {
        for (LuaValue key : Check.table(given(args, 1), 1, "isarray").keys()) {
            if (!(key instanceof LuaNumber) || key.todouble() != Math.rint(key.todouble())) {
                return LuaValue.FALSE;
            }
        }
        return LuaValue.TRUE;
    }

    private static Varargs copy(Varargs args) {
        LuaTable table = Check.table(given(args, 1), 1, "clone");
        if (table instanceof Table ours) {
            return ours.copy();
        }
        Table copy = new Table(table.length(), 0);
        for (Varargs entry = table.next(LuaValue.NIL); !entry.arg1().isnil(); entry = table.next(entry.arg1())) {
            copy.rawset(entry.arg1(), entry.arg(2));
        }
        return copy;
    }
}
