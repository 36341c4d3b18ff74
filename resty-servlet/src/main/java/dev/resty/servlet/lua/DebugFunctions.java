// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Activation;
import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.InterpretedFrame;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Metatables;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.syntax.LocalVariable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's debug functions. */
final class DebugFunctions {

    /** The fields of a function's description by the letter that asks for them. */
    private static final Map<Character, List<String>> FIELDS = Map.of(
            'S', List.of("source", "short_src", "what", "linedefined", "lastlinedefined"),
            'l', List.of("currentline"),
            'n', List.of("name", "namewhat"),
            'u', List.of("nups", "nparams", "isvararg"),
            'L', List.of("activelines"),
            'f', List.of("func"));

    private final Worker worker;

    DebugFunctions(Worker worker) {
        this.worker = worker;
    }

    LuaTable table() {
        LuaTable registry = new Table();
        return new NativeTable()
                // OpenResty's standard input is at its end, where this returns at once.
                .fn("debug", args -> LuaValue.NONE)
                .fn("gethook", this::gethook)
                .fn("getinfo", this::getinfo)
                .fn("getlocal", this::getlocal)
                .fn("getfenv", this::getfenv)
                .fn("getmetatable", DebugFunctions::getmetatable)
                .fn("getregistry", args -> registry)
                .fn("getupvalue", DebugFunctions::getupvalue)
                .fn("sethook", this::sethook)
                .fn("setlocal", this::setlocal)
                .fn("setfenv", DebugFunctions::setfenv)
                .fn("setmetatable", this::setmetatable)
                .fn("setupvalue", DebugFunctions::setupvalue)
                .fn("traceback", this::traceback)
                .fn("upvalueid", DebugFunctions::upvalueid)
                .fn("upvaluejoin", DebugFunctions::upvaluejoin)
                .build();
    }

    private Varargs gethook(Varargs args) {
        return worker.vm().hook instanceof LuaHook hook ? hook.described() : LuaValue.NIL;
    }

    /** One hook for all coroutines of the worker; without effect where the worker wasn't made for hooks. */
    private Varargs sethook(Varargs args) {
        int shift = shift(args);
        LuaValue function = args.arg(1 + shift);
        if (!(function instanceof LuaFunction called)) {
            hook(null);
            return LuaValue.NONE;
        }
        String mask = Args.view(args, 2 + shift, "sethook");
        int count = Args.integer(args, 3 + shift, "sethook", 0);
        hook(mask.isEmpty() && count <= 0 ? null : new LuaHook(called, mask, count));
        return LuaValue.NONE;
    }

    private void hook(@Nullable LuaHook hook) {
        if (worker.options().hooks()) {
            worker.vm().hook = hook;
        }
    }

    private static int shift(Varargs args) {
        return args.arg1().isthread() ? 1 : 0;
    }

    /** Has a look at the stack of the coroutine that is the first argument, else at the running one. */
    private <T> @Nullable T look(Varargs args, Supplier<@Nullable T> what) {
        if (!(args.arg1() instanceof Coroutine coroutine) || isRunning(coroutine)) {
            return what.get();
        }
        AtomicReference<@Nullable T> seen = new AtomicReference<>();
        coroutine.look(() -> seen.set(what.get()));
        return seen.get();
    }

    private boolean isRunning(Coroutine coroutine) {
        return coroutine == worker.running();
    }

    private Varargs traceback(Varargs args) {
        int shift = shift(args);
        LuaValue message = args.arg(1 + shift);
        if (args.narg() > shift && !message.isstring()) {
            return message;
        }
        Coroutine other = args.arg1() instanceof Coroutine coroutine && !isRunning(coroutine) ? coroutine : null;
        int level = Math.max(0, Args.integer(args, 2 + shift, "traceback", other == null ? 1 : 0));
        String frames = other == null ? null : other.calls.lastTraceback();
        if (frames == null) {
            frames = look(args, () -> CallStack.traceback(level));
        }
        if (frames == null) {
            frames = "stack traceback:";
        }
        return LuaText.of((message.isnil() ? "" : LuaText.view(message) + "\n") + frames);
    }

