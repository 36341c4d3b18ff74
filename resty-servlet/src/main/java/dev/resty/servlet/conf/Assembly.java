// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.phase.Phase;
import dev.resty.servlet.conf.LocationConf.Content;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the records out of the blocks that were read, everything inherited filled in. */
final class Assembly {

    private static final ServerConf.Listen DEFAULT_LISTEN = new ServerConf.Listen("*", 80, false, false);

    private Assembly() {}

    /**
     * Makes the configuration.
     *
     * @param complete whether it is a complete nginx.conf, in which only {@code env} gives scripts an environment
     */
    static Configuration assemble(Draft draft, boolean complete) {
        Scope main = draft.main();
        Scope http = draft.http();
        if (draft.servers.isEmpty()) {
            draft.servers.add(new ServerDraft(new Scope(Context.SERVER, http, http.position())));
        }
        List<ServerConf> servers = new ArrayList<>();
        for (ServerDraft server : draft.servers) {
            servers.add(server(server));
        }
        checkListens(draft, servers);
        Set<String> variables = draft.variables();
        return new Configuration(
                draft.prefix(),
                main.get(MainDirectives.WORKER_PROCESSES),
                Collections.unmodifiableMap(new LinkedHashMap<>(draft.dicts)),
                http.own(DictDirectives.REDIS),
                http.get(LuaSettingDirectives.PACKAGE_PATH),
                http.get(LuaSettingDirectives.PACKAGE_CPATH),
                http.own(LuaPhaseDirectives.processKey(Phase.INIT)),
                http.own(LuaPhaseDirectives.processKey(Phase.INIT_WORKER)),
                http.own(LuaPhaseDirectives.processKey(Phase.EXIT_WORKER)),
                List.copyOf(servers),
                Collections.unmodifiableMap(new LinkedHashMap<>(draft.upstreams)),
                Collections.unmodifiableMap(new LinkedHashMap<>(draft.maps)),
                Collections.unmodifiableSet(variables),
                complete || !draft.environment.isEmpty() ? environment(draft) : null,
                new Configuration.Limits(
                        http.get(LuaSettingDirectives.REGEX_CACHE),
                        http.get(LuaSettingDirectives.REGEX_MATCH_LIMIT),
                        http.get(LuaSettingDirectives.PENDING_TIMERS),
                        http.get(LuaSettingDirectives.RUNNING_TIMERS),
                        http.get(LuaSettingDirectives.TIMEOUT),
                        http.get(LuaSettingDirectives.MAX_INSTRUCTIONS),
                        http.get(LuaSettingDirectives.MAX_MEMORY),
                        http.get(LuaSettingDirectives.MAX_CALL_DEPTH)),
                standalone(main, http),
                List.copyOf(draft.warnings()));
    }

    /** The rewrite directives of a block. */
    static List<RewriteStep> steps(Scope scope) {
        List<RewriteStep> steps = new ArrayList<>();
        for (Supplier<RewriteStep> step : scope.steps()) {
            steps.add(step.get());
        }
        return List.copyOf(steps);
    }

    /** A location, a server's own settings, or the inside of an {@code if} in a location. */
    static LocationConf location(Scope scope) {
        List<LocationConf> nested = new ArrayList<>();
        if (scope.context() == Context.LOCATION) {
            scope.locations().forEach(inner -> nested.add(location(inner)));
        }
        return new LocationConf(
                scope.match(),
                scope.context() == Context.LOCATION ? steps(scope) : List.of(),
                Collections.unmodifiableMap(LuaPhaseDirectives.handlers(scope)),
                scope.context() == Context.LOCATION_IF ? List.of() : List.copyOf(scope.get(CoreDirectives.TRY_FILES)),
                content(scope),
                settings(scope),
                List.copyOf(nested),
                scope.position());
    }

    private static ServerConf server(ServerDraft server) {
        Scope scope = server.scope();
        List<LocationConf> locations = new ArrayList<>();
        scope.locations().forEach(location -> locations.add(location(location)));
        return new ServerConf(
                server.names().isEmpty() ? List.of(new ServerConf.Name.Exact("")) : List.copyOf(server.names()),
                server.listens().isEmpty() ? List.of(DEFAULT_LISTEN) : List.copyOf(server.listens()),
                steps(scope),
                LuaPhaseDirectives.serverRewrite(scope),
                List.copyOf(locations),
                location(scope),
                scope.position());
    }

