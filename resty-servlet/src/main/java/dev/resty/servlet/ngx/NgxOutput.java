// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.HttpResponse;
import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions that produce the response's body. */
final class NgxOutput {

    private static final String FILTER_ERROR = "nginx output filter error";
    private static final String SEEN_EOF = "seen eof";
    private static final String HEADER_ONLY = "header only";

    private NgxOutput() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "print",
                        "ok, err = ngx.print(...)",
                        Phases.OUTPUT,
                        "Sends its arguments as a part of the body.",
                        NgxOutput::print)
                .fn(
                        "say",
                        "ok, err = ngx.say(...)",
                        Phases.OUTPUT,
                        "Sends its arguments and a newline as a part of the body.",
                        NgxOutput::say)
                .fn(
                        "send_headers",
                        "ok, err = ngx.send_headers()",
                        Phases.OUTPUT,
                        "Sends status and header fields.",
                        NgxOutput::sendHeaders)
                .fn(
                        "flush",
                        "ok, err = ngx.flush(wait?)",
                        Phases.OUTPUT,
                        "Pushes what is buffered to the client.",
                        NgxOutput::flush)
                .fn(
                        "eof",
                        "ok, err = ngx.eof()",
                        Phases.OUTPUT,
                        "Ends the response; the code goes on.",
                        NgxOutput::eof);
    }

    private static Varargs print(NgxContext ngx, Varargs args) {
        HttpResponse response = ngx.exchange().response();
        String refusal = refusal(response);
        if (refusal != null) {
            return Arguments.failure(refusal);
        }
        if (args.narg() == 1 && args.arg1() instanceof LuaString string) {
            return send(response, string.m_bytes, string.m_offset, string.m_length);
        }
        ByteBuilder out = flatten(ngx, args, "print");
        return send(response, out.toArray(), 0, out.length());
    }

    private static Varargs say(NgxContext ngx, Varargs args) {
        HttpResponse response = ngx.exchange().response();
        String refusal = refusal(response);
        if (refusal != null) {
            return Arguments.failure(refusal);
        }
        ByteBuilder out = flatten(ngx, args, "say");
        out.append('\n');
        return send(response, out.toArray(), 0, out.length());
    }

    private static @Nullable String refusal(HttpResponse response) {
        if (response.finished()) {
            return SEEN_EOF;
        }
        return response.sent() && response.headerOnly() ? HEADER_ONLY : null;
    }

    private static Varargs send(HttpResponse response, byte[] bytes, int offset, int length) {
        if (response.clientGone()) {
            return Arguments.failure(FILTER_ERROR);
        }
        try {
            response.write(bytes, offset, length);
            return LuaValue.ONE;
        } catch (IOException gone) {
            return Arguments.failure(FILTER_ERROR);
        }
    }

    private static ByteBuilder flatten(NgxContext ngx, Varargs args, String function) {
        ByteBuilder out = new ByteBuilder(64);
        for (int i = 1; i <= args.narg(); i++) {
            LuaValue value = args.arg(i);
            switch (value.type()) {
                case LuaValue.TSTRING, LuaValue.TNUMBER -> out.append(LuaText.bytes(value));
                case LuaValue.TNIL -> out.append(ArrayText.NIL);
                case LuaValue.TBOOLEAN -> out.append(value.toboolean() ? ArrayText.TRUE : ArrayText.FALSE);
                case LuaValue.TTABLE ->
                    new ArrayText(ngx.nullValue(), function, i, false).append(value.checktable(), out);
                default -> {
                    if (value != ngx.nullValue()) {
                        throw Arguments.bad(
                                i,
                                function,
                                "string, number, boolean, nil, ngx.null, or array table expected, but got "
                                        + value.typename());
                    }
                    out.append(ArrayText.NULL);
                }
            }
        }
        return out;
    }

    private static Varargs sendHeaders(NgxContext ngx, Varargs args) {
        try {
            ngx.exchange().response().sendHeaders();
            return LuaValue.ONE;
        } catch (IOException gone) {
            return Arguments.failure(FILTER_ERROR);
        }
    }

    private static Varargs flush(NgxContext ngx, Varargs args) {
        HttpResponse response = ngx.exchange().response();
        if (args.narg() > 1) {
            throw new LuaError("attempt to pass " + args.narg() + " arguments, but accepted 0 or 1");
        }
        boolean wait = args.narg() == 1 && Arguments.bool(args, 1, "flush");
        String refusal = response.sent() ? refusal(response) : "nothing to flush";
        if (refusal != null) {
            return Arguments.failure(refusal);
        }
        try {
            response.flush();
            if (wait) {
                Waiting.during(ngx, () -> {
                    response.drain(true);
                    return null;
                });
            }
            return response.clientGone() ? Arguments.failure(FILTER_ERROR) : LuaValue.ONE;
        } catch (IOException gone) {
            return Arguments.failure(FILTER_ERROR);
        }
    }

    private static Varargs eof(NgxContext ngx, Varargs args) {
        HttpResponse response = ngx.exchange().response();
        if (args.narg() != 0) {
            throw new LuaError("no argument is expected");
        }
        if (response.finished()) {
            return Arguments.failure(SEEN_EOF);
        }
        try {
            response.finish();
            return LuaValue.ONE;
        } catch (IOException gone) {
            return Arguments.failure(FILTER_ERROR);
        }
    }
}
