// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The main context: processes, files, environment, and the blocks inside it. */
final class MainDirectives {

    static final Key<Integer> WORKER_PROCESSES = new Key<>("worker_processes", 0);
    static final Key<String> PID = new Key<>("pid", "");
    static final Key<List<ErrorLog>> ERROR_LOGS = new Key<>("error_log", List.of());

    private static final Key<Boolean> HTTP_READ = new Key<>("http", false);
    private static final Key<Boolean> EVENTS_READ = new Key<>("events", false);
    private static final Set<Context> MAIN = EnumSet.of(Context.MAIN);
    private static final Set<String> LEVELS =
            Set.of("debug", "info", "notice", "warn", "error", "crit", "alert", "emerg");

    private MainDirectives() {}

    /** An {@code error_log}. */
    record ErrorLog(String path, String level) {}

    static void register(DirectiveTable table) {
        table.block("http", MAIN, 0, 0, MainDirectives::http);
        table.block("events", MAIN, 0, 0, MainDirectives::events);
        table.block("stream", MAIN, 0, 0, MainDirectives::stream);
        table.block("mail", MAIN, 0, 0, MainDirectives::mail);
        table.simple("worker_processes", MAIN, 1, 1, MainDirectives::workerProcesses);
        table.simple("pid", MAIN, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(PID, directive.arg(0), directive);
        });
        table.simple("env", MAIN, 1, 1, MainDirectives::env);
        table.simple(
                "error_log",
                EnumSet.of(Context.MAIN, Context.HTTP, Context.SERVER, Context.LOCATION),
                1,
                2,
                MainDirectives::errorLog);
    }

    private static void http(Draft draft, Scope scope, Directive directive) {
        scope.setOnce(HTTP_READ, true, directive);
        draft.read(draft.http(), block(directive));
    }

    private static void events(Draft draft, Scope scope, Directive directive) {
        scope.setOnce(EVENTS_READ, true, directive);
        draft.read(new Scope(Context.EVENTS, scope, directive.position()), block(directive));
    }

    private static void stream(Draft draft, Scope scope, Directive directive) {
        throw directive.error("stream is not supported yet", "remove the stream block");
    }

    private static void mail(Draft draft, Scope scope, Directive directive) {
        throw directive.error("mail is not supported", "remove the mail block");
    }

    private static void workerProcesses(Draft draft, Scope scope, Directive directive) {
        if (directive.arg(0).equals("auto")) {
            scope.setOnce(WORKER_PROCESSES, 0, directive);
            return;
        }
        OptionalLong number = Units.number(directive.arg(0));
        if (number.isEmpty() || number.getAsLong() < 1 || number.getAsLong() > 1024) {
            throw directive.error("invalid number of processes", "give a number from 1 to 1024, or auto");
        }
        scope.setOnce(WORKER_PROCESSES, (int) number.getAsLong(), directive);
    }

    private static void env(Draft draft, Scope scope, Directive directive) {
        String text = directive.arg(0);
        int equals = text.indexOf('=');
        if (equals >= 0) {
            draft.environment.put(text.substring(0, equals), text.substring(equals + 1));
            return;
        }
        String value = System.getenv(text);
        if (value != null) {
            draft.environment.put(text, value);
        }
    }

    private static void errorLog(Draft draft, Scope scope, Directive directive) {
        String level = directive.args().size() > 1 ? directive.arg(1) : "error";
        boolean debug = level.startsWith("debug_");
        if (!debug && !LEVELS.contains(level)) {
            throw directive.error(
                    "invalid log level \"" + level + "\"",
                    "the levels are debug, info, notice, warn, error, crit, alert and emerg");
        }
        scope.add(ERROR_LOGS, new ErrorLog(directive.arg(0), debug ? "debug" : level));
        if (scope.context() != Context.MAIN && scope.context() != Context.HTTP) {
            draft.warn("\"error_log\" of a server or location has no effect: there is one error log", directive);
        }
    }

    /** The block of a directive whose type says that it has one. */
    static List<Directive> block(Directive directive) {
        List<Directive> block = directive.block();
        if (block == null) {
            throw new IllegalStateException(directive.name() + " without a block");
        }
        return block;
    }
}
