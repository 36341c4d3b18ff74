// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Outcome;
import dev.resty.phase.PayloadTooLargeException;
import dev.resty.servlet.http.RequestBody;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.req}'s functions on the request's body. */
final class NgxReqBody {

    private static final int TOO_LARGE = 413;
    private static final int BAD_REQUEST = 400;

    private NgxReqBody() {}

    static Binding binding() {
        return Binding.table()
                .fn("read_body", "ngx.req.read_body()", Phases.OUTPUT, "Reads the whole body.", NgxReqBody::readBody)
                .fn(
                        "discard_body",
                        "ngx.req.discard_body()",
                        Phases.REQUEST,
                        "Reads the body and drops it.",
                        NgxReqBody::discardBody)
                .fn(
                        "get_body_data",
                        "data = ngx.req.get_body_data(max_bytes?)",
                        Phases.REQUEST,
                        "The body, where it is in memory.",
                        NgxReqBody::getBodyData)
                .fn(
                        "get_body_file",
                        "file_name = ngx.req.get_body_file()",
                        Phases.REQUEST,
                        "The file the body is in.",
                        NgxReqBody::getBodyFile)
                .fn(
                        "set_body_data",
                        "ngx.req.set_body_data(data)",
                        Phases.REQUEST,
                        "Replaces the body.",
                        NgxReqBody::setBodyData)
                .fn(
                        "set_body_file",
                        "ngx.req.set_body_file(file_name, auto_clean?)",
                        Phases.REQUEST,
                        "Replaces the body by a file's content.",
                        NgxReqBody::setBodyFile)
                .fn(
                        "init_body",
                        "ngx.req.init_body(buffer_size?)",
                        Phases.REQUEST,
                        "Begins a new body.",
                        NgxReqBody::initBody)
                .fn(
                        "append_body",
                        "ngx.req.append_body(data_chunk)",
                        Phases.REQUEST,
                        "Adds to the body that was begun.",
                        NgxReqBody::appendBody)
                .fn(
                        "finish_body",
                        "ngx.req.finish_body()",
                        Phases.REQUEST,
                        "Makes the body that was begun the request's.",
                        NgxReqBody::finishBody)
                .fn(
                        "get_post_args",
                        "args, err = ngx.req.get_post_args(max_args?)",
                        Phases.REQUEST,
                        "The arguments of a form body as a table.",
                        NgxReqBody::getPostArgs);
    }

    private static Varargs readBody(NgxContext ngx, Varargs args) {
        Arguments.count(args, 0, 0, "0 arguments");
        RequestBody body = ngx.exchange().body();
        if (body.isRead()) {
            return LuaValue.NONE;
        }
        try {
            Waiting.during(ngx, () -> {
                body.read();
                return null;
            });
        } catch (PayloadTooLargeException tooLarge) {
            ngx.logError(String.valueOf(tooLarge.getMessage()));
            throw new LeavePhase(Outcome.exit(TOO_LARGE));
        } catch (IOException gone) {
            throw new LeavePhase(Outcome.exit(BAD_REQUEST));
        }
        return LuaValue.NONE;
    }

    private static Varargs discardBody(NgxContext ngx, Varargs args) {
        Arguments.count(args, 0, 0, "0 arguments");
        RequestBody body = ngx.exchange().body();
        if (body.isRead()) {
            return LuaValue.NONE;
        }
        try {
            if (ngx.phase().yieldable()) {
                Waiting.during(ngx, () -> {
                    body.discard();
                    return null;
                });
            } else {
                body.discard();
            }
        } catch (IOException gone) {
            throw new LeavePhase(Outcome.exit(BAD_REQUEST));
        }
        return LuaValue.NONE;
    }

    private static Varargs getBodyData(NgxContext ngx, Varargs args) {
        Arguments.count(args, 0, 1, "0 or 1 arguments");
        int max = args.arg1().isnil() ? 0 : Arguments.integer(args, 1, "get_body_data");
        byte[] data = ngx.exchange().body().data();
        if (data == null || data.length == 0) {
            return LuaValue.NIL;
        }
        return LuaString.valueUsing(max > 0 && max < data.length ? Arrays.copyOf(data, max) : data);
    }

