// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Headers;
import dev.resty.servlet.http.FieldText;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.List;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** {@code ngx.header}: the response's header fields. */
final class NgxHeader {

    private NgxHeader() {}

    /** The table for a worker. */
    static LuaTable table(NgxContext ngx) {
        return LiveTable.of(ngx, NgxHeader::get, NgxHeader::set);
    }

    private static LuaValue get(NgxContext ngx, LuaTable table, LuaValue name) {
        List<String> values = ngx.exchange().responseHeaders().getAll(field(name));
        if (values.isEmpty()) {
            return LuaValue.NIL;
        }
        if (values.size() == 1) {
            return values.get(0).isEmpty() ? LuaValue.NIL : LuaText.of(values.get(0));
        }
        LuaTable all = new Table(values.size(), 0);
        for (int i = 0; i < values.size(); i++) {
            all.rawset(i + 1, LuaText.of(values.get(i)));
        }
        return all;
    }

    private static void set(NgxContext ngx, LuaTable table, LuaValue name, LuaValue value) {
        set(ngx, name, value, true);
    }

    /**
     * Sets or adds a field.
     *
     * @param value text, an array of texts; nil, an empty text or an empty array removes
     * @param override whether what is there is replaced
     */
    static void set(NgxContext ngx, LuaValue name, LuaValue value, boolean override) {
        HttpExchange exchange = ngx.exchange();
        if (exchange.headersSent()) {
            ngx.logError("attempt to set ngx.header.HEADER after sending out response headers");
            return;
        }
        String field = field(name);
        if (field.isEmpty()) {
            return;
        }
        Headers headers = exchange.responseHeaders();
        if (!value.istable()) {
            put(headers, field, value.isnil() ? "" : LuaArgs.text(value), override);
            return;
        }
        LuaTable values = value.checktable();
        int count = values.length();
        if (count == 0 && override) {
            remove(headers, field);
        }
        for (int i = 1; i <= count; i++) {
            put(headers, field, LuaArgs.text(values.get(i)), override && i == 1);
        }
    }

    private static void put(Headers headers, String field, String value, boolean override) {
        if (value.isEmpty()) {
            if (override) {
                remove(headers, field);
            }
            return;
        }
        if (field.equalsIgnoreCase("Content-Length") && !isLength(value)) {
            throw new LuaError("failed to set header");
        }
        if (override || HeaderNames.SINGLE_IN_RESPONSE.contains(field)) {
            headers.set(field, FieldText.value(value));
        } else {
            headers.add(field, FieldText.value(value));
        }
    }

    private static void remove(Headers headers, String field) {
        if (field.equalsIgnoreCase("Content-Type")) {
            // Stays as an empty field, so that the location's default type isn't put in its place.
            headers.set(field, "");
        } else {
            headers.remove(field);
        }
    }

    /** Whether a text is a number of bytes. */
    static boolean isLength(String value) {
        boolean digits = !value.isEmpty() && value.length() <= 18;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        return digits;
    }

    private static String field(LuaValue name) {
        return HeaderNames.of(name).replace('_', '-');
    }
}
