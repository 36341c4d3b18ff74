// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.phase.Phase;
import dev.resty.servlet.conf.ConfReader;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.servlet.conf.Directive;
import dev.resty.spring.RestyProperties.LocationProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Properties as directives, whose errors name the property. */
final class PropertyDirectives {

    private final RestyProperties properties;

    PropertyDirectives(RestyProperties properties) {
        this.properties = properties;
    }

    /** What stands outside {@code http}. */
    List<Directive> main() {
        Integer workers = properties.workers();
        return workers == null
                ? List.of()
                : List.of(Directive.of("worker_processes", workers.toString()).at("resty.workers"));
    }

    /** What stands in {@code http}. */
    List<Directive> http() {
        List<Directive> http = new ArrayList<>();
        properties.dicts().forEach((name, size) -> {
            List<String> words = new ArrayList<>(List.of(name));
            words.addAll(List.of(size.trim().split("\\s+")));
            http.add(Directive.of(
                            "lua_shared_dict",
                            words.stream().map(PropertyDirectives::bytes).toArray(String[]::new))
                    .at("resty.dicts." + name));
        });
        Duration luaTimeout = properties.luaTimeout();
        if (luaTimeout != null) {
            http.add(timeout(luaTimeout).at("resty.lua-timeout"));
        }
        Long luaMaxInstructions = properties.luaMaxInstructions();
        if (luaMaxInstructions != null) {
            http.add(Directive.of("lua_max_instructions", luaMaxInstructions.toString())
                    .at("resty.lua-max-instructions"));
        }
        DataSize luaMaxMemory = properties.luaMaxMemory();
        if (luaMaxMemory != null) {
            http.add(memory(luaMaxMemory).at("resty.lua-max-memory"));
        }
        Integer luaMaxCallDepth = properties.luaMaxCallDepth();
        if (luaMaxCallDepth != null) {
            http.add(Directive.of("lua_max_call_depth", luaMaxCallDepth.toString())
                    .at("resty.lua-max-call-depth"));
        }
        String packagePath = properties.packagePath();
        if (packagePath != null) {
            http.add(Directive.of("lua_package_path", bytes(packagePath)).at("resty.package-path"));
        }
        lua(http, Phase.INIT, properties.initByLua(), "resty.");
        lua(http, Phase.INIT_WORKER, properties.initWorkerByLua(), "resty.");
        lua(http, Phase.EXIT_WORKER, properties.exitWorkerByLua(), "resty.");
        lua(http, Phase.SERVER_REWRITE, properties.serverRewriteByLua(), "resty.");
        return http;
    }

    /** The time limit as a directive. */
    static Directive timeout(Duration limit) {
        return Directive.of("lua_timeout", limit.toMillis() + "ms");
    }

    /** The memory limit as a directive. */
    static Directive memory(DataSize limit) {
        return Directive.of("lua_max_memory", Long.toString(limit.toBytes()));
    }

    /** What stands in a {@code server}. */
    List<Directive> locations() {
        List<Directive> locations = new ArrayList<>();
        properties.locations().forEach((name, phases) -> {
            List<String> words = Arrays.asList(bytes(name.trim()).split("\\s+", 2));
            String origin = "resty.locations[" + name + "]";
            Directive location = Directive.block("location", words, List.of()).at(origin);
            locations.add(location.withBlock(inside(phases, origin + ".")));
        });
        return locations;
    }

    private static List<Directive> inside(LocationProperties location, String origin) {
        List<Directive> inside = new ArrayList<>();
        String directives = location.directives();
        if (directives != null) {
            inside.addAll(ConfReader.directives(ConfSource.text(origin + "directives", directives)));
        }
        lua(inside, Phase.REWRITE, location.rewriteByLua(), origin);
        lua(inside, Phase.ACCESS, location.accessByLua(), origin);
        lua(inside, Phase.PRECONTENT, location.precontentByLua(), origin);
        lua(inside, Phase.CONTENT, location.contentByLua(), origin);
        lua(inside, Phase.HEADER_FILTER, location.headerFilterByLua(), origin);
        lua(inside, Phase.BODY_FILTER, location.bodyFilterByLua(), origin);
        lua(inside, Phase.LOG, location.logByLua(), origin);
        return inside;
    }

    private static void lua(List<Directive> into, Phase phase, @Nullable String code, String origin) {
        if (code != null) {
            String name = phase.luaName() + "_by_lua";
            into.add(Directive.of(name + "_block", bytes(code)).at(origin + name.replace('_', '-')));
        }
    }

    /** The configuration is bytes: an ISO-8859-1 view of the text's UTF-8. */
    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
