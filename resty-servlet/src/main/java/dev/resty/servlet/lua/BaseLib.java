// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.ChunkName;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's basic functions, but for those that guard calls ({@link GuardLib}) and load code ({@link LoadLib}). */
final class BaseLib {

    private static final LuaString METATABLE = LuaText.of("__metatable");
    private static final LuaString TOSTRING = LuaText.of("__tostring");
    private static final int MOST_RESULTS = 1_000_000;

    private final Worker worker;
    private final LuaValue next = NativeFunction.of("next", BaseLib::next);
    private final LuaValue step = NativeFunction.of("ipairs_aux", BaseLib::step);

    BaseLib(Worker worker) {
        this.worker = worker;
    }

    void addTo(LuaTable globals) {
        new NativeTable()
                .fn("collectgarbage", this::collectgarbage)
                .fn("gcinfo", args -> memory())
                .fn("getmetatable", this::getmetatable)
                .fn("ipairs", this::ipairs)
                .set("next", next)
                .fn("newproxy", BaseLib::newproxy)
                .fn("pairs", this::pairs)
                .fn("print", this::print)
                .fn("rawequal", BaseLib::rawequal)
                .fn("rawget", BaseLib::rawget)
                .fn("rawset", BaseLib::rawset)
                .fn("select", BaseLib::select)
                .fn("setmetatable", BaseLib::setmetatable)
                .fn("tonumber", BaseLib::tonumber)
                .fn("tostring", args -> tostring(worker, Args.any(args, 1, "tostring")))
                .fn("type", args -> LuaText.of(Args.any(args, 1, "type").typename()))
                .fn("unpack", BaseLib::unpack)
                .addTo(globals);
    }

    private Varargs collectgarbage(Varargs args) {
        String option = args.arg1().isnil() ? "collect" : Args.view(args, 1, "collectgarbage");
        return switch (option) {
            case "count" -> memory();
            case "collect" -> {
                worker.finalizeGarbage();
                yield LuaValue.ZERO;
            }
            case "stop", "restart" -> LuaValue.ZERO;
            case "step" -> {
                worker.finalizeGarbage();
                yield LuaValue.FALSE;
            }
            case "setpause", "setstepmul" -> LuaValue.valueOf(200);
            case "isrunning" -> LuaValue.TRUE;
            default -> throw Args.bad(1, "collectgarbage", "invalid option '" + option + "'");
        };
    }

    private static LuaValue memory() {
        Runtime runtime = Runtime.getRuntime();
        return LuaValue.valueOf((runtime.totalMemory() - runtime.freeMemory()) / 1024.0);
    }

    private Varargs getmetatable(Varargs args) {
        LuaValue value = Args.any(args, 1, "getmetatable");
        if (value instanceof Cdata) {
            return LuaText.of("ffi");
        }
        LuaValue metatable = metatable(worker, value);
        if (metatable == null) {
            return LuaValue.NIL;
        }
        LuaValue shown = metatable.rawget(METATABLE);
        return shown.isnil() ? metatable : shown;
    }

    /** The metatable of a value; null where it has none. */
    static @Nullable LuaValue metatable(Worker worker, LuaValue value) {
        return value instanceof LuaString ? worker.vm().stringMetatable : value.getmetatable();
    }

    private static Varargs setmetatable(Varargs args) {
        LuaTable table = Args.table(args, 1, "setmetatable");
        LuaValue metatable = args.arg(2);
        if (args.narg() < 2 || !metatable.isnil() && !metatable.istable()) {
            throw Args.bad(2, "setmetatable", "nil or table expected");
        }
        LuaValue before = table.getmetatable();
        if (before != null && !before.rawget(METATABLE).isnil()) {
            throw new LuaError("cannot change a protected metatable");
        }
        table.setmetatable(metatable.isnil() ? null : metatable);
        return table;
    }

    private Varargs ipairs(Varargs args) {
        return LuaValue.varargsOf(step, Args.table(args, 1, "ipairs"), LuaValue.ZERO);
    }

    private static Varargs step(Varargs args) {
        int index = args.arg(2).toint() + 1;
        LuaValue value = Args.table(args, 1, "ipairs").rawget(index);
        return value.isnil() ? LuaValue.NIL : LuaValue.varargsOf(LuaValue.valueOf(index), value);
    }

    private Varargs pairs(Varargs args) {
        return LuaValue.varargsOf(next, Args.table(args, 1, "pairs"), LuaValue.NIL);
    }

    private static Varargs next(Varargs args) {
        LuaTable table = Args.table(args, 1, "next");
        try {
            return table.next(args.arg(2));
        } catch (LuaError e) {
            throw new LuaError("invalid key to 'next'");
        }
    }

