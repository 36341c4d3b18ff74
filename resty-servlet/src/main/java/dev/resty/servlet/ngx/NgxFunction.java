// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.NativeFunction;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A function of the ngx API. */
@FunctionalInterface
public interface NgxFunction {

    /** Called with the worker's context and the arguments; errors are {@link org.luaj.vm2.LuaError}s. */
    Varargs call(NgxContext ngx, Varargs args);

    /**
     * The function for one worker, where it is of a class of its own, as one is that code calls often; null where it isn't.
     */
    default @Nullable NativeFunction bind(NgxContext ngx, Binding.Declaration declaration) {
        return null;
    }

    /** The first result for two arguments: what the interpreter asks for where the caller wants one. */
    default LuaValue call(NgxContext ngx, LuaValue first, LuaValue second) {
        return call(ngx, LuaValue.varargsOf(first, second)).arg1();
    }

    /** The first result for three arguments. */
    default LuaValue call(NgxContext ngx, LuaValue first, LuaValue second, LuaValue third) {
        return call(ngx, LuaValue.varargsOf(first, second, third)).arg1();
    }
}