    private Varargs getinfo(Varargs args) {
        int shift = shift(args);
        LuaValue which = args.arg(1 + shift);
        String options = args.arg(2 + shift).isnil() ? "flnSu" : Args.view(args, 2 + shift, "getinfo");
        for (int i = 0; i < options.length(); i++) {
            if ("SlnufL".indexOf(options.charAt(i)) < 0) {
                throw Args.bad(2 + shift, "getinfo", "invalid option");
            }
        }
        if (which instanceof LuaFunction function) {
            Code code = function instanceof Closure closure ? closure.code() : null;
            return chosen(info(code, -1, function, null), options);
        }
        if (!which.isnumber()) {
            throw Args.bad(1 + shift, "getinfo", "function or level expected");
        }
        int level = Args.integer(args, 1 + shift, "getinfo");
        List<Activation> found = look(args, () -> level < 0 ? List.of() : CallStack.from(level, 2));
        if (found == null || found.isEmpty()) {
            return LuaValue.NIL;
        }
        Activation activation = found.get(0);
        Activation.Name name = found.size() > 1 ? found.get(1).called() : null;
        return chosen(
                info(
                        activation.code(),
                        activation.isLua() ? activation.place().line() : -1,
                        worker.vm().closures.of(activation),
                        name),
                options);
    }

    /** Leaves out what wasn't asked for. */
    private static LuaTable chosen(LuaTable info, String options) {
        FIELDS.forEach((option, names) -> {
            if (options.indexOf(option) < 0) {
                for (String name : names) {
                    info.set(name, LuaValue.NIL);
                }
            }
        });
        return info;
    }

    private static LuaTable info(
            @Nullable Code code, int line, @Nullable LuaValue function, Activation.@Nullable Name name) {
        LuaTable info = new Table();
        if (function != null) {
            info.set("func", function);
        }
        info.set("currentline", line);
        info.set("namewhat", name == null ? "" : name.kind());
        if (name != null) {
            info.set("name", LuaText.of(name.name()));
        }
        if (code != null) {
            int first = code.function().firstLine();
            boolean main = code.function().parent() == null;
            info.set("source", LuaText.of(code.function().chunkName()));
            info.set("short_src", LuaText.of(code.shortName()));
            info.set("what", main ? "main" : "Lua");
            info.set("linedefined", main ? 0 : first);
            info.set("lastlinedefined", code.function().lastLine());
            info.set("nups", code.function().upvalues().size());
            info.set("nparams", code.function().parameters().size());
            info.set("isvararg", LuaValue.valueOf(code.function().isVararg()));
            info.set("activelines", ActiveLines.of(code.function()));
        } else {
            info.set("source", "=[C]");
            info.set("short_src", "[C]");
            info.set("what", "C");
            info.set("linedefined", -1);
            info.set("lastlinedefined", -1);
            info.set("nups", 0);
            info.set("nparams", 0);
            info.set("isvararg", LuaValue.TRUE);
        }
        return info;
    }

    private Varargs getlocal(Varargs args) {
        int shift = shift(args);
        if (args.arg(1 + shift) instanceof LuaFunction function) {
            return parameter(function, Args.integer(args, 2 + shift, "getlocal"));
        }
        int level = Args.integer(args, 1 + shift, "getlocal");
        int number = Args.integer(args, 2 + shift, "getlocal");
        Activation activation = look(args, () -> CallStack.at(level));
        if (activation == null) {
            throw Args.bad(1 + shift, "getlocal", "level out of range");
        }
        InterpretedFrame frame = activation.frame();
        String name = frame == null ? null : frame.localName(number);
        return name == null || frame == null ? LuaValue.NIL : LuaValue.varargsOf(LuaText.of(name), frame.local(number));
    }

    /** The name of a parameter: of a function that doesn't run there is nothing else. */
    private static LuaValue parameter(LuaFunction function, int number) {
        List<LocalVariable> parameters =
                function instanceof Closure closure ? closure.code().function().parameters() : List.of();
        return number < 1 || number > parameters.size()
                ? LuaValue.NIL
                : LuaText.of(parameters.get(number - 1).name());
    }

