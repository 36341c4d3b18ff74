// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions that produce the response's body. */
final class NgxOutput {

    private static final byte[] NIL = "nil".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.ISO_8859_1);

    private NgxOutput() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "print",
                        "ok, err = ngx.print(...)",
                        Phases.OUTPUT,
                        "Sends its arguments as a part of the body.",
                        (ngx, args) -> send(ngx, args, "print", false))
                .fn(
                        "say",
                        "ok, err = ngx.say(...)",
                        Phases.OUTPUT,
                        "Sends its arguments and a newline as a part of the body.",
                        (ngx, args) -> send(ngx, args, "say", true))
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

    private static Varargs send(NgxContext ngx, Varargs args, String function, boolean newline) {
        HttpExchange exchange = ngx.exchange();
        if (ngx.run().script().ended) {
            return failure("seen eof");
        }
        byte[] bytes = flatten(args, function, newline);
        HttpResponse response = exchange.response();
        try {
            response.write(bytes, 0, bytes.length);
        } catch (IOException gone) {
            return failure("nginx output filter error");
        }
        return LuaValue.ONE;
    }

    private static Varargs sendHeaders(NgxContext ngx, Varargs args) {
        try {
            ngx.exchange().response().sendHeaders();
        } catch (IOException gone) {
            return failure("nginx output filter error");
        }
        return LuaValue.ONE;
    }

    private static Varargs flush(NgxContext ngx, Varargs args) {
        if (args.narg() > 1) {
            throw new LuaError("attempt to pass " + args.narg() + " arguments, but accepted 0 or 1");
        }
        HttpResponse response = ngx.exchange().response();
        if (args.narg() == 1 && !args.arg1().isboolean()) {
            throw new LuaError("bad argument #1 to 'flush' (boolean expected, got "
                    + args.arg1().typename() + ")");
        }
        if (ngx.run().script().ended) {
            return failure("seen eof");
        }
        if (!response.sent()) {
            return failure("nothing to flush");
        }
        try {
            response.flush();
        } catch (IOException gone) {
            return failure("nginx output filter error");
        }
        return LuaValue.ONE;
    }

    private static Varargs eof(NgxContext ngx, Varargs args) {
        HttpResponse response = ngx.exchange().response();
        if (args.narg() != 0) {
            throw new LuaError("no argument is expected");
        }
        ScriptState script = ngx.run().script();
        if (script.ended) {
            return failure("seen eof");
        }
        script.ended = true;
        try {
            response.finish();
        } catch (IOException gone) {
            return failure("nginx output filter error");
        }
        return LuaValue.ONE;
    }

    private static Varargs failure(String message) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaText.lua(message));
    }

    private static byte[] flatten(Varargs args, String function, boolean newline) {
        Flattened out = new Flattened();
        for (int i = 1; i <= args.narg(); i++) {
            out.argument(args.arg(i), i, function);
        }
        if (newline) {
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** The bytes of arguments, nested arrays included. */
    private static final class Flattened extends ByteArrayOutputStream {

        void argument(LuaValue value, int position, String function) {
            switch (value.type()) {
                case LuaValue.TNIL -> writeBytes(NIL);
                case LuaValue.TBOOLEAN -> writeBytes(value.toboolean() ? TRUE : FALSE);
                case LuaValue.TSTRING, LuaValue.TNUMBER -> text(value);
                default ->
                    throw new LuaError("bad argument #" + position + " to '" + function
                            + "' (string, number, boolean, nil, ngx.null, or array table expected, got "
                            + value.typename() + ")");
            }
        }

        private void text(LuaValue value) {
            LuaString string = value.strvalue();
            write(string.m_bytes, string.m_offset, string.m_length);
        }
    }
}
