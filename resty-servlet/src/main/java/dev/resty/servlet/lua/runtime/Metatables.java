// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/** The metamethods of values. */
public final class Metatables {

    private Metatables() {}

    /** The metatable of any value; null where it has none. */
    public static @Nullable LuaValue of(LuaValue value) {
        if (value instanceof LuaTable || value instanceof LuaUserdata || value instanceof Cdata) {
            return value.getmetatable();
        }
        Vm vm = Vm.current();
        return vm == null ? value.getmetatable() : vm.metatable(value);
    }

    /** What a value's metatable has for an event; null where it has nothing. */
    static @Nullable LuaValue handler(LuaValue value, LuaString event) {
        LuaValue metatable = of(value);
        if (metatable == null) {
            return null;
        }
        LuaValue handler = metatable.rawget(event);
        return handler.isnil() ? null : handler;
    }

    /** What handles an event of two values of one type: they must have the same handler. Null where there is none. */
    static @Nullable LuaValue common(LuaValue left, LuaValue right, LuaString event) {
        LuaValue handler = handler(left, event);
        if (handler == null) {
            return null;
        }
        LuaValue other = handler(right, event);
        return other != null && handler.raweq(other) ? handler : null;
    }

    /** Calls a handler for its first result, nil where there is none. */
    static LuaValue call(LuaValue handler, LuaValue left, LuaValue right) {
        return run(function(handler), left, right);
    }

    /**
     * Calls a function that handles an event, for its first result, nil where there is none. A Lua function counts twice for the
     * depth of the stack: one that makes no calls doesn't count itself, but its operators may come back here.
     */
    static LuaValue run(LuaFunction handler, LuaValue left, LuaValue right) {
        Vm vm = handler instanceof Closure closure ? closure.vm : null;
        if (vm != null) {
            vm.enter();
        }
        LuaValue result = handler.call(left, right);
        if (vm != null) {
            vm.leave();
        }
        return result.isnil() ? LuaValue.NIL : result;
    }

    /** The same for what sets a field. */
    static void run(LuaFunction handler, LuaValue object, LuaValue key, LuaValue value) {
        Vm vm = handler instanceof Closure closure ? closure.vm : null;
        if (vm != null) {
            vm.enter();
        }
        handler.call(object, key, value);
        if (vm != null) {
            vm.leave();
        }
    }

    /** A handler as a function: itself, or what calls its {@code __call}. */
    static LuaFunction function(LuaValue handler) {
        if (handler instanceof LuaFunction function) {
            return function;
        }
        if (handler(handler, LuaValue.CALL) instanceof Callable callable) {
            return new CallMetamethod(callable, handler);
        }
        if (handler instanceof Cdata) {
            return new ForeignFunction(handler);
        }
        throw Failures.callMetamethod(handler);
    }
}
