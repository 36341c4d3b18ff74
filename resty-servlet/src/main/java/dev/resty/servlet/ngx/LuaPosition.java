// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.Activation;
import dev.resty.servlet.lua.runtime.CallStack;
import java.util.List;

/** Where the code that called a Java function stands, as entries of the error log name it. */
final class LuaPosition {

    private LuaPosition() {}

    /** {@code chunk:line: }, with {@code function(): } where the caller has a name. To be called by the function. */
    static String ofCaller() {
        List<Activation> callers = CallStack.from(1, 2);
        if (callers.isEmpty()) {
            return "[C]:-1: ";
        }
        String where = callers.get(0).where();
        if (where.isEmpty()) {
            where = "[C]:-1: ";
        }
        String position = where.substring(where.lastIndexOf('/') + 1);
        Activation.Name name = callers.size() > 1 ? callers.get(1).called() : null;
        return name == null ? position : position + name.name() + "(): ";
    }
}
