// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.Subrequest;
import dev.resty.servlet.http.Subrequest.VariableUse;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The options of {@code ngx.location.capture}.
 *
 * @param method ngx's number for it
 * @param ctx its {@code ngx.ctx}; null for one of its own
 */
record CaptureOptions(
        String args,
        Map<String, String> vars,
        Map<String, String> headers,
        VariableUse variables,
        boolean forwardsBody,
        int method,
        @Nullable LuaTable ctx,
        byte @Nullable [] body) {

    private static final int GET = 2;

    /** What holds without any. */
    static final CaptureOptions NONE =
            new CaptureOptions("", Map.of(), Map.of(), VariableUse.OWN, false, GET, null, null);

    /**
     * Reads a table of options.
     *
     * @param index which query it is, from 0
     * @throws LuaError where something in it can't be meant
     */
    static CaptureOptions of(NgxContext ngx, LuaValue value, int index) {
        if (!value.istable()) {
            throw new LuaError(
                    "expecting table as the 2nd argument for subrequest " + index + ", but got " + value.typename());
        }
        String args = args(value.get("args"));
        Map<String, String> vars = pairs(value, "vars");
        Map<String, String> headers = pairs(value, "headers");
        boolean shares = flag(value, "share_all_vars");
        boolean copies = flag(value, "copy_all_vars");
        VariableUse use = shares ? VariableUse.SHARED : copies ? VariableUse.COPIED : VariableUse.OWN;
        boolean forwards = value.get("always_forward_body").toboolean();
        return new CaptureOptions(
                args,
                vars,
                headers,
                use,
                forwards,
                method(value.get("method")),
                ctx(value.get("ctx")),
                body(value.get("body")));
    }

    private static String args(LuaValue value) {
        return switch (value.type()) {
            case LuaValue.TTABLE -> UriArgs.encode(value.checktable());
            case LuaValue.TNIL -> "";
            case LuaValue.TNUMBER, LuaValue.TSTRING -> LuaText.view(LuaText.bytes(value));
            default -> throw new LuaError("Bad args option value");
        };
    }

    private static Map<String, String> pairs(LuaValue options, String name) {
        LuaValue value = options.get(name);
        if (value.isnil()) {
            return Map.of();
        }
        if (!value.istable()) {
            throw new LuaError("Bad " + name + " option value");
        }
        LuaTable table = value.checktable();
        Map<String, String> pairs = new LinkedHashMap<>();
        for (Varargs pair = table.next(LuaValue.NIL); !pair.arg1().isnil(); pair = table.next(pair.arg1())) {
            if (pair.arg1().type() != LuaValue.TSTRING) {
                throw new LuaError("attempt to use a non-string key in the \"vars\" option table");
            }
            LuaValue text = pair.arg(2);
            if (text.type() != LuaValue.TSTRING && text.type() != LuaValue.TNUMBER) {
                throw new LuaError("attempt to use bad variable value type " + text.typename());
            }
            pairs.put(LuaText.view(LuaText.bytes(pair.arg1())), LuaText.view(LuaText.bytes(text)));
        }
        return pairs;
    }

    private static boolean flag(LuaValue options, String name) {
        LuaValue value = options.get(name);
        if (!value.isnil() && value.type() != LuaValue.TBOOLEAN) {
            throw new LuaError("Bad " + name + " option value");
        }
        return value.toboolean();
    }

    private static int method(LuaValue value) {
        if (value.isnil()) {
            return GET;
        }
        if (value.type() != LuaValue.TNUMBER) {
            throw new LuaError("Bad http request method");
        }
        return (int) value.todouble();
    }

    private static @Nullable LuaTable ctx(LuaValue value) {
        if (value.isnil()) {
            return null;
        }
        if (!value.istable()) {
            throw new LuaError("Bad ctx option value type " + value.typename() + ", expected a Lua table");
        }
        return value.checktable();
    }

    private static byte @Nullable [] body(LuaValue value) {
        if (value.isnil()) {
            return null;
        }
        if (value.type() != LuaValue.TSTRING && value.type() != LuaValue.TNUMBER) {
            throw new LuaError("Bad http request body");
        }
        return LuaText.copy(LuaText.bytes(value));
    }

    /** The subrequest to a URI; null where the method has no name. */
    @Nullable Subrequest subrequest(String path, @Nullable String own) {
        String name = HttpMethods.name(method);
        if (name == null) {
            return null;
        }
        String all = own == null || own.isEmpty() ? args : args.isEmpty() ? own : own + "&" + args;
        return new Subrequest(path, all.isEmpty() ? null : all, name, body, forwardsBody, variables, vars, headers);
    }
}
