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
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final ErrorLog log;

    RequestLog(ErrorLog log) {
        this.log = log;
    }

    void error(@Nullable String message, @Nullable HttpExchange exchange) {
        log.log(ERR, printable(String.valueOf(message)), exchange);
    }

    void warn(String message) {
        log.log(WARN, message, null);
    }

    void info(String message, @Nullable HttpExchange exchange) {
        log.log(INFO, printable(message), exchange);
    }

    /** An error of a phase: Lua's with its traceback, Java's with its stack trace. */
    void failure(Throwable error, @Nullable HttpExchange exchange) {
        if (error instanceof LuaPhaseException || error instanceof LuaLoadException) {
            log.log(ERR, String.valueOf(error.getMessage()), exchange);
            return;
        }
        log.log(ERR, "phase handler failed: " + trace(error), exchange);
    }

    /** What the application threw, where it isn't the container that logs it. */
    void applicationFailure(Throwable error, HttpExchange exchange) {
        log.log(ERR, "the application failed: " + trace(error), exchange);
    }

    private static String trace(Throwable error) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    /** A message may name a path that a client has made: nothing in it begins another line. */
    private static String printable(String message) {
        StringBuilder text = null;
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            boolean control = c < ' ' || c == 0x7f;
            if (control && text == null) {
                text = new StringBuilder(message.length() + 16).append(message, 0, i);
            }
            if (text != null) {
                if (control) {
                    text.append("\\x").append(HEX[c >> 4]).append(HEX[c & 15]);
                } else {
                    text.append(c);
                }
            }
        }
        return text == null ? message : text.toString();
    }
}
