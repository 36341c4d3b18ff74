// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.Callable;
import dev.resty.servlet.lua.runtime.InterpretedFrame;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Vm;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions that raise errors and guard calls against them. {@link Unwind}s pass every guard. */
final class GuardLib {

    private final Vm vm;

    GuardLib(Vm vm) {
        this.vm = vm;
    }

    void addTo(LuaTable globals) {
        new NativeTable()
                .fn("assert", this::assertTrue)
                .fn("error", this::error)
                .fn(new ProtectedCall(vm))
                .fn("xpcall", this::xpcall)
                .addTo(globals);
    }

    private Varargs assertTrue(Varargs args) {
        LuaValue value = Args.any(args, 1, "assert");
        if (value.toboolean()) {
            return args;
        }
        if (args.narg() < 2) {
            throw new LuaError("assertion failed!");
        }
        LuaValue message = args.arg(2);
        boolean text = message instanceof LuaString || message instanceof LuaNumber;
        throw vm.failure(text ? positioned(LuaText.bytes(message)) : message, null);
    }

    /** A message with the position of the Lua function that calls, as LuaJIT makes it in C: it ends at a zero byte. */
    static LuaString positioned(LuaString message) {
        String text = LuaText.view(message);
        int end = text.indexOf('\0');
        return LuaText.of(CallStack.where(1) + (end < 0 ? text : text.substring(0, end)));
    }

    private Varargs error(Varargs args) {
        LuaValue value = args.arg1();
        int level = Args.integer(args, 2, "error", 1);
        boolean text = value instanceof LuaString || value.type() == LuaValue.TNUMBER;
        if (text && level > 0) {
            String where = CallStack.where(level);
            if (!where.isEmpty() || value.type() == LuaValue.TNUMBER) {
                value = LuaText.of(where + LuaText.view(value));
                throw vm.failure(value, null).withArgument(args.arg1());
            }
        }
        throw vm.failure(value, null);
    }

    /** Calls a function as {@code pcall} does. */
    static Varargs guarded(Vm vm, LuaValue function, Varargs args) {
        return new Guard(vm, null).call(function, args);
    }

    private Varargs xpcall(Varargs args) {
        Args.any(args, 1, "xpcall");
        LuaValue handler = Args.function(args, 2, "xpcall");
        return new Guard(vm, handler).call(args.arg1(), args.subargs(3));
    }

    /** {@code pcall}: the calls that handlers make have no array of arguments. */
    private static final class ProtectedCall extends NativeFunction {

        private final Vm vm;

        ProtectedCall(Vm vm) {
            super("pcall");
            this.vm = vm;
        }

        @Override
        protected Varargs all(Varargs args) {
            LuaValue function = Args.any(args, 1, "pcall");
            return new Guard(vm, null).call(function, args.subargs(2));
        }

        @Override
        protected Varargs all1(LuaValue function) {
            Guard guard = new Guard(vm, null);
            try {
                return varargsOf(TRUE, Operators.callable(function).invoke());
            } catch (LuaError | StackOverflowError | OutOfMemoryError e) {
                return guard.caught(e);
            } finally {
                guard.leave();
            }
        }

        @Override
        protected Varargs all2(LuaValue function, LuaValue a) {
            Guard guard = new Guard(vm, null);
            try {
                return varargsOf(TRUE, Operators.callable(function).invoke1(a));
            } catch (LuaError | StackOverflowError | OutOfMemoryError e) {
                return guard.caught(e);
            } finally {
                guard.leave();
            }
        }

        @Override
        protected Varargs all3(LuaValue function, LuaValue a, LuaValue b) {
            Guard guard = new Guard(vm, null);
            try {
                return varargsOf(TRUE, Operators.callable(function).invoke2(a, b));
            } catch (LuaError | StackOverflowError | OutOfMemoryError e) {
                return guard.caught(e);
            } finally {
                guard.leave();
            }
        }
    }

    /** Guards what is called from its creation on until {@link #leave}. */
    private static final class Guard {

        private final Vm vm;
        private final int depth;
        private final @Nullable InterpretedFrame frame;
        private final @Nullable LuaValue outerHandler;

        Guard(Vm vm, @Nullable LuaValue handler) {
            this.vm = vm;
            this.depth = vm.depth;
            this.frame = vm.frame;
            this.outerHandler = vm.handler;
            vm.guards++;
            vm.handler = handler;
        }

        Varargs call(LuaValue function, Varargs args) {
            try {
                Callable callable = Operators.callable(function);
                return LuaValue.varargsOf(LuaValue.TRUE, callable.invoke(args));
            } catch (LuaError | StackOverflowError | OutOfMemoryError e) {
                return caught(e);
            } finally {
                leave();
            }
        }

        /** What the guarding function returns; the handler sees errors that it didn't see where they happened. */
        Varargs caught(Throwable thrown) {
            vm.depth = depth;
            vm.frame = frame;
            LuaFailure failure;
            if (thrown instanceof LuaFailure raised) {
                failure = raised;
            } else if (thrown instanceof LuaError error) {
                LuaValue value = error.getMessageObject();
                failure = vm.failure(value == null ? LuaValue.NIL : value, error.getCause());
            } else if (thrown instanceof OutOfMemoryError full) {
                failure = vm.outOfMemory(full);
            } else {
                failure = vm.stackOverflow();
            }
            return LuaValue.varargsOf(LuaValue.FALSE, failure.value());
        }

        void leave() {
            vm.guards--;
            vm.handler = outerHandler;
        }
    }
}
