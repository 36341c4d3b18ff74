// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ChunkName;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;

/** Lua's debug functions. Hooks cannot be set: the worker uses them itself. */
final class DebugFunctions {

    private final Worker worker;

    DebugFunctions(Worker worker) {
        this.worker = worker;
    }

    LuaTable table() {
        LuaTable registry = new Table();
        return new NativeTable()
                .fn("gethook", args -> LuaValue.NONE)
                .fn("getinfo", this::getinfo)
                .fn("getlocal", this::getlocal)
                .fn("getmetatable", this::getmetatable)
                .fn("getregistry", args -> registry)
                .fn("getupvalue", DebugFunctions::getupvalue)
                .fn("sethook", args -> LuaValue.NONE)
                .fn("setmetatable", this::setmetatable)
                .fn("setupvalue", DebugFunctions::setupvalue)
                .fn("traceback", this::traceback)
                .fn("upvalueid", DebugFunctions::upvalueid)
                .build();
    }

    private LuaStack stack(Varargs args) {
        return args.arg1() instanceof Coroutine coroutine ? coroutine.calls : worker.hooks().stack;
    }

    private static int shift(Varargs args) {
        return args.arg1().isthread() ? 1 : 0;
    }

    private Varargs traceback(Varargs args) {
        int shift = shift(args);
        LuaValue message = args.arg(1 + shift);
        if (!message.isnil() && !message.isstring()) {
            return message;
        }
        LuaStack stack = stack(args);
        boolean own = stack == worker.hooks().stack;
        int level = Args.integer(args, 2 + shift, "traceback", own ? 1 : 0);
        String ended = stack.lastTraceback;
        String frames = ended != null && !own
                ? ended
                : "stack traceback:" + stack.traceback(Math.max(0, own ? level - 1 : level));
        return LuaText.of((message.isnil() ? "" : LuaText.view(message) + "\n") + frames);
    }

    private Varargs getinfo(Varargs args) {
        int shift = shift(args);
        LuaValue which = args.arg(1 + shift);
        LuaStack stack = stack(args);
        if (which instanceof LuaFunction function) {
            return info(function, -1, null);
        }
        int level = Args.integer(args, 1 + shift, "getinfo");
        if (level == 0 && stack == worker.hooks().stack) {
            return info(NativeFunction.of("getinfo", this::getinfo), -1, new CallSite.Name("field", "getinfo"));
        }
        int index = stack == worker.hooks().stack ? level - 1 : level;
        LuaFunction function = index < 0 ? null : stack.function(index);
        if (function == null) {
            return LuaValue.NIL;
        }
        CallSite.Name name = stack.function(index + 1) instanceof LuaClosure caller
                ? CallSite.called(caller.p, stack.pc(index + 1))
                : null;
        return info(function, stack.line(index), name);
    }

    private static LuaTable info(LuaFunction function, int line, CallSite.@Nullable Name name) {
        LuaTable info = new Table();
        info.set("func", function);
        info.set("currentline", line);
        info.set("namewhat", name == null ? "" : name.kind());
        if (name != null) {
            info.set("name", LuaText.of(name.name()));
        }
        if (function instanceof LuaClosure closure) {
            Prototype prototype = closure.p;
            info.set("source", prototype.source);
            info.set("short_src", LuaText.of(ChunkName.shortened(prototype.source)));
            info.set("what", prototype.linedefined == 0 ? "main" : "Lua");
            info.set("linedefined", prototype.linedefined);
            info.set("lastlinedefined", prototype.lastlinedefined);
            info.set("nups", closure.upValues.length);
            info.set("nparams", prototype.numparams);
            info.set("isvararg", LuaValue.valueOf(prototype.is_vararg != 0));
        } else {
            info.set("source", "=[C]");
            info.set("short_src", "[C]");
            info.set("what", "C");
            info.set("linedefined", -1);
            info.set("lastlinedefined", -1);
            info.set("nups", 0);
        }
        return info;
    }

    private Varargs getlocal(Varargs args) {
        int shift = shift(args);
        LuaStack stack = stack(args);
        int level = Args.integer(args, 1 + shift, "getlocal") - (stack == worker.hooks().stack ? 1 : 0);
        int number = Args.integer(args, 2 + shift, "getlocal");
        if (!(stack.function(level) instanceof LuaClosure closure)) {
            throw Args.bad(1 + shift, "getlocal", "level out of range");
        }
        LuaString name = closure.p.getlocalname(number, stack.pc(level));
        return name == null ? LuaValue.NIL : LuaValue.varargsOf(name, stack.registers(level)[number - 1]);
    }

    private Varargs getmetatable(Varargs args) {
        LuaValue metatable = BaseLib.metatable(worker, Args.any(args, 1, "getmetatable"));
        return metatable == null ? LuaValue.NIL : metatable;
    }

    private Varargs setmetatable(Varargs args) {
        LuaValue value = args.arg1();
        LuaTable metatable = args.arg(2).isnil() ? null : Args.table(args, 2, "setmetatable");
        if (value instanceof LuaString) {
            worker.stringMetatable(metatable);
        } else if (value.istable() || value.isuserdata()) {
            value.setmetatable(metatable);
        } else {
            // LuaJ has one metatable of such a type for all VMs: no script may change it.
            throw Args.bad(1, "setmetatable", "table, string or userdata expected");
        }
        return value;
    }

    private static Varargs getupvalue(Varargs args) {
        int number = Args.integer(args, 2, "getupvalue");
        if (!(Args.function(args, 1, "getupvalue") instanceof LuaClosure closure)) {
            return LuaValue.NONE;
        }
        int index = visible(closure, number);
        return index < 0
                ? LuaValue.NONE
                : LuaValue.varargsOf(
                        LuaText.of(CallSite.upvalueName(closure.p, index)), closure.upValues[index].getValue());
    }

    private static Varargs setupvalue(Varargs args) {
        int number = Args.integer(args, 2, "setupvalue");
        if (!(Args.function(args, 1, "setupvalue") instanceof LuaClosure closure)) {
            return LuaValue.NONE;
        }
        int index = visible(closure, number);
        if (index < 0) {
            return LuaValue.NONE;
        }
        closure.upValues[index].setValue(args.arg(3));
        return LuaText.of(CallSite.upvalueName(closure.p, index));
    }

    private static Varargs upvalueid(Varargs args) {
        if (!(Args.function(args, 1, "upvalueid") instanceof LuaClosure closure)) {
            return LuaValue.NIL;
        }
        int index = visible(closure, Args.integer(args, 2, "upvalueid"));
        if (index < 0) {
            throw Args.bad(2, "upvalueid", "invalid upvalue index");
        }
        return LuaValue.userdataOf(closure.upValues[index]);
    }

    /** Lua 5.1 doesn't count the environment as an upvalue: the index of the n-th of the others, or -1. */
    private static int visible(LuaClosure closure, int number) {
        int seen = 0;
        for (int i = 0; i < closure.upValues.length; i++) {
            if (!CallSite.upvalueName(closure.p, i).equals("_ENV") && ++seen == number) {
                return i;
            }
        }
        return -1;
    }
}
