// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaValue;

/** Where the code that called a Java function stands, as entries of the error log name it. */
final class LuaPosition {

    private static final LuaValue WHAT = LuaValue.valueOf("nSl");

    private LuaPosition() {}

    /** {@code chunk:line: }, with {@code function(): } where the caller has a name. */
    static String ofCaller(Globals globals) {
        LuaValue getinfo = globals.get("debug").isnil()
                ? LuaValue.NIL
                : globals.get("debug").get("getinfo");
        if (getinfo.isnil()) {
            return "[C]:-1: ";
        }
        LuaValue info = getinfo.invoke(LuaValue.valueOf(1), WHAT).arg1();
        if (!info.istable()) {
            return "[C]:-1: ";
        }
        String source = LuaText.view(info.get("short_src"));
        String position = source.substring(source.lastIndexOf('/') + 1) + ":"
                + info.get("currentline").toint() + ": ";
        LuaValue name = info.get("name");
        return name.isstring() ? position + LuaText.view(name) + "(): " : position;
    }
}
