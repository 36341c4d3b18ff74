// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.Coroutines;
import dev.resty.servlet.lua.Unwind;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.timer.WorkerTimers;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.timer}: code that runs later, outside any request, in the worker that asked for it. */
final class NgxTimer {

    private static final Set<Phase> NOT_EXITING = EnumSet.complementOf(EnumSet.of(Phase.EXIT_WORKER));

    /** About 73 years: far enough for any timer, near enough to be counted in nanoseconds. */
    private static final double LONGEST_MILLIS = Long.MAX_VALUE / 4e6;

    private NgxTimer() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "at",
                        "hdl, err = ngx.timer.at(delay, callback, user_arg1, user_arg2, ...)",
                        NOT_EXITING,
                        "Calls a function once, after a delay in seconds.",
                        (ngx, args) -> set(ngx, args, "at"))
                .fn(
                        "every",
                        "hdl, err = ngx.timer.every(delay, callback, user_arg1, user_arg2, ...)",
                        NOT_EXITING,
                        "Calls a function again and again, at intervals of a delay in seconds.",
                        (ngx, args) -> set(ngx, args, "every"))
                .fn(
                        "running_count",
                        "count = ngx.timer.running_count()",
                        Phases.ALL,
                        "How many callbacks run.",
                        (ngx, args) -> LuaValue.valueOf(ngx.timers().runningCount()))
                .fn(
                        "pending_count",
                        "count = ngx.timer.pending_count()",
                        Phases.ALL,
                        "How many timers wait.",
                        (ngx, args) -> LuaValue.valueOf(ngx.timers().pendingCount()));
    }

    private static Varargs set(NgxContext ngx, Varargs args, String function) {
        if (args.narg() < 2) {
            throw new LuaError("expecting at least 2 arguments but got " + args.narg());
        }
        long millis = (long) Math.min(LONGEST_MILLIS, LuaArgs.number(args, 1, function) * 1000);
        boolean recurring = function.equals("every");
        if (recurring && millis == 0) {
            throw new LuaError("delay cannot be zero");
        }
        if (!Coroutines.isLuaFunction(args.arg(2))) {
            throw Arguments.bad(2, function, "Lua function expected");
        }
        LuaFunction callback = args.checkfunction(2);
        Varargs userArgs = args.subargs(3);
        WorkerTimers.Callback fire = firing -> fire(ngx, callback, userArgs, firing);
        Duration delay = Duration.ofMillis(millis);
        @Nullable String error =
                recurring ? ngx.timers().every(delay, fire) : ngx.timers().at(delay, fire);
        return error == null ? LuaValue.ONE : Arguments.failure(error);
    }

    private static void fire(NgxContext ngx, LuaFunction callback, Varargs userArgs, WorkerTimers.Firing firing) {
        PhaseRun run = new PhaseRun(Phase.TIMER, null);
        Varargs args = LuaValue.varargsOf(LuaValue.valueOf(firing.premature()), userArgs);
        try {
            ngx.worker().run(run, new Begun(firing, callback), args);
        } catch (LuaError error) {
            log(ngx, String.valueOf(PhaseFailure.of(Phase.TIMER, error).getMessage()));
        } catch (LeavePhase exit) {
            return;
        } catch (Unwind stopped) {
            log(ngx, "lua entry thread aborted: " + stopped.getMessage());
        } catch (RuntimeException | Error bug) {
            log(ngx, "lua entry thread aborted: " + bug);
            throw bug;
        } finally {
            run.script().end();
        }
    }

    private static void log(NgxContext ngx, String entry) {
        ngx.services().errorLog().log(LogLevel.ERR.ordinal(), entry + ", context: ngx.timer", null);
    }

    /** A callback that counts as running only once it has the worker. */
    private static final class Begun extends NativeFunction {

        private final WorkerTimers.Firing firing;
        private final LuaFunction callback;

        Begun(WorkerTimers.Firing firing, LuaFunction callback) {
            super("timer");
            this.firing = firing;
            this.callback = callback;
        }

        @Override
        protected Varargs all(Varargs args) {
            return firing.begin() ? callback.invoke(args) : NONE;
        }
    }
}
