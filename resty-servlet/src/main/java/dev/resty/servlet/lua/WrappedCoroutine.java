// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.NativeFunction;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code coroutine.wrap} gives: a function that has a coroutine go on. */
final class WrappedCoroutine extends NativeFunction {

    private static final String TRACEBACK = "stack traceback:";
    private static final String NEXT = "\ncoroutine ";

    private final UserCoroutine coroutine;
    private final boolean positioned;

    /** A function; {@code positioned} where the call's position goes before messages, as in LuaJIT. */
    WrappedCoroutine(UserCoroutine coroutine, boolean positioned) {
        super("wrap");
        this.coroutine = coroutine;
        this.positioned = positioned;
    }

    @Override
    protected Varargs all(Varargs args) {
        try {
            return coroutine.call(args);
        } catch (LuaFailure failure) {
            throw raised(failure);
        }
    }

    private LuaError raised(LuaFailure failure) {
        LuaValue value = failure.value();
        if (positioned && value instanceof LuaString text) {
            return coroutine.worker.vm().failure(GuardLib.positioned(text), null);
        }
        LuaFailure here = coroutine.worker.vm().failure(value, null);
        return new LuaFailure(here.value(), joined(failure.traceback(), here.traceback()), failure);
    }

    /** The tracebacks of a coroutine and of its resumer, as OpenResty logs them. */
    private static @Nullable String joined(@Nullable String inner, @Nullable String outer) {
        if (inner == null || outer == null || !outer.startsWith(TRACEBACK)) {
            return outer;
        }
        int count = 1;
        for (int at = inner.indexOf(NEXT); at >= 0; at = inner.indexOf(NEXT, at + 1)) {
            count++;
        }
        return inner + NEXT + count + ":" + outer.substring(TRACEBACK.length());
    }
}
