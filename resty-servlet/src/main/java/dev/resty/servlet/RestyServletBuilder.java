// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.Resty;
import dev.resty.phase.Phase;
import dev.resty.phase.PhaseHandler;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfReader;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.Directive;
import dev.resty.servlet.lua.BudgetBreaches;
import dev.resty.servlet.lua.JavaModule;
import dev.resty.servlet.ngx.ErrorLog;
import dev.resty.servlet.ngx.Slf4jErrorLog;
import dev.resty.servlet.phase.Generation;
import dev.resty.servlet.phase.GenerationOptions;
import dev.resty.servlet.phase.WafOptions;
import dev.resty.servlet.resty.RestyLibraries;
import dev.resty.store.StoreProvider;
import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import dev.resty.waf.WafListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Describes an engine: from a configuration file, from Java, or from both. What Java adds becomes the same directives
 * and passes the same checks.
 *
 * <pre>{@code
 * RestyEngine engine = RestyFilter.builder()
 *         .conf(ConfSource.classpath("resty.conf", loader))
 *         .dict("counters", "1m")
 *         .lua(Phase.ACCESS, "/api/", "if ngx.var.arg_token == nil then return ngx.exit(401) end")
 *         .handler(Phase.LOG, "/", exchange -> Outcome.declined())
 *         .build();
 * }</pre>
 *
 * <p>Not safe for concurrent use.
 */
public final class RestyServletBuilder {

    private final List<Directive> directives = new ArrayList<>();
    private final Map<String, Directive> settings = new LinkedHashMap<>();
    private final List<Directive> additions = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, List<Directive>> locations = new LinkedHashMap<>();
    private final Map<String, StoreProvider> stores = new LinkedHashMap<>();
    private final List<JavaModule> modules = new ArrayList<>();
    private final List<WafListener> wafListeners = new ArrayList<>();
    private Supplier<WafBuilder> wafBuilders = Waf::builder;
    private Path prefix = Path.of("");
    private @Nullable Resty resty;
    private ErrorLog errorLog = new Slf4jErrorLog();
    private boolean compileAhead = true;
    private boolean filesByDefault;
    private boolean standalone;
    private ClassLoader classLoader = RestyServletBuilder.class.getClassLoader();

