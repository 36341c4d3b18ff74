// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Headers;
import dev.resty.servlet.http.FieldText;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.req}'s functions on the request's header fields, and the module {@code ngx.req}. */
final class NgxReqHeaders {

    private NgxReqHeaders() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "get_headers",
                        "headers, err = ngx.req.get_headers(max_headers?, raw?)",
                        Phases.REQUEST,
                        "The request's header fields as a table.",
                        NgxReqHeaders::getHeaders)
                .fn(
                        "set_header",
                        "ngx.req.set_header(header_name, header_value)",
                        Phases.REQUEST,
                        "Replaces a header field; nil removes it.",
                        (ngx, args) -> set(ngx, args.arg1(), args.arg(2), true))
                .fn(
                        "clear_header",
                        "ngx.req.clear_header(header_name)",
                        Phases.REQUEST,
                        "Removes a header field.",
                        NgxReqHeaders::clearHeader);
    }

    /** What {@code require "ngx.req"} gives. */
    static Binding module() {
        return Binding.table()
                .fn(
                        "add_header",
                        "ngx_req.add_header(header_name, header_value)",
                        Phases.REQUEST,
                        "Adds a header field to those of the same name.",
                        (ngx, args) -> set(ngx, args.arg1(), args.arg(2), false));
    }

    private static Varargs getHeaders(NgxContext ngx, Varargs args) {
        int max =
                args.arg1().toboolean() ? Arguments.cInt(args.arg1(), 2, "ngx_http_lua_ffi_req_get_headers_count") : -1;
        int limit = HeaderNames.limit(max);
        boolean raw = args.arg(2).toboolean();
        Headers headers = ngx.exchange().requestHeaders();
        int count = Math.min(limit, headers.size());
        LuaTable table = new Table(0, count);
        for (int i = 0; i < count; i++) {
            UriArgs.add(table, HeaderNames.key(headers.name(i), raw), LuaText.of(headers.value(i)));
        }
        if (!raw) {
            table.setmetatable(ngx.headersMetatable());
        }
        return headers.size() > limit ? LuaValue.varargsOf(table, LuaText.of("truncated")) : table;
    }

    private static Varargs clearHeader(NgxContext ngx, Varargs args) {
        ngx.exchange().requestHeaders().remove(HeaderNames.of(args.arg1()));
        return LuaValue.NONE;
    }

    private static Varargs set(NgxContext ngx, LuaValue name, LuaValue value, boolean override) {
        if (name.isnil()) {
            throw new LuaError("bad 'name' argument: string expected, got nil");
        }
        if (value.isnil() && !override) {
            throw new LuaError("bad 'value' argument: string or table expected, got nil");
        }
        Headers headers = ngx.exchange().requestHeaders();
        String field = HeaderNames.of(name);
        if (!value.istable()) {
            put(headers, field, value.isnil() ? "" : LuaArgs.text(value), override);
            return LuaValue.NONE;
        }
        LuaTable values = value.checktable();
        int count = values.length();
        if (count == 0) {
            if (!override) {
                throw new LuaError("bad 'value' argument: non-empty table expected");
            }
            headers.remove(field);
        }
        for (int i = 1; i <= count; i++) {
            put(headers, field, LuaArgs.text(values.get(i)), override && i == 1);
        }
        return LuaValue.NONE;
    }

    private static void put(Headers headers, String field, String value, boolean override) {
        if (field.isEmpty()) {
            return;
        }
        boolean replace = override || HeaderNames.SINGLE_IN_REQUEST.contains(field);
        if (value.isEmpty()) {
            if (replace) {
                headers.remove(field);
            }
            return;
        }
        if (field.equalsIgnoreCase("Content-Length") && !NgxHeader.isLength(value)) {
            throw new LuaError("failed to set header");
        }
        if (replace) {
            headers.set(field, FieldText.value(value));
        } else {
            headers.add(field, FieldText.value(value));
        }
    }
}
