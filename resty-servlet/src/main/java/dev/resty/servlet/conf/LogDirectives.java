// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.servlet.conf.LocationConf.AccessLog;
import dev.resty.servlet.conf.LocationConf.AccessLog.Escape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code access_log} and {@code log_format}. */
final class LogDirectives {

    static final Key<Boolean> LOG_SUBREQUEST = new Key<>("log_subrequest", false);
    static final Format COMBINED = new Format(
            Values.parse(
                    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
                            + " \"$http_referer\" \"$http_user_agent\"",
                    "log_format",
                    new Position("nginx", 0)),
            Escape.DEFAULT);

    private static final Key<List<PendingLog>> ACCESS_LOGS = new Key<>("access_log", List.of());

    private LogDirectives() {}

    /** A {@code log_format}. */
    record Format(Value line, Escape escape) {}

    /** An {@code access_log}, or {@code off} where the log is null. */
    private record PendingLog(@Nullable AccessLog log) {}

    static void register(DirectiveTable table) {
        table.simple("log_format", EnumSet.of(Context.HTTP), 2, DirectiveType.ANY, LogDirectives::logFormat);
        table.simple("access_log", Context.HTTP_SERVER_LOCATION_IF, 1, DirectiveType.ANY, LogDirectives::accessLog);
        table.flag(Context.HTTP_SERVER_LOCATION, LOG_SUBREQUEST);
    }

    /** The access logs of a block; null where neither it nor a block around it says anything. */
    static @Nullable List<AccessLog> logs(Scope scope) {
        List<PendingLog> pending = scope.get(ACCESS_LOGS);
        if (pending.isEmpty()) {
            return null;
        }
        List<AccessLog> logs = new ArrayList<>();
        for (PendingLog entry : pending) {
            AccessLog log = entry.log();
            if (log == null) {
                return List.of();
            }
            logs.add(log);
        }
        return List.copyOf(logs);
    }

    private static void logFormat(Draft draft, Scope scope, Directive directive) {
        String name = directive.arg(0);
        if (draft.logFormats.containsKey(name)) {
            throw directive.error("duplicate \"log_format\" name \"" + name + "\"", "take another name");
        }
        int start = 1;
        Escape escape = Escape.DEFAULT;
        if (directive.arg(1).startsWith("escape=")) {
            start = 2;
            String how = directive.arg(1).substring("escape=".length());
            escape = switch (how) {
                case "default" -> Escape.DEFAULT;
                case "json" -> Escape.JSON;
                case "none" -> Escape.NONE;
                default ->
                    throw directive.error("unknown log format escaping \"" + how + "\"", "give default, json or none");
            };
        }
        String line =
                String.join("", directive.args().subList(start, directive.args().size()));
        draft.logFormats.put(name, new Format(draft.value(line, directive), escape));
    }

    private static void accessLog(Draft draft, Scope scope, Directive directive) {
        List<String> args = directive.args();
        if (args.get(0).equals("off")) {
            if (args.size() > 1) {
                throw directive.error("invalid parameter \"" + args.get(1) + "\"", "off stands alone");
            }
            scope.add(ACCESS_LOGS, new PendingLog(null));
            return;
        }
        if (args.get(0).startsWith("syslog:")) {
            draft.warn("\"access_log syslog:\" has no effect; write to a file", directive);
            return;
        }
        String name = args.size() > 1 ? args.get(1) : "combined";
        Format format = draft.logFormats.get(name);
        if (format == null) {
            throw directive.error("unknown log format \"" + name + "\"", "define it with log_format before it is used");
        }
        @Nullable Value condition = null;
        for (String option : args.subList(Math.min(2, args.size()), args.size())) {
            if (option.startsWith("if=")) {
                condition = draft.value(option.substring(3), directive);
            } else if (!option.equals("gzip") && !option.matches("(buffer|flush|gzip)=.+")) {
                throw directive.error(
                        "invalid parameter \"" + option + "\"", "the parameters are buffer=, gzip, flush= and if=");
            }
        }
        scope.add(
                ACCESS_LOGS,
                new PendingLog(new AccessLog(draft.value(directive, 0), format.line(), format.escape(), condition)));
    }
}
