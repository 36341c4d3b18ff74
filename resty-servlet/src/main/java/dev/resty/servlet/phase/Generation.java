// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.Configuration.DictConf;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.AccessLog;
import dev.resty.servlet.conf.ServerConf;
import dev.resty.servlet.conf.UpstreamConf;
import dev.resty.servlet.gateway.Gateway;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.NgxLimits;
import dev.resty.servlet.ngx.NgxServices;
import dev.resty.waf.Waf;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A configuration at work: its servers, locations and workers. A reload makes the next generation; this one ends when
 * its last request has. Safe for concurrent use.
 */
public final class Generation implements AutoCloseable {

    private static final int RETIRED = Integer.MIN_VALUE;

    private final Configuration configuration;
    private final Workers workers;
    private final ServerRouter servers;
    private final RequestLog log;
    private final AccessLogs accessLogs;
    private final RuleSets ruleSets;
    private final NgxServices services;
    private final Map<String, UpstreamConf> upstreams;
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Runnable> afterwards = new CopyOnWriteArrayList<>();
    private volatile @Nullable Gateway gateway;

    /**
     * Makes a configuration ready: opens its dicts, makes its workers and runs the init phase in each.
     *
     * @throws ConfException where it can't be used: a script that doesn't compile or fails in init
     */
    public Generation(Configuration configuration, GenerationOptions options) {
        this.configuration = configuration;
        this.log = new RequestLog(options.errorLog());
        this.accessLogs = new AccessLogs(
                configuration.prefix(), options.standalone() ? List.of(AccessLog.DEFAULT) : List.of(), log);
        this.upstreams = configuration.upstreams();
        for (DictConf dict : configuration.dicts().values()) {
            dict.open(options.resty());
        }
        this.ruleSets = new RuleSets(configuration.prefix(), options);
        Assembly assembly = new Assembly(configuration, this::proxy, ruleSets, options.filesByDefault());
        List<Server> ready = servers(assembly);
        this.servers = new ServerRouter(ready, options.standalone());
        this.services = new NgxServices(
                options.resty(), options.errorLog(), configuration.prefix(), assembly.workers(), limits(configuration));
        this.workers = new Workers(configuration, options, services, assembly, log);
        if (options.compileAhead()) {
            assembly.compile(workers.pool().workers().get(0));
        }
        configuration.warnings().forEach(warning -> log.info(warning, null));
    }

    private List<Server> servers(Assembly assembly) {
        List<Server> ready = new ArrayList<>();
        try {
            for (ServerConf server : configuration.servers()) {
                ready.add(assembly.server(server));
            }
        } catch (RuntimeException | Error e) {
            ruleSets.close();
            throw e;
        }
        return ready;
    }

    private static NgxLimits limits(Configuration configuration) {
        Configuration.Limits limits = configuration.limits();
        return new NgxLimits(
                limits.regexCacheEntries(),
                limits.regexMatchLimit(),
                limits.maxPendingTimers(),
                limits.maxRunningTimers());
    }

    /**
     * Checks what only the start would find: the WAF's rules.
     *
     * @throws ConfException where they can't be read or understood
     */
    public static void check(Configuration configuration, GenerationOptions options) {
        RuleSets.check(configuration, options);
    }

    /** What this generation is made of. */
    public Configuration configuration() {
        return configuration;
    }

    /** Runs the init_worker phase in each worker: requests can come. */
    public void start() {
        workers.start();
    }

    /**
     * Counts a request in.
     *
     * @return whether this generation still takes requests; if not, the next one does
     */
    public boolean enter() {
        int count = requests.get();
        while (count >= 0) {
            if (requests.compareAndSet(count, count + 1)) {
                return true;
            }
            count = requests.get();
        }
        return false;
    }

    /** Counts a request out that {@link #enter} has let in. */
    public void leave() {
        if (requests.decrementAndGet() == RETIRED) {
            endInBackground();
        }
    }

    /** Begins a request that {@link #enter} has let in. */
    public RequestRun begin(HttpServletRequest request, HttpServletResponse response, FilterChain application) {
        HttpExchange exchange = new HttpExchange(request, response, servers.settings());
        Server server = servers.find(exchange);
        exchange.serverName(server.name());
        return new RequestRun(this, new PhaseEngine(this, exchange, server, application));
    }

    /** The worker for a request that is in a location. */
    Worker workerFor(Location location) {
        return location.conf().settings().luaCodeCache() ? workers.pool().choose() : workers.fresh();
    }

    /** Lets go of a request's worker. */
    void release(@Nullable Worker worker) {
        if (worker != null) {
            workers.release(worker);
        }
    }

    /** Has something done when its last request and its workers have ended. To be called before it is retired. */
    public void whenEnded(Runnable action) {
        afterwards.add(action);
    }

    /** Opens the access logs anew where the next line goes. */
    public void reopenLogs() {
        accessLogs.close();
    }

    /** The rule sets that the configuration has loaded, each once; not those that Java code had loaded. */
    public List<Waf> ruleSets() {
        return ruleSets.loaded();
    }

    AccessLogs accessLogs() {
        return accessLogs;
    }

    RequestLog errorLog() {
        return log;
    }

    private dev.resty.phase.Outcome proxy(
            HttpExchange exchange, LocationConf location, LocationConf.Content.ProxyPass pass) throws IOException {
        Gateway present = gateway;
        return (present == null ? openGateway() : present).proxy(exchange, location, pass);
    }

    private synchronized Gateway openGateway() {
        Gateway present = gateway;
        if (present == null) {
            present = new Gateway(upstreams, services.ticker());
            gateway = present;
        }
        return present;
    }

    /**
     * Takes no more requests, and ends when the last one has: timers, workers, connections. Where none is in flight,
     * that has happened when this returns; it waits for timers that run.
     */
    @Override
    public void close() {
        if (retired()) {
            end();
        }
    }

    /** As {@link #close}, without waiting for anything: another generation has taken over. */
    public void retire() {
        if (retired()) {
            endInBackground();
        }
    }

    /** Marks it as retired; whether the caller is the one to end it. */
    private boolean retired() {
        int count = requests.get();
        while (count >= 0) {
            if (requests.compareAndSet(count, count + RETIRED)) {
                return count == 0;
            }
            count = requests.get();
        }
        return false;
    }

    /** Timers that run may take their time to end: not the last request's, nor the reload's. */
    private void endInBackground() {
        Thread thread = new Thread(this::end, "resty-retire");
        thread.start();
    }

    private void end() {
        try {
            workers.exit();
        } finally {
            Gateway present = gateway;
            if (present != null) {
                present.close();
            }
            accessLogs.close();
            ruleSets.close();
            afterwards.forEach(Runnable::run);
        }
    }
}
