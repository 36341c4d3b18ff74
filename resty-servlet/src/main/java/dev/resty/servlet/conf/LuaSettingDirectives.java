// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The settings of the Lua module: module paths, caches, budgets, timers, cosockets. */
final class LuaSettingDirectives {

    static final Key<String> PACKAGE_PATH = new Key<>("lua_package_path", ";;");
    static final Key<String> PACKAGE_CPATH = new Key<>("lua_package_cpath", ";;");
    static final Key<Boolean> CODE_CACHE = new Key<>("lua_code_cache", true);
    static final Key<Boolean> NEED_REQUEST_BODY = new Key<>("lua_need_request_body", false);
    static final Key<Boolean> USE_DEFAULT_TYPE = new Key<>("lua_use_default_type", true);
    static final Key<Boolean> TRANSFORM_UNDERSCORES = new Key<>("lua_transform_underscores_in_response_headers", true);
    static final Key<Duration> TIMEOUT = new Key<>("lua_timeout", Configuration.Limits.DEFAULTS.luaTimeout());
    static final Key<Long> MAX_INSTRUCTIONS =
            new Key<>("lua_max_instructions", Configuration.Limits.DEFAULTS.luaMaxInstructions());
    static final Key<Long> MAX_MEMORY = new Key<>("lua_max_memory", Configuration.Limits.DEFAULTS.luaMaxMemory());
    static final Key<Integer> MAX_CALL_DEPTH =
            new Key<>("lua_max_call_depth", Configuration.Limits.DEFAULTS.luaMaxCallDepth());
    static final Key<Integer> REGEX_CACHE = new Key<>("lua_regex_cache_max_entries", 1024);
    static final Key<Integer> REGEX_MATCH_LIMIT = new Key<>("lua_regex_match_limit", 0);
    static final Key<Integer> PENDING_TIMERS = new Key<>("lua_max_pending_timers", 1024);
    static final Key<Integer> RUNNING_TIMERS = new Key<>("lua_max_running_timers", 256);

    private static final Key<Duration> CONNECT_TIMEOUT =
            new Key<>("lua_socket_connect_timeout", LuaSocketSettings.DEFAULTS.connectTimeout());
    private static final Key<Duration> SEND_TIMEOUT =
            new Key<>("lua_socket_send_timeout", LuaSocketSettings.DEFAULTS.sendTimeout());
    private static final Key<Duration> READ_TIMEOUT =
            new Key<>("lua_socket_read_timeout", LuaSocketSettings.DEFAULTS.readTimeout());
    private static final Key<Duration> KEEPALIVE_TIMEOUT =
            new Key<>("lua_socket_keepalive_timeout", LuaSocketSettings.DEFAULTS.keepaliveTimeout());
    private static final Key<Long> BUFFER_SIZE =
            new Key<>("lua_socket_buffer_size", LuaSocketSettings.DEFAULTS.bufferSize());
    private static final Key<Integer> POOL_SIZE =
            new Key<>("lua_socket_pool_size", LuaSocketSettings.DEFAULTS.poolSize());
    private static final Key<Boolean> LOG_ERRORS = new Key<>("lua_socket_log_errors", true);

    private static final Set<Context> HTTP = EnumSet.of(Context.HTTP);

    private LuaSettingDirectives() {}

    static void register(DirectiveTable table) {
        table.simple("lua_package_path", HTTP, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(PACKAGE_PATH, withPrefix(directive.arg(0), draft.prefix()), directive);
        });
        table.simple("lua_package_cpath", HTTP, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(PACKAGE_CPATH, withPrefix(directive.arg(0), draft.prefix()), directive);
        });
        table.simple("lua_code_cache", Context.HTTP_SERVER_LOCATION_IF, 1, 1, LuaSettingDirectives::codeCache);
        table.flag(Context.HTTP_SERVER_LOCATION_IF, NEED_REQUEST_BODY);
        table.flag(Context.HTTP_SERVER_LOCATION_IF, USE_DEFAULT_TYPE);
        table.flag(Context.HTTP_SERVER_LOCATION_IF, TRANSFORM_UNDERSCORES);
        table.time(HTTP, TIMEOUT);
        table.simple(MAX_INSTRUCTIONS.directive(), HTTP, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(MAX_INSTRUCTIONS, Units.count(directive), directive);
        });
        table.size(HTTP, MAX_MEMORY);
        table.simple(MAX_CALL_DEPTH.directive(), HTTP, 1, 1, (draft, scope, directive) -> {
            scope.setOnce(MAX_CALL_DEPTH, callDepth(directive), directive);
        });
        table.number(HTTP, REGEX_CACHE);
        table.number(HTTP, REGEX_MATCH_LIMIT);
        table.number(HTTP, PENDING_TIMERS);
        table.number(HTTP, RUNNING_TIMERS);
        table.time(Context.HTTP_SERVER_LOCATION_IF, CONNECT_TIMEOUT);
        table.time(Context.HTTP_SERVER_LOCATION_IF, SEND_TIMEOUT);
        table.time(Context.HTTP_SERVER_LOCATION_IF, READ_TIMEOUT);
        table.time(Context.HTTP_SERVER_LOCATION_IF, KEEPALIVE_TIMEOUT);
        table.size(Context.HTTP_SERVER_LOCATION_IF, BUFFER_SIZE);
        table.number(Context.HTTP_SERVER_LOCATION_IF, POOL_SIZE);
        table.flag(Context.HTTP_SERVER_LOCATION_IF, LOG_ERRORS);
    }

    /** What the cosocket directives of a block and the blocks around it come to. */
    static LuaSocketSettings socket(Scope scope) {
        return new LuaSocketSettings(
                scope.get(CONNECT_TIMEOUT),
                scope.get(SEND_TIMEOUT),
                scope.get(READ_TIMEOUT),
                scope.get(BUFFER_SIZE),
                scope.get(POOL_SIZE),
                scope.get(KEEPALIVE_TIMEOUT),
                scope.get(LOG_ERRORS));
    }

    private static void codeCache(Draft draft, Scope scope, Directive directive) {
        boolean on = Units.flag(directive);
        scope.setOnce(CODE_CACHE, on, directive);
        if (!on) {
            draft.warn("lua_code_cache is off; this will hurt performance", directive);
        }
    }

    private static int callDepth(Directive directive) {
        int depth = Units.number(directive);
        int most = Configuration.Limits.MOST_CALL_DEPTH;
        if (depth < 1 || depth > most) {
            throw directive.error(
                    "\"" + directive.name() + "\" directive invalid value", "give a depth from 1 to " + most);
        }
        return depth;
    }

    private static String withPrefix(String path, Path prefix) {
        String folder = prefix.toString().endsWith("/") ? prefix.toString() : prefix + "/";
        return path.replace("${prefix}", folder).replace("$prefix", folder);
    }

    /** Directives that have nothing to act on here, with the contexts nginx allows. */
    static List<String> withoutEffect() {
        return List.of(
                "lua_malloc_trim",
                "lua_load_resty_core",
                "lua_thread_cache_max_entries",
                "lua_worker_thread_vm_pool_size",
                "lua_sa_restart",
                "lua_capture_error_log",
                "rewrite_by_lua_no_postpone",
                "access_by_lua_no_postpone",
                "precontent_by_lua_no_postpone");
    }
}
