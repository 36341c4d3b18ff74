// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.ngx.ErrorLog;
import dev.resty.servlet.ngx.LuaPhaseException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/** What the pipeline itself writes to the error log. */
final class RequestLog {

    private static final int ERR = 4;
    private static final int WARN = 5;
    private static final int INFO = 7;

    private final ErrorLog log;

    RequestLog(ErrorLog log) {
        this.log = log;
    }

    void error(@Nullable String message, @Nullable HttpExchange exchange) {
        log.log(ERR, String.valueOf(message), exchange);
    }

    void warn(String message) {
        log.log(WARN, message, null);
    }

    void info(String message, @Nullable HttpExchange exchange) {
        log.log(INFO, message, exchange);
    }

    /** An error of a phase: Lua's with its traceback, Java's with its stack trace. */
    void failure(Throwable error, @Nullable HttpExchange exchange) {
        if (error instanceof LuaPhaseException || error instanceof LuaLoadException) {
            error(error.getMessage(), exchange);
            return;
        }
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        error("phase handler failed: " + trace, exchange);
    }
}
