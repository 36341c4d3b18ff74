// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import dev.resty.Resty;
import dev.resty.store.DictSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is configured, checked and immutable: what a configuration file, the Java builder and Spring
 * properties all come to.
 *
 * @param prefix what relative paths count from
 * @param workers the number of Lua VMs; 0 for one a processor
 * @param dicts the shared dicts by name
 * @param redis where the store "redis" is; null where nothing is said
 * @param luaPackagePath {@code lua_package_path}, with {@code $prefix} replaced; {@code ;;} stands for the default
 * @param luaPackageCpath {@code lua_package_cpath}
 * @param init code of the init phase; null for none
 * @param initWorker code of the init_worker phase; null for none
 * @param exitWorker code of the exit_worker phase; null for none
 * @param servers in the order they are written; at least one
 * @param upstreams by name
 * @param maps the {@code map} blocks by the variable they define
 * @param variables every variable that some directive sets or mentions and nginx doesn't have
 * @param environment the environment that scripts read, as {@code env} leaves it; null for the process's own
 * @param limits limits of the http block
 * @param standalone what only the launcher looks at
 * @param warnings what was accepted and has no effect here, one line each with its position
 */
public record Configuration(
        Path prefix,
        int workers,
        Map<String, DictConf> dicts,
        @Nullable RedisConf redis,
        String luaPackagePath,
        String luaPackageCpath,
        @Nullable LuaCode init,
        @Nullable LuaCode initWorker,
        @Nullable LuaCode exitWorker,
        List<ServerConf> servers,
        Map<String, UpstreamConf> upstreams,
        Map<String, MapConf> maps,
        Set<String> variables,
        @Nullable Map<String, String> environment,
        Limits limits,
        Standalone standalone,
        List<String> warnings) {

    /**
     * {@code lua_shared_dict name size}. Differs from OpenResty: {@code store=name} keeps a dict in another store than
     * the heap, and {@code persist=file} keeps its contents in a file while the server is down, which
     * {@code persist_interval=60s} also writes while it is up.
     *
     * @param settings the dict's name, size, store, file and interval
     */
    public record DictConf(DictSettings settings, Position position) {

        /**
         * Opens the dict, where it isn't open already.
         *
         * @throws ConfException where its store isn't there, or refuses it
         */
        public void open(Resty resty) {
            try {
                resty.openDict(settings);
            } catch (IllegalArgumentException e) {
                String remedy =
                        settings.store().equals("redis") && !resty.storeNames().contains("redis")
                                ? "name Redisson's configuration with \"resty_redis_config redisson.yaml;\""
                                : "";
                ConfException failure = new ConfException(
                        "\"lua_shared_dict\" directive: " + e.getMessage(), remedy, "lua_shared_dict", position);
                failure.initCause(e);
                throw failure;
            }
        }
    }

    /**
     * {@code resty_redis_config file}: where the store {@code redis} is.
     *
     * @param file a configuration of Redisson, in YAML
     * @param timeout how long an operation takes at most
     * @param prefix what all names in Redis begin with
     * @param required whether the start fails where Redis can't be reached
     */
    public record RedisConf(Path file, Duration timeout, String prefix, boolean required, Position position) {}

    /**
     * Limits of the http block. Differs from OpenResty: it has no {@code lua_timeout}, {@code lua_max_instructions},
     * {@code lua_max_memory} and {@code lua_max_call_depth}.
     *
     * @param regexCacheEntries {@code lua_regex_cache_max_entries}
     * @param regexMatchLimit {@code lua_regex_match_limit}; 0 for PCRE's default
     * @param maxPendingTimers {@code lua_max_pending_timers}
     * @param maxRunningTimers {@code lua_max_running_timers}
     * @param luaTimeout {@code lua_timeout}: how long one run of Lua code may hold its worker; zero for no limit
     * @param luaMaxInstructions {@code lua_max_instructions}: how many turns of loops and calls of Lua functions one
     *     run may take; zero for no limit
     * @param luaMaxMemory {@code lua_max_memory}: how many bytes one run may allocate in all, whatever is garbage
     *     since; zero for no limit
     * @param luaMaxCallDepth {@code lua_max_call_depth}: how deep Lua functions may call each other, from 1 to
     *     {@link #MOST_CALL_DEPTH}
     */
    public record Limits(
            int regexCacheEntries,
            int regexMatchLimit,
            int maxPendingTimers,
            int maxRunningTimers,
            Duration luaTimeout,
            long luaMaxInstructions,
            long luaMaxMemory,
            int luaMaxCallDepth) {

        /** As deep as Lua functions may call each other in LuaJIT. */
        public static final int MOST_CALL_DEPTH = 21_825;

        /** OpenResty's defaults, and nothing that stops a script which LuaJIT would let run. */
        public static final Limits DEFAULTS = new Limits(1024, 0, 1024, 256, Duration.ZERO, 0, 0, MOST_CALL_DEPTH);
    }

    /**
     * What only the standalone launcher looks at.
     *
     * @param errorLog the error log's path; {@code stderr} for standard error; null where nothing is said
     * @param errorLogLevel its level, such as {@code error}
     * @param pidFile the pid file; null where nothing is said
     */
    public record Standalone(
            @Nullable String errorLog,
            String errorLogLevel,
            @Nullable String pidFile) {}
}