    /** A content handler isn't inherited, except that an {@code if} has its location's. */
    private static Content content(Scope scope) {
        Content own = scope.own(LuaPhaseDirectives.CONTENT);
        if (own != null) {
            return own;
        }
        Scope parent = scope.parent();
        if (scope.context() == Context.LOCATION_IF && parent != null) {
            Content outer = parent.own(LuaPhaseDirectives.CONTENT);
            if (outer != null) {
                return outer;
            }
        }
        LocationConf.@Nullable Root root = root(scope);
        return root == null
                ? new Content.Application()
                : new Content.Files(root, List.copyOf(scope.get(CoreDirectives.INDEX)));
    }

    private static LocationConf.@Nullable Root root(Scope scope) {
        LocationConf.Root root = scope.get(CoreDirectives.ROOT);
        return root == CoreDirectives.ROOT.fallback() ? null : root;
    }

    private static LocationSettings settings(Scope scope) {
        return new LocationSettings(
                scope.get(LocationDirectives.INTERNAL),
                scope.get(CoreDirectives.DEFAULT_TYPE),
                scope.get(CoreDirectives.CLIENT_MAX_BODY_SIZE),
                scope.get(CoreDirectives.CLIENT_BODY_BUFFER_SIZE),
                scope.get(LuaSettingDirectives.NEED_REQUEST_BODY),
                scope.get(LuaSettingDirectives.USE_DEFAULT_TYPE),
                scope.get(LuaSettingDirectives.CODE_CACHE),
                scope.get(LuaSettingDirectives.TRANSFORM_UNDERSCORES),
                scope.get(CoreDirectives.RECURSIVE_ERROR_PAGES),
                List.copyOf(scope.get(CoreDirectives.ERROR_PAGES)),
                List.copyOf(scope.get(HeaderDirectives.ADD_HEADERS)),
                List.copyOf(scope.get(HeaderDirectives.CLEAR_HEADERS)),
                root(scope),
                Map.copyOf(scope.get(CoreDirectives.TYPES)),
                List.copyOf(scope.get(AccessDirectives.RULES)),
                scope.get(AccessDirectives.SATISFY_ANY),
                LogDirectives.logs(scope),
                scope.get(LogDirectives.LOG_SUBREQUEST),
                LuaSettingDirectives.socket(scope),
                ProxyDirectives.settings(scope),
                WafDirectives.settings(scope));
    }

    private static Map<String, String> environment(Draft draft) {
        Map<String, String> environment = new HashMap<>(draft.environment);
        String zone = System.getenv("TZ");
        if (zone != null) {
            environment.putIfAbsent("TZ", zone);
        }
        return Map.copyOf(environment);
    }

    private static Configuration.Standalone standalone(Scope main, Scope http) {
        List<MainDirectives.ErrorLog> logs = http.get(MainDirectives.ERROR_LOGS);
        List<MainDirectives.ErrorLog> mainLogs = main.get(MainDirectives.ERROR_LOGS);
        MainDirectives.ErrorLog log = !logs.isEmpty() ? logs.get(0) : !mainLogs.isEmpty() ? mainLogs.get(0) : null;
        return new Configuration.Standalone(
                log == null ? null : log.path(), log == null ? "error" : log.level(), main.own(MainDirectives.PID));
    }

    private static void checkListens(Draft draft, List<ServerConf> servers) {
        Set<String> defaults = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (ServerConf server : servers) {
            for (ServerConf.Listen listen : server.listens()) {
                String address = (listen.address().equals("*") ? "0.0.0.0" : listen.address()) + ":" + listen.port();
                if (listen.defaultServer() && !defaults.add(address)) {
                    throw new ConfException(
                            "a duplicate default server for " + address,
                            "one server of an address can be its default",
                            "listen",
                            server.position());
                }
                for (ServerConf.Name name : server.names()) {
                    if (name instanceof ServerConf.Name.Exact exact && !names.add(address + ' ' + exact.name())) {
                        draft.warnings()
                                .add("conflicting server name \"" + exact.name() + "\" on " + address + ", ignored in "
                                        + server.position());
                    }
                }
            }
        }
    }
}
