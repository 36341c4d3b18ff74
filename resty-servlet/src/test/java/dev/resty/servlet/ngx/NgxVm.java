// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.Resty;
import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.Worker;
import dev.resty.store.Ticker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** A worker with the ngx API, a clock that tests move, and an error log that they read. */
final class NgxVm implements ErrorLog, Executor {

    /** Sunday, 22 November 2026, 00:00:00.250 UTC. */
    private static final long START = 1_795_305_600_250L;

    final List<String> log = new CopyOnWriteArrayList<>();
    final NgxContext ngx;
    private final Clock clock = new Clock();
    private final Worker worker = new Worker(0);
    private final List<Runnable> tasks = new ArrayList<>();
    private int level = 8;

    NgxVm() {
        this(NgxLimits.DEFAULTS);
    }

    NgxVm(NgxLimits limits) {
        Resty resty = Resty.builder().ticker(clock).dict("dogs", "1m").build();
        NgxServices services = new NgxServices(resty, this, Path.of("/srv/app"), 2, limits);
        ngx = Ngx.install(new NgxContext(worker, services, this));
    }

    /** Runs Lua in the content phase; returns its results as Lua's tostring has them, separated by blanks. */
    String run(String code) {
        return run(Phase.CONTENT, code);
    }

    /** Runs Lua in a phase. */
    String run(Phase phase, String code) {
        return text(runFor(new PhaseRun(phase, null), code));
    }

    /** Runs Lua that must end with an error; returns its message without a position in front. */
    String error(String code) {
        return error(Phase.CONTENT, code);
    }

    /** Runs Lua of a phase that must end with an error. */
    String error(Phase phase, String code) {
        try {
            run(phase, code);
        } catch (LuaError error) {
            String message = error.getMessage();
            return message.replaceFirst("^(=?test:[0-9]+:? ?)", "").strip();
        }
        throw new AssertionError("no error");
    }

    private Varargs runFor(PhaseRun run, String code) {
        LuaFunction function = worker.load(code.getBytes(StandardCharsets.ISO_8859_1), "=test");
        return worker.run(run, function, LuaValue.NONE);
    }

    private static String text(Varargs values) {
        StringJoiner text = new StringJoiner(" ");
        for (int i = 1; i <= values.narg(); i++) {
            text.add(text(values.arg(i)));
        }
        return text.toString();
    }

    private static String text(LuaValue value) {
        if (value instanceof LuaTable table && table.getmetatable() == null) {
            List<String> fields = new ArrayList<>();
            for (LuaValue key : table.keys()) {
                fields.add(LuaArgs.text(key) + "=" + text(table.get(key)));
            }
            fields.sort(null);
            return "{" + String.join(",", fields) + "}";
        }
        return LuaArgs.text(value);
    }

    /** Moves the clock and fires the timers that are due, and those that their callbacks set for at once. */
    void advance(long millis) {
        clock.millis += millis;
        ngx.timers().fireDue();
        runTasks();
    }

    /** Moves the clock as time does while code runs. */
    void pass(long millis) {
        clock.millis += millis;
    }

    /** Gives scripts a function. */
    void global(String name, Function<Varargs, Varargs> body) {
        worker.globals().set(name, new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return body.apply(args);
            }
        });
    }

    /** Runs the timers' callbacks that wait for a thread. */
    void runTasks() {
        while (true) {
            List<Runnable> due;
            synchronized (tasks) {
                due = List.copyOf(tasks);
                tasks.clear();
            }
            if (due.isEmpty()) {
                return;
            }
            due.forEach(Runnable::run);
        }
    }

    /** Drops entries of the error log above a level. */
    void level(LogLevel most) {
        level = most.ordinal();
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
        }
    }

    @Override
    public void log(int level, String message, @Nullable HttpExchange exchange) {
        if (isEnabled(level)) {
            log.add(LogLevel.of(level).nginxName() + ": " + message);
        }
    }

    @Override
    public boolean isEnabled(int level) {
        return level <= this.level;
    }

    private static final class Clock implements Ticker {

        private volatile long millis;

        @Override
        public long nanoTime() {
            return millis * 1_000_000;
        }

        @Override
        public long currentTimeMillis() {
            return START + millis;
        }
    }
}
