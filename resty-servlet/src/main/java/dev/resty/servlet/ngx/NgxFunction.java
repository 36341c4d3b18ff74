// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.luaj.vm2.Varargs;

/** A function of the ngx API. */
@FunctionalInterface
public interface NgxFunction {

    /** Called with the worker's context and the arguments; errors are {@link org.luaj.vm2.LuaError}s. */
    Varargs call(NgxContext ngx, Varargs args);
}
