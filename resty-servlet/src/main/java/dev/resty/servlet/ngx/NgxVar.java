// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code ngx.var}: nginx's variables, captures by number among them. */
final class NgxVar {

    private NgxVar() {}

    /** The table for a worker. */
    static LuaTable table(NgxContext ngx) {
        return LiveTable.of(ngx, NgxVar::get, NgxVar::set);
    }

    private static LuaValue get(NgxContext ngx, LuaTable table, LuaValue name) {
        @Nullable String value;
        if (name.type() == LuaValue.TNUMBER) {
            int group = (int) name.todouble();
            value = group < 1 ? null : ngx.exchange().variable(Integer.toString(group));
        } else if (name.type() == LuaValue.TSTRING) {
            String variable = name(name);
            value = isNumber(variable) ? null : ngx.exchange().variable(variable);
        } else {
            throw new LuaError("bad variable name");
        }
        return value == null ? LuaValue.NIL : LuaText.of(value);
    }

    private static void set(NgxContext ngx, LuaTable table, LuaValue name, LuaValue value) {
        if (name.type() != LuaValue.TSTRING) {
            throw new LuaError("bad variable name");
        }
        try {
            ngx.exchange().variable(name(name), value.isnil() ? null : LuaArgs.text(value));
        } catch (IllegalArgumentException refused) {
            throw new LuaError(String.valueOf(refused.getMessage()));
        }
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
    }

    /** Names of variables have no case. */
    private static String name(LuaValue name) {
        String text = LuaText.view(name);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return text.toLowerCase(Locale.ROOT);
            }
        }
        return text;
    }
}
