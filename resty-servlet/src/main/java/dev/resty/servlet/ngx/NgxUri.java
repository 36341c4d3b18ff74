// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Escaping for URIs, and query strings as tables. */
final class NgxUri {

    private NgxUri() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "escape_uri",
                        "newstr = ngx.escape_uri(str, type?)",
                        Phases.ALL,
                        "Escapes a string as a component of a URI, or by another of nginx's rules.",
                        NgxUri::escape)
                .fn(
                        "unescape_uri",
                        "newstr = ngx.unescape_uri(str)",
                        Phases.ALL,
                        "Decodes %XX, and + as a space.",
                        (ngx, args) -> unescape(LuaArgs.lenient(args.arg1())))
                .fn(
                        "encode_args",
                        "str = ngx.encode_args(table)",
                        Phases.ALL,
                        "A query string of a table's fields.",
                        NgxUri::encodeArgs)
                .fn(
                        "decode_args",
                        "table, err = ngx.decode_args(str, max_args?)",
                        Phases.ALL,
                        "A table of a query string's arguments.",
                        NgxUri::decodeArgs);
    }

    private static Varargs escape(NgxContext ngx, Varargs args) {
        LuaString text = LuaArgs.lenient(args.arg1());
        LuaValue type = args.arg(2);
        if (type.isnil()) {
            return UriEscape.escape(text, UriEscape.COMPONENT);
        }
        if (type.type() != LuaValue.TNUMBER) {
            throw new LuaError("\"type\" is not a number");
        }
        double number = type.todouble();
        if (number < 0 || number > UriEscape.LAST_TYPE) {
            throw new LuaError("\"type\" " + LuaText.view(type) + " out of range");
        }
        return UriEscape.escape(text, (int) number);
    }

    private static Varargs encodeArgs(NgxContext ngx, Varargs args) {
        if (args.narg() != 1) {
            throw new LuaError("expecting 1 argument but seen " + args.narg());
        }
        if (!args.arg1().istable()) {
            throw Arguments.expected("table", args, 1, "encode_args");
        }
        return LuaText.of(UriArgs.encode(args.arg1().checktable()));
    }

    private static Varargs decodeArgs(NgxContext ngx, Varargs args) {
        if (args.narg() != 1 && args.narg() != 2) {
            throw new LuaError("expecting 1 or 2 arguments but seen " + args.narg());
        }
        LuaString text = Arguments.string(args, 1, "decode_args");
        int max = args.narg() == 2 ? (int) LuaArgs.number(args, 2, "decode_args") : UriArgs.DEFAULT_MAX;
        return UriArgs.decode(LuaArgs.readOnly(text), max, new Table());
    }

    private static LuaString unescape(LuaString text) {
        byte[] bytes = LuaArgs.readOnly(text);
        return UriArgs.unescape(bytes, 0, bytes.length);
    }
}
