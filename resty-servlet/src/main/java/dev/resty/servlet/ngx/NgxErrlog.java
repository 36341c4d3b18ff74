// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code ngx.errlog}.
 *
 * <p>Differs from OpenResty: entries of the error log can't be captured, as lua_capture_error_log is not available.
 */
final class NgxErrlog {

    private static final String NOT_CAPTURED = "directive \"lua_capture_error_log\" is not set";

    private NgxErrlog() {}

    static Binding module() {
        return Binding.table()
                .fn(
                        "get_sys_filter_level",
                        "level = errlog.get_sys_filter_level()",
                        Phases.ALL,
                        "The level from which on entries are written.",
                        NgxErrlog::level)
                .fn(
                        "raw_log",
                        "errlog.raw_log(level, msg)",
                        Phases.ALL,
                        "Writes an entry without the position of the code.",
                        NgxErrlog::rawLog)
                .fn(
                        "set_filter_level",
                        "ok, err = errlog.set_filter_level(level)",
                        Phases.ALL,
                        "Fails: entries can't be captured.",
                        (ngx, args) -> Arguments.failure(
                                args.arg1().toboolean() ? NOT_CAPTURED : "missing \"level\" argument"))
                .fn(
                        "get_logs",
                        "logs, err = errlog.get_logs(max?, logs?)",
                        Phases.ALL,
                        "Fails: entries can't be captured.",
                        (ngx, args) -> Arguments.failure(NOT_CAPTURED));
    }

    private static Varargs level(NgxContext ngx, Varargs args) {
        ErrorLog log = ngx.services().errorLog();
        int level = LogLevel.DEBUG.ordinal();
        while (level > 0 && !log.isEnabled(level)) {
            level--;
        }
        return LuaValue.valueOf(level);
    }

    private static Varargs rawLog(NgxContext ngx, Varargs args) {
        if (args.arg1().type() != LuaValue.TNUMBER) {
            throw Arguments.bad(1, "raw_log", "must be a number");
        }
        if (!(args.arg(2) instanceof LuaString message)) {
            throw Arguments.bad(2, "raw_log", "must be a string");
        }
        int level = (int) args.arg1().todouble();
        if (level < LogLevel.STDERR.ordinal() || level > LogLevel.DEBUG.ordinal()) {
            throw new org.luaj.vm2.LuaError("bad log level");
        }
        LuaRun run = ngx.worker().current();
        ngx.services()
                .errorLog()
                .log(level, LuaText.view(message), run == null ? null : ((PhaseRun) run.owner()).exchange());
        return LuaValue.NONE;
    }
}
