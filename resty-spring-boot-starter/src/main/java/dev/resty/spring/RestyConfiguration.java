// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfReader;
import dev.resty.servlet.conf.ConfSource;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.Directive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ResourceUtils;

/**
 * The configuration file and the properties, put together.
 *
 * @param directives what would stand in one file
 * @param prefix what relative paths in them count from
 * @param checked what they come to
 * @param rules where the WAF's rules were found
 */
record RestyConfiguration(List<Directive> directives, Path prefix, Configuration checked, RuleLocations rules) {

    /**
     * Reads the file that the properties name, or the default one where it exists, and adds the properties.
     *
     * @param errorPage the path of Spring Boot's page for errors
     * @throws ConfException where they can't be used
     */
    static RestyConfiguration read(RestyProperties properties, ResourceLoader loader, String errorPage) {
        RuleLocations rules = new RuleLocations(loader);
        List<Directive> waf = new WafPropertyDirectives(properties.waf(), rules).http();
        List<Directive> directives =
                merge(file(properties, loader), new PropertyDirectives(properties), waf, errorPage);
        String folder = properties.prefix();
        Path prefix = Path.of(folder == null ? "" : folder);
        return new RestyConfiguration(directives, prefix, ConfReader.read(directives, prefix), rules);
    }

    private static List<Directive> file(RestyProperties properties, ResourceLoader loader) {
        String conf = properties.conf();
        if (conf == null) {
            Resource resource = loader.getResource(RestyProperties.DEFAULT_CONF);
            return resource.exists() ? ConfReader.directives(source(RestyProperties.DEFAULT_CONF, loader)) : List.of();
        }
        return conf.isBlank() ? List.of() : ConfReader.directives(source(conf.trim(), loader));
    }

    private static ConfSource source(String conf, ResourceLoader loader) {
        if (conf.startsWith(ResourceUtils.CLASSPATH_URL_PREFIX)) {
            ClassLoader classes = loader.getClassLoader();
            return ConfSource.classpath(conf, classes == null ? RestyConfiguration.class.getClassLoader() : classes);
        }
        boolean url = conf.startsWith(ResourceUtils.FILE_URL_PREFIX);
        return ConfSource.file(Path.of(url ? conf.substring(ResourceUtils.FILE_URL_PREFIX.length()) : conf));
    }

    /** Puts the properties where they belong: beside, into or around what the file has. */
    private static List<Directive> merge(
            List<Directive> file, PropertyDirectives properties, List<Directive> waf, String errorPage) {
        List<Directive> main = new ArrayList<>(without(file, properties.main()));
        main.addAll(properties.main());
        int http = indexOf(main, "http");
        if (http < 0) {
            return http(main, properties, waf, errorPage);
        }
        Directive block = main.get(http);
        main.set(http, block.withBlock(http(inside(block), properties, waf, errorPage)));
        return main;
    }

    private static List<Directive> http(
            List<Directive> file, PropertyDirectives properties, List<Directive> waf, String errorPage) {
        List<Directive> http = new ArrayList<>(waf);
        http.addAll(without(without(file, properties.http()), waf));
        http.addAll(properties.http());
        if (indexOf(http, "lua_timeout") < 0) {
            http.add(PropertyDirectives.timeout(RestyProperties.DEFAULT_LUA_TIMEOUT)
                    .at("the default of resty.lua-timeout"));
        }
        if (indexOf(http, "lua_max_memory") < 0) {
            http.add(PropertyDirectives.memory(RestyProperties.DEFAULT_LUA_MAX_MEMORY)
                    .at("the default of resty.lua-max-memory"));
        }
        if (indexOf(http, WafPropertyDirectives.ERROR_PAGE) < 0 && errorPage.startsWith("/")) {
            http.add(Directive.of(WafPropertyDirectives.ERROR_PAGE, errorPage)
                    .at("the default of resty.waf.error-page"));
        }
        List<Directive> locations = properties.locations();
        if (locations.isEmpty()) {
            return http;
        }
        int server = indexOf(http, "server");
        if (server < 0) {
            http.addAll(locations);
            return http;
        }
        Directive first = locations.get(0);
        if (http.stream().filter(named("server")).count() > 1) {
            throw new ConfException(
                    "there are several servers for a location",
                    "put it into the \"server\" block where it belongs",
                    first.name(),
                    first.position());
        }
        Directive block = http.get(server);
        List<Directive> served = new ArrayList<>(inside(block));
        served.addAll(locations);
        http.set(server, block.withBlock(served));
        return http;
    }

    /** The file's directives but those settings that properties give anew. */
    private static List<Directive> without(List<Directive> file, List<Directive> anew) {
        return file.stream()
                .filter(old -> anew.stream().noneMatch(setting -> replaces(setting, old)))
                .toList();
    }

    private static boolean replaces(Directive setting, Directive old) {
        if (!setting.name().equals(old.name())) {
            return false;
        }
        return switch (old.name()) {
            case "worker_processes",
                    "lua_timeout",
                    "lua_max_instructions",
                    "lua_max_memory",
                    "lua_max_call_depth",
                    "lua_package_path",
                    "modsecurity",
                    "modsecurity_collections",
                    WafPropertyDirectives.ERROR_PAGE -> true;
            case "lua_shared_dict" ->
                !old.args().isEmpty() && old.args().get(0).equals(setting.args().get(0));
            default -> false;
        };
    }

    private static List<Directive> inside(Directive block) {
        List<Directive> inside = block.block();
        return inside == null ? List.of() : inside;
    }

    private static int indexOf(List<Directive> directives, String name) {
        for (int i = 0; i < directives.size(); i++) {
            if (directives.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static Predicate<Directive> named(String name) {
        return directive -> directive.name().equals(name);
    }
}
