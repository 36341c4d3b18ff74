// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Exchange;
import dev.resty.phase.Phase;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.LocationConf.Content;
import dev.resty.servlet.conf.LocationConf.Handler;
import dev.resty.servlet.conf.LocationSettings;
import dev.resty.servlet.conf.LuaCode;
import dev.resty.servlet.conf.RewriteStep;
import dev.resty.servlet.conf.ServerConf;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.gateway.Gateway;
import dev.resty.servlet.http.ExchangeSettings;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.ngx.PhaseRun;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a configuration's servers and locations ready to run. */
final class Assembly {

    private static final LocationConf.Root HTML = new LocationConf.Root(Value.constant("html"), 0);
    private static final List<Value> INDEX = List.of(Value.constant("index.html"));

    private final Configuration configuration;
    private final Proxy proxy;
    private final boolean filesByDefault;
    private final Map<String, Function<Exchange, String>> maps;
    private final RuleSets ruleSets;
    private final Map<LuaCode, LuaChunk> chunks = new IdentityHashMap<>();

    /**
     * Begins with nothing assembled.
     *
     * @param ruleSets loads the rules of locations
     * @param filesByDefault whether files answer where nothing else is configured, rather than the application
     */
    Assembly(Configuration configuration, Proxy proxy, RuleSets ruleSets, boolean filesByDefault) {
        this.configuration = configuration;
        this.proxy = proxy;
        this.ruleSets = ruleSets;
        this.filesByDefault = filesByDefault;
        this.maps = MapVariables.of(configuration.maps());
    }

    /**
     * Compiles all Lua code of the configuration, so that what doesn't compile is known before the first request.
     *
     * @throws ConfException with Lua's message
     */
    void compile(Worker worker) {
        PhaseRun run = new PhaseRun(Phase.INIT, null);
        for (LuaChunk chunk : chunks.values()) {
            if (chunk.code() instanceof LuaCode.Inline
                    || ((LuaCode.File) chunk.code()).path().isConstant()) {
                try {
                    chunk.in(worker, run);
                } catch (LuaLoadException e) {
                    LuaCode code = chunk.code();
                    throw new ConfException(String.valueOf(e.getMessage()), "", code.directive(), code.position());
                }
            }
        }
    }

    Server server(ServerConf conf) {
        Location root = location(conf.root());
        return new Server(
                conf,
                program(conf.steps(), conf.root().settings()),
                code(conf.serverRewrite(), conf.root().settings()),
                locations(conf.locations()),
                root);
    }

    private LocationRouter locations(List<LocationConf> confs) {
        List<Location> locations = new ArrayList<>(confs.size());
        for (LocationConf conf : confs) {
            locations.add(location(conf));
        }
        return new LocationRouter(locations);
    }

    private Location location(LocationConf conf) {
        return new Location(
                conf,
                locations(conf.nested()),
                program(conf.steps(), conf.settings()),
                code(conf),
                tryFiles(conf),
                content(conf),
                settings(conf.settings()),
                ruleSets.of(conf.settings().waf()));
    }

    private Location.Code code(LocationConf conf) {
        return new Location.Code(
                code(conf, Phase.REWRITE),
                code(conf, Phase.ACCESS),
                code(conf, Phase.PRECONTENT),
                code(conf, Phase.HEADER_FILTER),
                code(conf, Phase.BODY_FILTER),
                code(conf, Phase.LOG));
    }

    private List<PhaseCode> code(LocationConf conf, Phase phase) {
        return code(conf.handlers().getOrDefault(phase, List.of()), conf.settings());
    }

    private List<PhaseCode> code(List<Handler> handlers, LocationSettings settings) {
        List<PhaseCode> code = new ArrayList<>(handlers.size());
        for (Handler handler : handlers) {
            code.add(code(handler, settings));
        }
        return List.copyOf(code);
    }

    private PhaseCode code(Handler handler, LocationSettings settings) {
        if (handler instanceof Handler.Java java) {
            return new JavaPhaseCode(java.handler());
        }
        return new LuaPhaseCode(chunk(((Handler.Lua) handler).code(), settings));
    }

    LuaChunk chunk(LuaCode code, LocationSettings settings) {
        return chunks.computeIfAbsent(
                code, c -> new LuaChunk(c, configuration.prefix(), workers(), settings.luaCodeCache()));
    }

    /** The number of workers. */
    int workers() {
        int configured = configuration.workers();
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }

    private RewriteProgram program(List<RewriteStep> steps, LocationSettings settings) {
        if (steps.isEmpty()) {
            return RewriteProgram.EMPTY;
        }
        Map<RewriteStep, SetByLua> scripts = new IdentityHashMap<>();
        Map<RewriteStep, Location> insides = new IdentityHashMap<>();
        collect(steps, settings, scripts, insides);
        return new RewriteProgram(steps, scripts, insides);
    }

    private void collect(
            List<RewriteStep> steps,
            LocationSettings settings,
            Map<RewriteStep, SetByLua> scripts,
            Map<RewriteStep, Location> insides) {
        for (RewriteStep step : steps) {
            if (step instanceof RewriteStep.SetByLua set) {
                scripts.put(step, new SetByLua(chunk(set.code(), settings), set.args()));
            } else if (step instanceof RewriteStep.If condition) {
                LocationConf inside = condition.location();
                if (inside != null) {
                    insides.put(step, location(inside));
                }
                collect(condition.body(), settings, scripts, insides);
            }
        }
    }

    private @Nullable TryFiles tryFiles(LocationConf conf) {
        if (conf.tryFiles().isEmpty()) {
            return null;
        }
        return new TryFiles(conf.tryFiles(), fileRoot(conf.settings()));
    }

    private FileRoot fileRoot(LocationSettings settings) {
        LocationConf.Root root = settings.root();
        return new FileRoot(configuration.prefix(), root == null ? HTML : root);
    }

    private ContentHandler content(LocationConf conf) {
        Content content = conf.content();
        if (content instanceof Content.Code code) {
            return new CodeContent(code(code.handler(), conf.settings()));
        }
        if (content instanceof Content.ProxyPass pass) {
            Gateway.check(pass);
            return engine -> proxy.pass(engine.exchange(), conf, pass);
        }
        if (content instanceof Content.Echo echo) {
            return new EchoContent(echo.steps());
        }
        if (content instanceof Content.Files files) {
            return files(conf.settings(), files.index());
        }
        return filesByDefault ? files(conf.settings(), INDEX) : ApplicationContent.INSTANCE;
    }

    private FileContent files(LocationSettings settings, List<Value> index) {
        return new FileContent(fileRoot(settings), index, settings.types());
    }

    private ExchangeSettings settings(LocationSettings settings) {
        return new ExchangeSettings(
                settings.clientMaxBodySize(),
                settings.clientBodyBufferSize(),
                settings.luaUseDefaultType() ? settings.defaultType() : "",
                configuration.variables(),
                fileRoot(settings).documentRoot(),
                maps);
    }
}
