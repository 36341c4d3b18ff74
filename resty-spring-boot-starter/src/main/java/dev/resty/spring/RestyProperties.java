// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application says about Resty in its properties. It becomes the same directives that {@code resty.conf} is
 * made of; where both say the number of workers, a limit of Lua code, the module path or a dict's size, the property wins.
 *
 * @param enabled Whether requests pass through Resty's phases and its beans are there.
 * @param conf The configuration in nginx's syntax: a resource of the class path, or a file. By default
 *     classpath:resty.conf, where there is one. Empty for none.
 * @param prefix The folder that relative paths in the configuration count from. By default the working directory.
 * @param order The filter's order. By default it runs before Spring Security (-100) and before the filters that read
 *     request bodies as forms, so that scripts see them first.
 * @param workers The number of Lua workers. By default one a processor.
 * @param luaTimeout How long one run of Lua code may hold its worker before it is stopped. Zero is no limit.
 * @param luaMaxInstructions How many turns of loops and calls of Lua functions one run of Lua code may take before it is
 *     stopped. Zero, the default, is no limit: counting makes loops slower, and the time limit stops them too.
 * @param luaMaxMemory How much memory the strings and tables of one run of Lua code may take in all, whatever is garbage
 *     since, before it is stopped. Zero is no limit.
 * @param luaMaxCallDepth How deep Lua functions may call each other before they get the error "stack overflow". By
 *     default as deep as in LuaJIT.
 * @param packagePath Where require looks for Lua modules: lua_package_path. By default classpath:lua/ is searched too.
 * @param dicts Shared dicts: their names, and their sizes as nginx writes them, such as 10m. What lua_shared_dict takes
 *     may follow, such as "10m store=redis" or "10m persist=hits.dict persist_interval=60s".
 * @param redis Where the store "redis" of shared dicts is.
 * @param caches Two-level caches by name.
 * @param waf Rules that guard the application.
 * @param initByLua Lua code that each worker runs first.
 * @param initWorkerByLua Lua code that each worker runs when it starts.
 * @param exitWorkerByLua Lua code that each worker runs when it ends.
 * @param serverRewriteByLua Lua code that runs for each request before its location is chosen.
 * @param locations Locations by what follows "location" in nginx's configuration, such as "[/api/]" or "[= /health]".
 */