    private static Varargs getBodyFile(NgxContext ngx, Varargs args) {
        Arguments.count(args, 0, 0, "0 arguments");
        Path file = ngx.exchange().body().file();
        return file == null ? LuaValue.NIL : LuaText.of(file.toString());
    }

    private static RequestBody readyToReplace(NgxContext ngx) {
        RequestBody body = ngx.exchange().body();
        if (!body.isRead()) {
            throw new LuaError("request body not read yet");
        }
        return body;
    }

    private static Varargs setBodyData(NgxContext ngx, Varargs args) {
        Arguments.count(args, 1, 1, "1 arguments");
        LuaString data = Arguments.string(args, 1, "set_body_data");
        readyToReplace(ngx).replace(LuaText.copy(data));
        return LuaValue.NONE;
    }

    private static Varargs setBodyFile(NgxContext ngx, Varargs args) {
        Arguments.count(args, 1, 2, "1 or 2 arguments");
        String name = LuaText.view(Arguments.string(args, 1, "set_body_file"));
        boolean clean = args.narg() == 2 && Arguments.bool(args, 2, "set_body_file");
        RequestBody body = readyToReplace(ngx);
        try {
            Path file = ngx.services().prefix().resolve(name);
            if (name.isEmpty() || !Files.isRegularFile(file)) {
                throw new LuaError("stat() \"" + name + "\" failed");
            }
            body.replace(file, clean);
        } catch (IOException | InvalidPathException unreadable) {
            throw new LuaError("stat() \"" + name + "\" failed");
        }
        return LuaValue.NONE;
    }

    private static Varargs initBody(NgxContext ngx, Varargs args) {
        Arguments.count(args, 0, 1, "0 or 1 argument");
        RequestBody body = readyToReplace(ngx);
        int size = args.narg() == 0 ? 0 : Arguments.integer(args, 1, "init_body");
        if (size < 0) {
            throw new LuaError("bad size argument: " + size);
        }
        body.begin(size);
        ngx.run().script().bodyBegun = true;
        return LuaValue.NONE;
    }

    private static RequestBody begun(NgxContext ngx) {
        RequestBody body = ngx.exchange().body();
        if (!ngx.run().script().bodyBegun) {
            throw new LuaError("request_body not initialized");
        }
        return body;
    }

    private static Varargs appendBody(NgxContext ngx, Varargs args) {
        Arguments.count(args, 1, 1, "1 arguments");
        LuaString chunk = Arguments.string(args, 1, "append_body");
        try {
            begun(ngx).append(LuaText.copy(chunk));
        } catch (IOException full) {
            throw new LuaError("fail to append body: " + full.getMessage());
        }
        return LuaValue.NONE;
    }

    private static Varargs finishBody(NgxContext ngx, Varargs args) {
        Arguments.count(args, 0, 0, "0 argument");
        RequestBody body = begun(ngx);
        try {
            body.end();
        } catch (IOException full) {
            throw new LuaError("fail to finish body: " + full.getMessage());
        }
        ngx.run().script().bodyBegun = false;
        return LuaValue.NONE;
    }

    private static Varargs getPostArgs(NgxContext ngx, Varargs args) {
        Arguments.count(args, 0, 1, "0 or 1 arguments");
        int max = args.narg() == 0 ? UriArgs.DEFAULT_MAX : Arguments.integer(args, 1, "get_post_args");
        RequestBody body = ngx.exchange().body();
        if (!body.isRead()) {
            throw new LuaError("no request body found; maybe you should turn on lua_need_request_body?");
        }
        if (body.file() != null) {
            return Arguments.failure("request body in temp file not supported");
        }
        byte[] data = body.data();
        return data == null ? new Table() : UriArgs.decode(data, max, new Table());
    }
}
