// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Headers;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.util.EnumSet;
import java.util.Set;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.resp}, and the module of that name. */
final class NgxResp {

    private static final Set<Phase> BEFORE_HEADER = EnumSet.of(
            Phase.SERVER_REWRITE, Phase.REWRITE, Phase.ACCESS, Phase.PRECONTENT, Phase.CONTENT, Phase.HEADER_FILTER);

    private NgxResp() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "get_headers",
                        "headers, err = ngx.resp.get_headers(max_headers?, raw?)",
                        Phases.REQUEST,
                        "The response's header fields as a table.",
                        NgxResp::getHeaders);
    }

    /** What {@code require "ngx.resp"} gives. */
    static Binding module() {
        return Binding.table()
                .fn(
                        "add_header",
                        "ngx_resp.add_header(name, value)",
                        Phases.REQUEST,
                        "Adds a header field to those of the same name.",
                        NgxResp::addHeader)
                .fn(
                        "set_status",
                        "ngx_resp.set_status(status, reason?)",
                        BEFORE_HEADER,
                        "Sets the response's status; servlet containers choose the reason phrase themselves.",
                        NgxResp::setStatus);
    }

    private static Varargs getHeaders(NgxContext ngx, Varargs args) {
        int limit = HeaderNames.limit(args.arg1().isnil() ? -1 : Arguments.integer(args, 1, "get_headers"));
        boolean raw = args.arg(2).toboolean();
        HttpExchange exchange = ngx.exchange();
        Headers headers = exchange.responseHeaders();
        LuaTable table = new Table(0, headers.size() + 1);
        boolean truncated = false;
        int count = 0;
        for (int i = 0; i < headers.size() && !truncated; i++) {
            if (!headers.value(i).isEmpty()) {
                truncated = count++ == limit;
                if (!truncated) {
                    add(table, headers.name(i), headers.value(i), raw);
                }
            }
        }
        if (!truncated && !headers.contains("Connection")) {
            truncated = count == limit;
            if (!truncated) {
                add(table, "connection", keepsAlive(exchange) ? "keep-alive" : "close", raw);
            }
        }
        if (!raw) {
            table.setmetatable(ngx.headersMetatable());
        }
        return truncated ? LuaValue.varargsOf(table, LuaText.of("truncated")) : table;
    }

    private static void add(LuaTable table, String name, String value, boolean raw) {
        LuaString key = HeaderNames.key(name, raw);
        UriArgs.add(table, key, LuaText.of(value));
    }

    private static boolean keepsAlive(HttpExchange exchange) {
        String connection = exchange.request().getHeader("Connection");
        return exchange.request().getProtocol().equals("HTTP/1.0")
                ? "keep-alive".equalsIgnoreCase(connection)
                : !"close".equalsIgnoreCase(connection);
    }

    private static Varargs addHeader(NgxContext ngx, Varargs args) {
        if (args.arg(2).isnil()) {
            throw new LuaError("invalid header value");
        }
        NgxHeader.set(ngx, args.arg1(), args.arg(2), false);
        return LuaValue.NONE;
    }

    private static Varargs setStatus(NgxContext ngx, Varargs args) {
        int status = Arguments.cInt(args.arg1().tonumber(), 2, "ngx_http_lua_ffi_set_resp_status_and_reason");
        if (ngx.exchange().headersSent()) {
            ngx.logError("attempt to set ngx.status after sending out response headers");
        } else {
            ngx.exchange().response().errorStatus(0);
            ngx.exchange().status(status);
        }
        return LuaValue.NONE;
    }
}
