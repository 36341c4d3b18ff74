// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Calls a function of C, or one of LuaJ's kind only, and gives its errors a position as {@link NativeFunction} does. */
final class ForeignFunction extends Callable {

    private final LuaValue function;

    ForeignFunction(LuaValue function) {
        this.function = function;
    }

    @Override
    public LuaValue call() {
        return invoke(NONE).arg1();
    }

    @Override
    public LuaValue call(LuaValue a) {
        return invoke((Varargs) a).arg1();
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b) {
        return invoke(varargsOf(a, b)).arg1();
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        return invoke(varargsOf(a, b, c)).arg1();
    }

    @Override
    public Varargs invoke() {
        return invoke(NONE);
    }

    @Override
    public Varargs invoke1(LuaValue a) {
        return invoke((Varargs) a);
    }

    @Override
    public Varargs invoke2(LuaValue a, LuaValue b) {
        return invoke(varargsOf(a, b));
    }

    @Override
    public Varargs invoke3(LuaValue a, LuaValue b, LuaValue c) {
        return invoke(varargsOf(a, b, c));
    }

    @Override
    public Varargs invoke(Varargs args) {
        try {
            return function.invoke(args);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw NativeErrors.failure(true, e);
        }
    }
}
