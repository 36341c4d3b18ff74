// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.servlet.conf.Directive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts what Java code has described where it belongs in a configuration that was read from a file. */
final class ConfAdditions {

    private static final String MAIN_ONLY = "worker_processes";

    private ConfAdditions() {}

    /**
     * Merges.
     *
     * @param file the file's directives: a complete nginx.conf, or what stands inside its {@code http} block
     * @param settings simple directives by name that take the place of the file's
     * @param additions directives of the http block
     * @param locations location blocks, for the first server
     */
    static List<Directive> merge(
            List<Directive> file,
            Map<String, Directive> settings,
            List<Directive> additions,
            List<Directive> locations) {
        int http = index(file, "http");
        if (http < 0) {
            return inHttp(file, settings, additions, locations);
        }
        Directive block = file.get(http);
        List<Directive> main = new ArrayList<>(without(file, settings, true));
        settings.values().stream().filter(setting -> isMain(setting.name())).forEach(main::add);
        List<Directive> inside = new ArrayList<>(inHttp(children(block), settings, additions, locations));
        inside.removeIf(directive -> isMain(directive.name()));
        main.replaceAll(directive -> directive == block ? block.withBlock(inside) : directive);
        return main;
    }

    private static List<Directive> inHttp(
            List<Directive> http,
            Map<String, Directive> settings,
            List<Directive> additions,
            List<Directive> locations) {
        List<Directive> merged = new ArrayList<>(without(http, settings, false));
        merged.addAll(settings.values());
        merged.addAll(additions);
        int server = index(merged, "server");
        if (server < 0) {
            merged.addAll(locations);
            return merged;
        }
        Directive block = merged.get(server);
        List<Directive> inside = new ArrayList<>(children(block));
        inside.addAll(locations);
        merged.set(server, block.withBlock(inside));
        return merged;
    }

    private static List<Directive> without(List<Directive> list, Map<String, Directive> settings, boolean mainOnly) {
        return list.stream()
                .filter(directive -> !settings.containsKey(directive.name()) || (mainOnly && !isMain(directive.name())))
                .toList();
    }

    private static boolean isMain(String name) {
        return name.equals(MAIN_ONLY);
    }

    private static List<Directive> children(Directive block) {
        List<Directive> children = block.block();
        return children == null ? List.of() : children;
    }

    private static int index(List<Directive> directives, String name) {
        for (int i = 0; i < directives.size(); i++) {
            if (directives.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
