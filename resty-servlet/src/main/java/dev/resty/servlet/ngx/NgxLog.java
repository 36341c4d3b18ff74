// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.runtime.LuaText;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * {@code ngx.log} and the global {@code print}.
 *
 * <p>Differs from OpenResty: an entry may be longer than 2,048 bytes.
 */
final class NgxLog {

    private NgxLog() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "log",
                        "ngx.log(log_level, ...)",
                        Phases.ALL,
                        "Writes its arguments to the error log.",
                        NgxLog::log);
    }

    /** What becomes the global {@code print}. */
    static Binding globals() {
        return Binding.table()
                .fn(
                        "print",
                        "print(...)",
                        Phases.ALL,
                        "Writes its arguments to the error log at the level ngx.NOTICE.",
                        (ngx, args) -> write(ngx, LogLevel.NOTICE.ordinal(), args, 1, "print"));
    }

    private static Varargs log(NgxContext ngx, Varargs args) {
        int level = (int) LuaArgs.number(args, 1, "log");
        if (level < LogLevel.STDERR.ordinal() || level > LogLevel.DEBUG.ordinal()) {
            throw Arguments.bad(1, "log", "bad log level: " + level);
        }
        return write(ngx, level, args, 2, "log");
    }

    private static Varargs write(NgxContext ngx, int level, Varargs args, int first, String function) {
        ErrorLog log = ngx.services().errorLog();
        if (!log.isEnabled(level)) {
            return LuaValue.NONE;
        }
        StringBuilder message = new StringBuilder("[lua] ").append(LuaPosition.ofCaller());
        for (int i = first; i <= args.narg(); i++) {
            message.append(text(args.arg(i), i, function));
        }
        log.log(level, message.toString(), exchange(ngx));
        return LuaValue.NONE;
    }

    private static @Nullable HttpExchange exchange(NgxContext ngx) {
        LuaRun run = ngx.worker().current();
        return run == null ? null : ((PhaseRun) run.owner()).exchange();
    }

    private static String text(LuaValue value, int position, String function) {
        switch (value.type()) {
            case LuaValue.TNIL:
                return "nil";
            case LuaValue.TBOOLEAN:
                return value.toboolean() ? "true" : "false";
            case LuaValue.TSTRING, LuaValue.TNUMBER:
                return LuaText.view(value);
            case LuaValue.TTABLE:
                if (value.metatag(LuaValue.valueOf("__tostring")).isnil()) {
                    throw Arguments.bad(position, function, "expected table to have __tostring metamethod");
                }
                return LuaText.view(LuaArgs.tostring(value));
            default:
                if (value == NgxNull.NULL) {
                    return "null";
                }
                throw Arguments.bad(
                        position, function, "string, number, boolean, or nil expected, got " + value.typename());
        }
    }
}
