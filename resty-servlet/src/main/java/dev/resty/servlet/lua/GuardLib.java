// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions that raise errors and guard calls against them. {@link Unwind}s pass every guard. */
final class GuardLib {

    private static final Pattern BAD_ARGUMENT = Pattern.compile("(bad argument #\\d+ to )'[^']*'");

    private final Worker worker;
    private final Hooks hooks;
    private final NativeFunction assertion = NativeFunction.of("assert", this::assertTrue);
    private final NativeFunction error = NativeFunction.of("error", this::error);
    private final NativeFunction pcall = NativeFunction.of("pcall", this::pcall);
    private final NativeFunction xpcall = NativeFunction.of("xpcall", this::xpcall);

    GuardLib(Worker worker) {
        this.worker = worker;
        this.hooks = worker.hooks();
    }

    void addTo(Globals globals) {
        new NativeTable()
                .set("assert", assertion)
                .set("error", error)
                .set("pcall", pcall)
                .set("xpcall", xpcall)
                .addTo(globals);
    }

    private Varargs assertTrue(Varargs args) {
        LuaValue value = Args.any(args, 1, "assert");
        if (value.toboolean()) {
            return args;
        }
        throw failure(
                assertion, args.narg() < 2 ? LuaText.of(hooks.stack.where(0) + "assertion failed!") : args.arg(2));
    }

    private Varargs error(Varargs args) {
        LuaValue value = args.arg1();
        int level = Args.integer(args, 2, "error", 1);
        boolean text = value instanceof LuaString || value.type() == LuaValue.TNUMBER;
        if (text && level > 0) {
            String where = hooks.stack.where(level - 1);
            if (!where.isEmpty() || value.type() == LuaValue.TNUMBER) {
                value = LuaText.of(where + LuaText.view(value));
            }
        }
        throw failure(error, value);
    }

    /** The failure that a function raises: handlers and tracebacks see the function on top. */
    private LuaFailure failure(NativeFunction function, LuaValue value) {
        LuaStack calls = hooks.stack;
        calls.enter(function);
        try {
            return hooks.failure(value);
        } finally {
            calls.leave();
        }
    }

    private Varargs pcall(Varargs args) {
        LuaValue function = Args.any(args, 1, "pcall");
        return guarded(pcall, function, args.subargs(2), null);
    }

    private Varargs xpcall(Varargs args) {
        LuaValue handler = Args.any(args, 2, "xpcall");
        return guarded(xpcall, args.arg1(), args.subargs(3), handler);
    }

    private Varargs guarded(NativeFunction guard, LuaValue function, Varargs args, @Nullable LuaValue handler) {
        LuaStack calls = hooks.stack;
        int depth = calls.depth();
        int pc = calls.pc;
        LuaValue outerHandler = calls.handler;
        calls.enter(guard);
        calls.guards++;
        calls.handler = handler;
        LuaValue value;
        try {
            if (!function.isfunction()
                    && metatable(function).rawget(LuaValue.CALL).isnil()) {
                throw hooks.failure(LuaText.of("attempt to call a " + function.typename() + " value"));
            }
            return LuaValue.varargsOf(LuaValue.TRUE, function.invoke(args));
        } catch (LuaError e) {
            value = hooks.failureOf(
                            function instanceof NativeFunction called && called.isNamedByCaller() ? unnamed(e) : e)
                    .value();
        } catch (StackOverflowError e) {
            calls.unwindTo(depth, pc);
            calls.enter(guard);
            value = hooks.failure(LuaText.of(calls.whereAfterOverflow(depth + 1) + "stack overflow"))
                    .value();
        } finally {
            calls.unwindTo(depth, pc);
            calls.guards--;
            calls.handler = outerHandler;
        }
        return LuaValue.varargsOf(LuaValue.FALSE, value);
    }

    private LuaValue metatable(LuaValue value) {
        LuaValue metatable = BaseLib.metatable(worker, value);
        return metatable == null ? new Table() : metatable;
    }

    /** An error that a function of this library threw to its guard directly: no code names that function. */
    private static LuaError unnamed(LuaError error) {
        if (error instanceof LuaFailure) {
            return error;
        }
        String message = error.getMessage();
        Matcher matcher = message == null || !message.startsWith("bad argument") ? null : BAD_ARGUMENT.matcher(message);
        return matcher != null && matcher.lookingAt() ? new LuaError(matcher.replaceFirst("$1'?'")) : error;
    }
}