@ConfigurationProperties("resty")
public record RestyProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String conf,
        @Nullable String prefix,
        @DefaultValue("-10100") int order,
        @Nullable Integer workers,
        @Nullable Duration luaTimeout,
        @Nullable Long luaMaxInstructions,
        @Nullable DataSize luaMaxMemory,
        @Nullable Integer luaMaxCallDepth,
        @Nullable String packagePath,
        @DefaultValue Map<String, String> dicts,
        @DefaultValue RedisProperties redis,
        @DefaultValue Map<String, CacheProperties> caches,
        @DefaultValue WafProperties waf,
        @Nullable String initByLua,
        @Nullable String initWorkerByLua,
        @Nullable String exitWorkerByLua,
        @Nullable String serverRewriteByLua,
        @DefaultValue Map<String, LocationProperties> locations) {

    /** Where the configuration is unless {@code resty.conf} says otherwise. */
    static final String DEFAULT_CONF = "classpath:resty.conf";

    /** How long Lua code may run unless the configuration or {@code resty.lua-timeout} says otherwise. */
    static final Duration DEFAULT_LUA_TIMEOUT = Duration.ofSeconds(10);

    /** How much Lua code may allocate unless the configuration or {@code resty.lua-max-memory} says otherwise. */
    static final DataSize DEFAULT_LUA_MAX_MEMORY = DataSize.ofGigabytes(1);

    /**
     * The store "redis" of shared dicts. Without a configuration, a RedissonClient bean is used where there is one.
     *
     * @param config A configuration of Redisson, in YAML: a resource of the class path, or a file.
     * @param timeout How long an operation takes at most, whatever Redis does.
     * @param prefix What all names in Redis begin with.
     * @param required Whether the application's start fails where Redis can't be reached.
     */
    public record RedisProperties(
            @Nullable String config,
            @DefaultValue("500ms") Duration timeout,
            @DefaultValue("resty:") String prefix,
            @DefaultValue("true") boolean required) {}

    /**
     * A two-level cache.
     *
     * @param dict The shared dict of its second level.
     * @param l1Ttl How long an object of the first level lives. Zero for no first level.
     * @param l1Size How many objects the first level holds.
     * @param l2Ttl How long a value lives in the shared dict. Zero for ever.
     * @param negativeTtl How long it is remembered that there is no value. Zero remembers nothing.
     * @param ttlJitter By which part, 0 to 1, each time to live is shortened at random.
     * @param staleWhileRevalidate How long after its time a value is served while a new one is loaded.
     * @param staleIfError How long after its time a value is served where its loader fails or is slow.
     * @param resurrectTtl How long a stale value is served before its load is tried again.
     * @param refreshAhead How long before the end of its time a value is loaded anew.
     * @param softTimeout How long a caller waits for a load where there is a stale value. Zero is no limit.
     * @param hardTimeout How long a load may take. Zero is no limit.
     * @param l1WhenStoreDown How long after their time objects of the first level are served while Redis is down.
     * @param loadWhenStoreDown Whether values are loaded for the first level alone while Redis is down.
     * @param type What the values of a Spring cache are, such as com.example.User or
     *     {@code java.util.List<com.example.User>}. They are stored as plain JSON then. Without, the JSON names its types.
     */
    public record CacheProperties(
            String dict,
            @DefaultValue("10s") Duration l1Ttl,
            @DefaultValue("10000") long l1Size,
            @DefaultValue("5m") Duration l2Ttl,
            @DefaultValue("0s") Duration negativeTtl,
            @DefaultValue("0") double ttlJitter,
            @DefaultValue("0s") Duration staleWhileRevalidate,
            @DefaultValue("0s") Duration staleIfError,
            @DefaultValue("1s") Duration resurrectTtl,
            @DefaultValue("0s") Duration refreshAhead,
            @DefaultValue("0s") Duration softTimeout,
            @DefaultValue("0s") Duration hardTimeout,
            @DefaultValue("0s") Duration l1WhenStoreDown,
            @DefaultValue("false") boolean loadWhenStoreDown,
            @Nullable String type) {}

    /**
     * The WAF.
     *
     * @param enabled Whether rules guard the application.
     * @param rules Files of rules in their order: files, globs, folders, jars, or the like on the class path with
     *     classpath:. A folder or jar of the OWASP Core Rule Set is read as a whole.
     * @param profile Which of the library's own rules are read: web, for pages and forms, or api, for REST, GraphQL and
     *     OData. By default web where no other rules are named.
     * @param mode Whether rules interrupt, only log, or are off. By default the rules decide, on where they don't.
     * @param exclusions What the rules leave alone.
     * @param reloadInterval How often the rules' files are looked at; changed ones are read again. Zero never does.
     * @param programTimeout How long a program may take that rules start by @inspectFile. By default they start none.
     * @param collections The shared dict that persistent collections (IP, SESSION) live in. By default one of their own.
     * @param errorPage The application's page for errors, which rules that look at responses' bodies look at too; off for
     *     none. By default that of Spring Boot, /error.
     */
    public record WafProperties(
            @DefaultValue("false") boolean enabled,
            @DefaultValue List<String> rules,
            @Nullable WafProfile profile,
            @Nullable WafMode mode,
            @DefaultValue List<WafExclusionProperties> exclusions,
            @DefaultValue("0s") Duration reloadInterval,
            @Nullable Duration programTimeout,
            @Nullable String collections,
            @Nullable String errorPage) {}

    /**
     * What rules leave alone.
     *
     * @param path The path, such as /search, or /search/** for what is below it too. By default every path.
     * @param parameter A request parameter that the rules don't look at.
     * @param target A variable of SecLang that the rules don't look at, such as REQUEST_COOKIES:/^_ga/.
     * @param rules Ids and ranges of ids, such as 942100 or 942200-942299.
     * @param tags Tags of rules, such as attack-sqli.
     */
    public record WafExclusionProperties(
            @Nullable String path,
            @Nullable String parameter,
            @Nullable String target,
            @DefaultValue List<String> rules,
            @DefaultValue List<String> tags) {}

    /** What kind of application the library's own rules guard. */
    public enum WafProfile {
        /** Pages and forms. */
        WEB,
        /** REST, GraphQL and OData. */
        API
    }

    /** What rules may do. */
    public enum WafMode {
        /** Interrupt requests. */
        ON,
        /** Log. */
        DETECTION_ONLY,
        /** Nothing. */
        OFF
    }

    /**
     * What happens in one location, by phase.
     *
     * @param directives Directives in nginx's syntax, such as "set $x 1; proxy_pass http://backend;".
     * @param rewriteByLua Lua code of the rewrite phase, which may change the URI.
     * @param accessByLua Lua code of the access phase, which decides whether the request goes on.
     * @param precontentByLua Lua code between access and content.
     * @param contentByLua Lua code that answers in the application's place.
     * @param headerFilterByLua Lua code that runs before the response's headers are sent.
     * @param bodyFilterByLua Lua code that runs for each chunk of the response's body.
     * @param logByLua Lua code that runs after the response.
     */
    public record LocationProperties(
            @Nullable String directives,
            @Nullable String rewriteByLua,
            @Nullable String accessByLua,
            @Nullable String precontentByLua,
            @Nullable String contentByLua,
            @Nullable String headerFilterByLua,
            @Nullable String bodyFilterByLua,
            @Nullable String logByLua) {}
}
