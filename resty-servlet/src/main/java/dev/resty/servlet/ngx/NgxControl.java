// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Outcome;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpResponse;
import dev.resty.servlet.lua.runtime.LuaText;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions that leave a phase. */
final class NgxControl {

    private static final int ERROR = -1;
    private static final int AGAIN = -2;
    private static final int DONE = -4;
    private static final int DECLINED = -5;
    private static final int FIRST_STATUS = 200;
    private static final int FIRST_SPECIAL = 300;
    /** Closes the connection without a response. */
    private static final int CLOSE = 444;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int CLIENT_GONE = 499;

    private NgxControl() {}

    static Binding binding() {
        return Binding.table()
                .fn("exit", "ngx.exit(status)", Phases.EXIT, "Ends the phase or the request.", NgxControl::exit)
                .fn(
                        "redirect",
                        "ngx.redirect(uri, status?)",
                        Phases.OUTPUT,
                        "Answers with a redirect.",
                        NgxControl::redirect)
                .fn("exec", "ngx.exec(uri, args?)", Phases.OUTPUT, "Redirects internally.", NgxControl::exec);
    }

    private static Varargs exit(NgxContext ngx, Varargs args) {
        int status = Arguments.cInt(args.arg1(), 2, "ngx_lua_ffi_exit");
        PhaseRun run = ngx.run();
        if (run.phase() == Phase.TIMER) {
            throw new LeavePhase(Outcome.declined());
        }
        if (status == AGAIN || status == DONE) {
            throw new LuaError("bad argument to 'ngx.exit': does not accept NGX_AGAIN or NGX_DONE");
        }
        if (run.phase() == Phase.HEADER_FILTER) {
            run.script().filterExit = status;
            return LuaValue.NONE;
        }
        if (status != ERROR && status != REQUEST_TIMEOUT && status != CLOSE && status != CLIENT_GONE) {
            checkNothingPending(run);
        }
        HttpResponse response = ngx.exchange().response();
        throw new LeavePhase(
                response.sent() ? exitAfterHeader(ngx, status, response) : exit(status, run.phase(), response));
    }

    /** What waits for subrequests can't be left. */
    private static void checkNothingPending(PhaseRun run) {
        if (run.script().capturing > 0) {
            throw new LuaError("attempt to abort with pending subrequests");
        }
    }

    private static Outcome exitAfterHeader(NgxContext ngx, int status, HttpResponse response) {
        if (status < 0 && status != DECLINED || status == CLOSE) {
            return Outcome.exit(CLOSE);
        }
        if (status >= FIRST_SPECIAL && status != response.status()) {
            ngx.logError("attempt to set status " + status + " via ngx.exit after sending out the response status "
                    + response.status());
        }
        return Outcome.exit(0);
    }

    private static Outcome exit(int status, Phase phase, HttpResponse response) {
        if (status == 0 || status == DECLINED && phase != Phase.CONTENT) {
            return phase == Phase.CONTENT ? Outcome.exit(0) : Outcome.declined();
        }
        if (status < FIRST_STATUS) {
            return Outcome.exit(CLOSE);
        }
        if (status >= FIRST_SPECIAL) {
            return Outcome.exit(status);
        }
        if (response.status() == 0) {
            response.status(status);
        }
        return Outcome.exit(0);
    }

    /** What a header filter's {@code ngx.exit} means for the response; null and 0 let it pass. */
    static Outcome afterHeaderFilter(@Nullable Integer status) {
        if (status == null || status == 0 || status == DECLINED) {
            return Outcome.declined();
        }
        return Outcome.exit(status < FIRST_STATUS ? CLOSE : status);
    }

    private static Varargs redirect(NgxContext ngx, Varargs args) {
        if (args.narg() != 1 && args.narg() != 2) {
            throw new LuaError("expecting one or two arguments");
        }
        String uri = LuaText.view(Arguments.string(args, 1, "redirect"));
        int status = args.narg() == 2 ? Arguments.integer(args, 2, "redirect") : 302;
        switch (status) {
            case 301, 302, 303, 307, 308 -> {}
            default ->
                throw new LuaError(
                        "only ngx.HTTP_MOVED_TEMPORARILY, ngx.HTTP_MOVED_PERMANENTLY,"
                                + " ngx.HTTP_PERMANENT_REDIRECT, ngx.HTTP_SEE_OTHER, and ngx.HTTP_TEMPORARY_REDIRECT are allowed");
        }
        checkNothingPending(ngx.run());
        if (ngx.exchange().headersSent()) {
            throw new LuaError("attempt to call ngx.redirect after sending out the headers");
        }
        String unsafe = UnsafeBytes.in(uri, "redirect uri");
        if (unsafe != null) {
            throw new LuaError(unsafe);
        }
        throw new LeavePhase(Outcome.redirect(uri, status));
    }

    private static Varargs exec(NgxContext ngx, Varargs args) {
        if (args.narg() != 1 && args.narg() != 2) {
            throw new LuaError("expecting one or two arguments, but got " + args.narg());
        }
        String target = LuaText.view(Arguments.string(args, 1, "exec"));
        if (target.isEmpty()) {
            throw new LuaError("The uri argument is empty");
        }
        String extra = args.arg(2).isnil() ? "" : UriArgs.of(args, 2, "exec");
        InternalUri uri = InternalUri.parse(ngx, target);
        checkNothingPending(ngx.run());
        if (ngx.exchange().headersSent()) {
            throw new LuaError("attempt to call ngx.exec after sending out response headers");
        }
        throw new LeavePhase(Outcome.exec(uri.path(), join(uri.args(), extra)));
    }

    private static @Nullable String join(@Nullable String own, String extra) {
        if (extra.isEmpty()) {
            return own;
        }
        return own == null || own.isEmpty() ? extra : own + "&" + extra;
    }
}