    RestyServletBuilder() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            classLoader = context;
        }
    }

    /**
     * Adds a configuration in nginx's syntax: what stands inside {@code http}, or {@code server} blocks, or bare
     * locations, or a complete nginx.conf.
     *
     * @throws ConfException where it can't be read
     */
    public RestyServletBuilder conf(ConfSource source) {
        directives.addAll(ConfReader.directives(source, warnings));
        return this;
    }

    /** Adds directives as they would stand in a configuration file. */
    public RestyServletBuilder directives(List<Directive> more) {
        directives.addAll(more);
        return this;
    }

    /** What relative paths count from; the working directory unless given. */
    public RestyServletBuilder prefix(Path folder) {
        this.prefix = folder;
        return this;
    }

    /** The dicts and locks to use; not closed with the engine. One of its own is made unless given. */
    public RestyServletBuilder resty(Resty shared) {
        this.resty = shared;
        return this;
    }

    /**
     * Declares a shared dict.
     *
     * @param size in bytes, or with nginx's units: {@code 10m}
     * @param parameters what may follow in {@code lua_shared_dict}: {@code store=redis}, {@code persist=file},
     *     {@code persist_interval=60s}
     */
    public RestyServletBuilder dict(String name, String size, String... parameters) {
        List<String> args = new ArrayList<>(List.of(name, size));
        args.addAll(List.of(parameters));
        additions.add(Directive.of("lua_shared_dict", args.toArray(String[]::new)));
        return this;
    }

    /**
     * Adds a store that dicts may name, as in {@code lua_shared_dict sessions 10m store=name}. One named {@code redis}
     * takes the place of what {@code resty_redis_config} describes. Closed with the engine, or with the {@link Resty} that
     * was given.
     */
    public RestyServletBuilder store(String name, StoreProvider provider) {
        stores.put(name, provider);
        return this;
    }

    /** How many Lua VMs there are; one a processor unless given. */
    public RestyServletBuilder workers(int count) {
        setting("worker_processes", Integer.toString(count));
        return this;
    }

    /** Where {@code require} looks: {@code lua_package_path}. */
    public RestyServletBuilder packagePath(String path) {
        setting("lua_package_path", path);
        return this;
    }

    /** How long one run of Lua code may hold its worker before it is stopped; zero, the default, for no limit. */
    public RestyServletBuilder luaTimeout(Duration limit) {
        setting("lua_timeout", limit.toMillis() + "ms");
        return this;
    }

    /**
     * How many turns of loops and calls of Lua functions one run of Lua code may take before it is stopped; zero, the
     * default, for no limit. Counting makes loops slower. A run that must not be this long is more cheaply stopped by
     * {@link #luaTimeout}.
     */
    public RestyServletBuilder luaMaxInstructions(long most) {
        setting("lua_max_instructions", Long.toString(most));
        return this;
    }

    /**
     * How many bytes the strings and tables of one run of Lua code may take in all, as the library estimates them and
     * whatever is garbage since, before it is stopped; zero, the default, for no limit.
     */
    public RestyServletBuilder luaMaxMemory(long bytes) {
        setting("lua_max_memory", Long.toString(bytes));
        return this;
    }

    /**
     * How deep Lua functions may call each other before they get Lua's error {@code stack overflow}: from 1 to 21825,
     * which is LuaJIT's own depth and the default.
     */
    public RestyServletBuilder luaMaxCallDepth(int depth) {
        setting("lua_max_call_depth", Integer.toString(depth));
        return this;
    }

    /** Sets what the configuration file may have set otherwise: Java has the last word. */
    private void setting(String name, String value) {
        settings.put(name, Directive.of(name, value));
    }

    /**
     * Adds Lua code to a phase.
     *
     * @param phase a phase of requests, or init, init_worker or exit_worker, for which {@code location} is ignored
     * @param location as after {@code location} in a configuration: {@code /api/}, {@code = /x}, {@code ~ \.php$}
     */
    public RestyServletBuilder lua(Phase phase, String location, String code) {
        Directive directive = Directive.of(phase.luaName() + "_by_lua_block", bytes(code));
        switch (phase) {
            case INIT, INIT_WORKER, EXIT_WORKER, SERVER_REWRITE -> additions.add(directive);
            default -> in(location).add(directive);
        }
        return this;
    }

    /** The configuration is bytes: an ISO-8859-1 view of the code's UTF-8. */
    private static String bytes(String code) {
        return new String(code.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /**
     * Adds a Java handler to a phase.
     *
     * @param location as after {@code location} in a configuration
     */
    public RestyServletBuilder handler(Phase phase, String location, PhaseHandler handler) {
        Directive directive = Directive.java(phase.luaName() + "_by_java", handler);
        if (phase == Phase.SERVER_REWRITE) {
            additions.add(directive);
        } else {
            in(location).add(directive);
        }
        return this;
    }

    private List<Directive> in(String location) {
        return locations.computeIfAbsent(location.trim(), name -> new ArrayList<>());
    }

    /**
     * Guards every location by rules that were loaded in Java, unless a location or its server says otherwise: {@code
     * modsecurity on}.
     *
     * @param waf is not closed with the engine
     */
    public RestyServletBuilder waf(Waf waf) {
        additions.add(Directive.of("modsecurity", "on"));
        additions.add(Directive.waf(waf));
        return this;
    }

    /**
     * Guards a location by rules that were loaded in Java, in the place of those of the blocks around it.
     *
     * @param location as after {@code location} in a configuration
     * @param waf is not closed with the engine
     */
    public RestyServletBuilder waf(String location, Waf waf) {
        in(location).add(Directive.of("modsecurity", "on"));
        in(location).add(Directive.waf(waf));
        return this;
    }

    /** Has something told what the rules that the configuration loads have found. */
    public RestyServletBuilder wafListener(WafListener listener) {
        wafListeners.add(listener);
        return this;
    }

    /**
     * Has every rule set of the configuration prepared, such as by {@link WafBuilder#programs}, {@link WafBuilder#scripts} or
     * {@link WafBuilder#hostLookup}; its rules, its directory and its collections are the configuration's. What was given before is
     * done too.
     */
    public RestyServletBuilder wafSetup(Consumer<WafBuilder> setup) {
        Supplier<WafBuilder> before = wafBuilders;
        wafBuilders = () -> {
            WafBuilder builder = before.get();
            setup.accept(builder);
            return builder;
        };
        return this;
    }

    /** Takes another engine for the rules than the one on the class path. */
    RestyServletBuilder wafBuilders(Supplier<WafBuilder> builders) {
        wafBuilders = builders;
        return this;
    }

    /** Offers Java functions to scripts as a module. */
    public RestyServletBuilder module(JavaModule module) {
        modules.add(module);
        return this;
    }

    /** Where {@code ngx.log} and errors go; the SLF4J logger {@code dev.resty.ngx} unless given. */
    public RestyServletBuilder errorLog(ErrorLog log) {
        this.errorLog = log;
        return this;
    }

    /**
     * Whether Lua code that doesn't compile stops the start, which is the default; if not, the first request that needs
     * it fails, as in OpenResty.
     */
    public RestyServletBuilder compileAhead(boolean ahead) {
        this.compileAhead = ahead;
        return this;
    }

    /** Whether files under {@code root} answer where nothing else is configured, rather than the application. */
    public RestyServletBuilder filesByDefault(boolean files) {
        this.filesByDefault = files;
        return this;
    }

    /**
     * Whether the engine is the whole server, as nginx is, rather than a part of an application: servers are then
     * chosen by the address that a request came to ({@code listen}) as well as by its Host, and what has no
     * {@code access_log} is logged to {@code logs/access.log} under the prefix.
     */
    public RestyServletBuilder standalone(boolean whole) {
        this.standalone = whole;
        return this;
    }

    /** Where {@code classpath:} entries of {@code lua_package_path} are looked for. */
    public RestyServletBuilder classLoader(ClassLoader loader) {
        this.classLoader = loader;
        return this;
    }

    /**
     * Checks what was described, without starting anything.
     *
     * @throws ConfException where it can't be used
     */
    public Configuration configuration() {
        List<Directive> blocks = new ArrayList<>();
        locations.forEach((name, inside) -> blocks.add(Directive.block("location", words(name), inside)));
        return ConfReader.read(
                ConfAdditions.merge(directives, settings, additions, blocks), prefix, new ArrayList<>(warnings));
    }

    /**
     * Checks what was described as {@link #configuration} does, and the WAF's rules too, without starting anything.
     *
     * @throws ConfException where it can't be used
     */
    public void check() {
        Configuration configuration = configuration();
        try (Resty checked = Resty.builder().build()) {
            Generation.check(configuration, options(checked));
        }
    }

    private GenerationOptions options(Resty shared) {
        return new GenerationOptions(
                shared,
                errorLog,
                RestyLibraries::install,
                List.copyOf(modules),
                compileAhead,
                filesByDefault,
                standalone,
                classLoader,
                new BudgetBreaches(),
                new WafOptions(wafBuilders, List.copyOf(wafListeners)));
    }

    private static List<String> words(String location) {
        int space = location.indexOf(' ');
        return space < 0
                ? List.of(location)
                : List.of(
                        location.substring(0, space),
                        location.substring(space + 1).trim());
    }

    /**
     * Starts the engine: opens the dicts, makes the workers, runs init and init_worker.
     *
     * @throws ConfException where what was described can't be used
     */
    public RestyEngine build() {
        Configuration configuration = configuration();
        Resty shared = resty == null ? Resty.builder().build() : resty;
        stores.forEach(shared::store);
        GenerationOptions options = options(shared);
        try {
            return new RestyEngine(configuration, options, resty == null);
        } catch (RuntimeException | Error e) {
            if (resty == null) {
                shared.close();
            }
            throw e;
        }
    }
}