    private Varargs setlocal(Varargs args) {
        int shift = shift(args);
        int level = Args.integer(args, 1 + shift, "setlocal");
        int number = Args.integer(args, 2 + shift, "setlocal");
        LuaValue value = Args.any(args, 3 + shift, "setlocal");
        Activation activation = look(args, () -> CallStack.at(level));
        if (activation == null) {
            throw Args.bad(1 + shift, "setlocal", "level out of range");
        }
        InterpretedFrame frame = activation.frame();
        String name = frame == null ? null : frame.localName(number);
        if (name == null || frame == null) {
            return LuaValue.NIL;
        }
        frame.local(number, value);
        return LuaText.of(name);
    }

    private Varargs getfenv(Varargs args) {
        LuaValue of = Args.any(args, 1, "getfenv");
        if (of instanceof Closure closure) {
            return closure.environment;
        }
        if (of instanceof Coroutine coroutine) {
            return coroutine.environment;
        }
        return of.isfunction() ? worker.globals() : LuaValue.NIL;
    }

    private static Varargs setfenv(Varargs args) {
        LuaTable environment = Args.table(args, 2, "setfenv");
        if (args.arg1() instanceof Coroutine coroutine) {
            coroutine.environment = environment;
            return coroutine;
        }
        if (!(args.arg1() instanceof Closure closure)) {
            throw new LuaError("'setfenv' cannot change environment of given object");
        }
        closure.move(environment);
        return closure;
    }

    private static Varargs getmetatable(Varargs args) {
        LuaValue metatable = Metatables.of(Args.any(args, 1, "getmetatable"));
        return metatable == null ? LuaValue.NIL : metatable;
    }

    private Varargs setmetatable(Varargs args) {
        LuaValue value = args.arg1();
        if (args.narg() < 2 || !args.arg(2).isnil() && !args.arg(2).istable()) {
            throw Args.bad(2, "setmetatable", "nil or table expected");
        }
        LuaTable metatable = args.arg(2).isnil() ? null : args.arg(2).checktable();
        if (value.istable() || value.isuserdata()) {
            value.setmetatable(metatable);
        } else {
            worker.vm().metatable(value.type(), metatable);
        }
        return LuaValue.TRUE;
    }

    private static Varargs getupvalue(Varargs args) {
        int index = Args.integer(args, 2, "getupvalue") - 1;
        if (!(Args.function(args, 1, "getupvalue") instanceof Closure closure) || isOutside(closure, index)) {
            return LuaValue.NONE;
        }
        return LuaValue.varargsOf(name(closure, index), closure.upvalue(index));
    }

    private static Varargs setupvalue(Varargs args) {
        int index = Args.integer(args, 2, "setupvalue") - 1;
        if (!(Args.function(args, 1, "setupvalue") instanceof Closure closure) || isOutside(closure, index)) {
            return LuaValue.NONE;
        }
        closure.upvalue(index, args.arg(3));
        return name(closure, index);
    }

    private static boolean isOutside(Closure closure, int index) {
        return index < 0 || index >= closure.code().function().upvalues().size();
    }

    private static LuaString name(Closure closure, int index) {
        LocalVariable variable = closure.code().function().upvalues().get(index);
        return LuaText.of(variable.name());
    }

    private static Varargs upvalueid(Varargs args) {
        if (!(Args.function(args, 1, "upvalueid") instanceof Closure closure)) {
            return LuaValue.NIL;
        }
        int index = Args.integer(args, 2, "upvalueid") - 1;
        if (isOutside(closure, index)) {
            throw Args.bad(2, "upvalueid", "index out of range");
        }
        return LuaValue.userdataOf(closure.upvalueIdentity(index));
    }

    private static Varargs upvaluejoin(Varargs args) {
        Closure closure = sharing(args, 1);
        Closure other = sharing(args, 3);
        closure.joinUpvalue(args.arg(2).toint() - 1, other, args.arg(4).toint() - 1);
        return LuaValue.NONE;
    }

    private static Closure sharing(Varargs args, int index) {
        if (!(Args.function(args, index, "upvaluejoin") instanceof Closure closure)) {
            throw Args.bad(index, "upvaluejoin", "Lua function expected");
        }
        if (isOutside(closure, Args.integer(args, index + 1, "upvaluejoin") - 1)) {
            throw Args.bad(index + 1, "upvaluejoin", "index out of range");
        }
        return closure;
    }
}
