// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.RequestAsSent;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.req}: the request line and what goes with it. */
final class NgxReq {

    private static final double MILLIS = 1000;

    private NgxReq() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "is_internal",
                        "is_internal = ngx.req.is_internal()",
                        Phases.REQUEST,
                        "Whether an internal redirect led here.",
                        (ngx, args) -> LuaValue.valueOf(ngx.exchange().internal()))
                .fn(
                        "start_time",
                        "secs = ngx.req.start_time()",
                        Phases.ALL,
                        "When the request began, in seconds since the epoch; 0 without a request.",
                        NgxReq::startTime)
                .fn(
                        "http_version",
                        "num = ngx.req.http_version()",
                        Phases.REQUEST,
                        "The protocol's version: 2, 1.1, 1.0 or 0.9.",
                        NgxReq::httpVersion)
                .fn(
                        "raw_header",
                        "str = ngx.req.raw_header(no_request_line?)",
                        Phases.REQUEST,
                        "The request's head, put together from what the container has parsed.",
                        NgxReq::rawHeader)
                .fn(
                        "get_method",
                        "method_name = ngx.req.get_method()",
                        Phases.REQUEST,
                        "The method's name.",
                        (ngx, args) -> LuaText.of(ngx.exchange().method()))
                .fn(
                        "set_method",
                        "ngx.req.set_method(method_id)",
                        Phases.REQUEST,
                        "Changes the method.",
                        NgxReq::setMethod)
                .fn(
                        "set_uri",
                        "ngx.req.set_uri(uri, jump?, binary?)",
                        Phases.REQUEST,
                        "Changes the URI, and with jump chooses the location anew.",
                        NgxReq::setUri)
                .fn(
                        "set_uri_args",
                        "ngx.req.set_uri_args(args)",
                        Phases.REQUEST,
                        "Changes the query string.",
                        NgxReq::setUriArgs)
                .fn(
                        "get_uri_args",
                        "args, err = ngx.req.get_uri_args(max_args?, tab?)",
                        Phases.REQUEST,
                        "The query arguments as a table.",
                        NgxReq::getUriArgs)
                .fn(
                        "socket",
                        "tcpsock, err = ngx.req.socket(raw?)",
                        Phases.OUTPUT,
                        "Not available: raises an error.",
                        (ngx, args) -> {
                            throw new LuaError("ngx.req.socket is not supported: read the body with ngx.req.read_body");
                        });
    }

    private static Varargs startTime(NgxContext ngx, Varargs args) {
        @Nullable HttpExchange exchange = ngx.run().exchange();
        if (exchange == null && ngx.phase() == Phase.INIT) {
            throw new LuaError("no request found");
        }
        return LuaValue.valueOf(exchange == null ? 0 : exchange.startMillis() / MILLIS);
    }

    private static Varargs httpVersion(NgxContext ngx, Varargs args) {
        return switch (ngx.exchange().request().getProtocol()) {
            case "HTTP/1.1" -> LuaValue.valueOf(1.1);
            case "HTTP/1.0" -> LuaValue.valueOf(1.0);
            case "HTTP/2", "HTTP/2.0" -> LuaValue.valueOf(2);
            case "HTTP/3", "HTTP/3.0" -> LuaValue.valueOf(3);
            case "HTTP/0.9" -> LuaValue.valueOf(0.9);
            default -> LuaValue.NIL;
        };
    }

    private static Varargs rawHeader(NgxContext ngx, Varargs args) {
        return LuaText.of(RequestAsSent.header(ngx.exchange(), !args.arg1().toboolean()));
    }

    private static Varargs setMethod(NgxContext ngx, Varargs args) {
        if (args.arg1().type() != LuaValue.TNUMBER) {
            throw new LuaError("bad method number");
        }
        String name = HttpMethods.name(args.arg1().toint());
        if (name == null) {
            throw new LuaError("unsupported HTTP method: " + LuaArgs.text(args.arg1()));
        }
        ngx.exchange().method(name);
        return LuaValue.NONE;
    }

    private static Varargs setUri(NgxContext ngx, Varargs args) {
        Arguments.count(args, 1, 3, "1, 2 or 3 arguments");
        String uri = LuaText.view(Arguments.string(args, 1, "set_uri"));
        if (uri.isEmpty()) {
            throw new LuaError("attempt to use zero-length uri");
        }
        boolean binary = args.narg() == 3 && Arguments.bool(args, 3, "set_uri");
        boolean jump = args.narg() >= 2 && Arguments.bool(args, 2, "set_uri");
        String unsafe = binary ? null : UnsafeBytes.in(uri, "uri");
        if (unsafe != null) {
            throw new LuaError(unsafe + " (maybe you want to set the 'binary' argument?)");
        }
        HttpExchange exchange = ngx.exchange();
        Phase phase = ngx.phase();
        if (jump && phase != Phase.REWRITE && phase != Phase.SERVER_REWRITE) {
            throw new LuaError("API disabled in the context of " + phase.contextName());
        }
        exchange.uri(uri);
        exchange.internal(true);
        if (jump) {
            throw new LeavePhase(Outcome.relocate());
        }
        return LuaValue.NONE;
    }

    private static Varargs setUriArgs(NgxContext ngx, Varargs args) {
        Arguments.count(args, 1, 1, "1 argument");
        String query = UriArgs.of(args, 1, "set_uri_args");
        ngx.exchange().args(args.arg1().istable() ? query : UriArgs.escapeUnsafe(query));
        return LuaValue.NONE;
    }

    private static Varargs getUriArgs(NgxContext ngx, Varargs args) {
        int max = args.arg1().toboolean()
                ? Arguments.cInt(args.arg1(), 2, "ngx_http_lua_ffi_req_get_uri_args_count")
                : -1;
        LuaTable table = args.arg(2).toboolean() ? cleared(args.arg(2)) : new Table();
        String query = ngx.exchange().args();
        return query == null || query.isEmpty() ? table : UriArgs.decode(LuaArgs.octets(query), max, table);
    }

    private static LuaTable cleared(LuaValue value) {
        if (!value.istable()) {
            throw Arguments.bad(1, "clear_tab", "table expected, got " + value.typename());
        }
        LuaTable table = value.checktable();
        for (LuaValue key : table.keys()) {
            table.rawset(key, LuaValue.NIL);
        }
        return table;
    }
}
