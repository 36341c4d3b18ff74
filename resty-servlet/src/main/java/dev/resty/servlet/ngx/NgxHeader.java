// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.util.List;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code ngx.header}: the response's header fields. */
final class NgxHeader {

    private NgxHeader() {}

    /** The table for a worker. */
    static LuaTable table(NgxContext ngx) {
        return LiveTable.of(ngx, NgxHeader::get, NgxHeader::set);
    }

    private static LuaValue get(NgxContext ngx, LuaValue name) {
        List<String> values =
                ngx.exchange().responseHeaders().getAll(LuaText.tostring(name).replace('_', '-'));
        if (values.size() <= 1) {
            return values.isEmpty() ? LuaValue.NIL : LuaText.lua(values.get(0));
        }
        LuaTable all = new LuaTable(values.size(), 0);
        for (String value : values) {
            all.set(all.length() + 1, LuaText.lua(value));
        }
        return all;
    }

    private static void set(NgxContext ngx, LuaTable table, LuaValue name, LuaValue value) {
        String field = LuaText.tostring(name).replace('_', '-');
        if (value.isnil()) {
            ngx.exchange().responseHeaders().remove(field);
        } else {
            ngx.exchange().responseHeaders().set(field, LuaText.tostring(value));
        }
    }
}
