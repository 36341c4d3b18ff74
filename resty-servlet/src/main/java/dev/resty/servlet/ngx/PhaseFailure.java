// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.BudgetExceeded;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** What OpenResty writes to the error log when Lua code ends with an error. */
final class PhaseFailure {

    private static final String TRACEBACK = "stack traceback:";

    /** What LuaJIT says of nil among numbers. */
    private static final Pattern NIL_ERROR = Pattern.compile("attempt to [^\n]*\\bnil\\b");

    private PhaseFailure() {}

    /** The exception for an error in a phase. */
    static LuaPhaseException of(Phase phase, LuaError error) {
        if (error instanceof LuaFailure failure) {
            return of(phase, text(failure.value()), failure.traceback(), error);
        }
        return of(phase, String.valueOf(error.getMessage()), null, error);
    }

    /**
     * The exception for an error in a run of a phase. One that comes of the nil that {@code dict:incr} has given says
     * so, since the first request of many a rate limiter ends there.
     */
    static LuaPhaseException of(PhaseRun run, LuaError error) {
        LuaPhaseException failure = of(run.phase(), error);
        String key = run.script().missedIncr;
        String message = String.valueOf(failure.getMessage());
        if (key == null || !NIL_ERROR.matcher(message).find()) {
            return failure;
        }
        return new LuaPhaseException(
                run.phase(),
                message + "\nhint: incr found no key \"" + key
                        + "\" and gave nil, \"not found\"; use incr(key, 1, 0, 60) to begin at 0, for 60 seconds",
                error);
    }

    /** The exception for code that was stopped. */
    static LuaPhaseException of(Phase phase, BudgetExceeded stopped) {
        return of(phase, stopped.position() + ": " + stopped.getMessage(), stopped.traceback(), stopped);
    }

    /** What OpenResty calls an error. */
    private static String kind(Throwable cause) {
        return cause instanceof LuaFailure failure && failure.isOutOfMemory()
                ? "memory allocation error"
                : "runtime error";
    }

    /** The kind of the error, its text and its traceback, as of a light thread. */
    static String message(LuaFailure failure) {
        String traceback = failure.traceback();
        return kind(failure) + ": " + text(failure.value())
                + (traceback == null ? "" : "\n" + withCoroutine(traceback));
    }

    private static LuaPhaseException of(Phase phase, String message, @Nullable String traceback, Throwable cause) {
        StringBuilder entry = new StringBuilder(256);
        entry.append(beginning(phase, cause)).append(message);
        if (traceback != null) {
            entry.append('\n').append(phase.yieldable() ? withCoroutine(traceback) : traceback);
        }
        return new LuaPhaseException(phase, entry.toString(), cause);
    }

    private static String beginning(Phase phase, Throwable cause) {
        if (phase.yieldable()) {
            return "lua entry thread aborted: " + kind(cause) + ": ";
        }
        return switch (phase) {
            case INIT, INIT_WORKER, EXIT_WORKER -> phase.luaName() + "_by_lua error: ";
            default -> "failed to run " + phase.contextName() + ": ";
        };
    }

    private static String withCoroutine(String traceback) {
        return traceback.startsWith(TRACEBACK)
                ? TRACEBACK + "\ncoroutine 0:" + traceback.substring(TRACEBACK.length())
                : traceback;
    }

    private static String text(LuaValue value) {
        return value.type() == LuaValue.TSTRING || value.type() == LuaValue.TNUMBER
                ? LuaText.view(value)
                : "unknown reason";
    }
}