    private static Varargs newproxy(Varargs args) {
        LuaValue like = args.arg1();
        LuaUserdata proxy = new LuaUserdata(new Object());
        if (like.isuserdata() && like.getmetatable() != null) {
            proxy.setmetatable(like.getmetatable());
        } else if (like.toboolean()) {
            if (!like.isboolean()) {
                throw Args.bad(1, "newproxy", "boolean or proxy expected");
            }
            proxy.setmetatable(new Table());
        }
        return proxy;
    }

    private Varargs print(Varargs args) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= args.narg(); i++) {
            LuaValue text = tostring(worker, args.arg(i));
            if (!text.isstring()) {
                throw new LuaError("'tostring' must return a string to 'print'");
            }
            line.append(i > 1 ? "\t" : "").append(LuaText.view(text));
        }
        PrintStream out = System.out;
        byte[] bytes = ChunkName.bytes(line.append('\n').toString());
        out.write(bytes, 0, bytes.length);
        out.flush();
        return LuaValue.NONE;
    }

    private static Varargs rawequal(Varargs args) {
        return LuaValue.valueOf(Args.any(args, 1, "rawequal").raweq(Args.any(args, 2, "rawequal")));
    }

    private static Varargs rawget(Varargs args) {
        return Args.table(args, 1, "rawget").rawget(args.arg(2));
    }

    private static Varargs rawset(Varargs args) {
        LuaTable table = Args.table(args, 1, "rawset");
        LuaValue key = args.arg(2);
        if (key.isnil()) {
            throw new LuaError("table index is nil");
        }
        table.rawset(key, Args.any(args, 3, "rawset"));
        return table;
    }

    private static Varargs select(Varargs args) {
        LuaValue which = args.arg1();
        if (which instanceof LuaString && LuaText.view(which).startsWith("#")) {
            return LuaValue.valueOf(args.narg() - 1);
        }
        int index = Args.integer(args, 1, "select");
        if (index < 0) {
            index = args.narg() + index;
        }
        if (index < 1) {
            throw Args.bad(1, "select", "index out of range");
        }
        return index >= args.narg() ? LuaValue.NONE : args.subargs(index + 1);
    }

    private static Varargs tonumber(Varargs args) {
        LuaValue value = Args.any(args, 1, "tonumber");
        int base = Args.integer(args, 2, "tonumber", 10);
        if (base == 10) {
            if (value.type() == LuaValue.TNUMBER) {
                return value;
            }
            if (value instanceof Cdata cdata) {
                return cdata.number();
            }
            return value instanceof LuaString string ? LuaNumbers.parse(string) : LuaValue.NIL;
        }
        LuaString digits = Args.string(args, 1, "tonumber");
        if (base < 2 || base > 36) {
            throw Args.bad(2, "tonumber", "base out of range");
        }
        return LuaNumbers.parse(digits, base);
    }

    /** What {@code tostring} gives: a string, or whatever a {@code __tostring} returned. */
    static LuaValue tostring(Worker worker, LuaValue value) {
        if (value instanceof Cdata cdata) {
            return cdata.text();
        }
        if (value instanceof LuaString) {
            return value;
        }
        if (value.type() == LuaValue.TNUMBER) {
            return LuaText.of(LuaNumbers.text(value.todouble()));
        }
        LuaValue metatable = metatable(worker, value);
        if (metatable != null) {
            LuaValue handler = metatable.rawget(TOSTRING);
            if (!handler.isnil()) {
                return handler.call(value);
            }
        }
        return LuaText.of(plain(value));
    }

    private static String plain(LuaValue value) {
        if (value.isnil() || value.isboolean()) {
            return value.tojstring();
        }
        if (value.isuserdata()) {
            String own = value.tojstring();
            if (own.startsWith("userdata: ")) {
                return own;
            }
        }
        return String.format("%s: 0x%08x", value.typename(), System.identityHashCode(value));
    }

    static Varargs unpack(Varargs args) {
        LuaTable table = Args.table(args, 1, "unpack");
        int from = Args.integer(args, 2, "unpack", 1);
        int to = args.arg(3).isnil() ? table.length() : Args.integer(args, 3, "unpack");
        if (from > to) {
            return LuaValue.NONE;
        }
        if ((long) to - from >= MOST_RESULTS) {
            throw new LuaError("too many results to unpack");
        }
        List<LuaValue> values = new ArrayList<>(to - from + 1);
        for (int i = from; i <= to; i++) {
            values.add(table.rawget(i));
        }
        return LuaValue.varargsOf(values.toArray(new LuaValue[0]));
    }
}
