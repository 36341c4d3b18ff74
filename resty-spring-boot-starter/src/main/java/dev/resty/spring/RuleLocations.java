// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Position;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.util.ResourceUtils;

/**
 * Finds the files of rules that {@code resty.waf.rules} names: a file, a glob, a folder, a jar, or the like on the class
 * path. A folder or jar with {@code rules/} in it is a Core Rule Set: its setup comes first, then what plugins have before
 * the rules, the rules, and what plugins have behind them.
 */
final class RuleLocations {

    private static final Pattern SETUP = Pattern.compile("(?:.*/)?crs-setup\\.conf(?:\\.example)?");
    private static final List<String> BEFORE = List.of("plugins/*-config.conf", "plugins/*-before.conf");
    private static final List<String> RULES = List.of("rules/*.conf");
    private static final List<String> BEHIND = List.of("plugins/*-after.conf");

    private final ResourceLoader loader;
    private final List<String> files = new ArrayList<>();
    private final List<URL> jars = new ArrayList<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private boolean coreRuleSet;
    private boolean setUp;

    RuleLocations(ResourceLoader loader) {
        this.loader = loader;
    }

    /** What {@code modsecurity_rules_file} is to be given for a location; to be called in the order of the locations. */
    List<String> expand(String location, String property) {
        files.clear();
        String text = location.trim();
        try {
            if (text.startsWith(ResourceUtils.CLASSPATH_URL_PREFIX)) {
                classpath(text.substring(ResourceUtils.CLASSPATH_URL_PREFIX.length()), property);
            } else {
                String name = text.startsWith(ResourceUtils.FILE_URL_PREFIX)
                        ? text.substring(ResourceUtils.FILE_URL_PREFIX.length())
                        : text;
                file(name, property);
            }
        } catch (IOException e) {
            ConfException failure = failure(property, "can't read \"" + location + "\": " + e.getMessage(), "");
            failure.initCause(e);
            throw failure;
        }
        return List.copyOf(files);
    }

    /** The jars that were named, to be found on the class path. */
    List<URL> jars() {
        return jars;
    }

    /** The folders that rules were found in. */
    Set<Path> folders() {
        return folders;
    }

    /** Whether a Core Rule Set is among the rules. */
    boolean coreRuleSet() {
        return coreRuleSet;
    }

    private void file(String name, String property) throws IOException {
        Path path = Path.of(name.contains("*") ? parent(name) : name);
        if (name.endsWith(".jar") && Files.isRegularFile(path)) {
            jar(path, property);
            return;
        }
        if (!Files.exists(path)) {
            throw failure(
                    property,
                    "\"" + name + "\" isn't there",
                    "give a file of rules, a folder or jar with the Core Rule Set, or classpath: and a resource");
        }
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        if (folder != null) {
            folders.add(folder);
        }
        if (name.contains("*") || !Files.isDirectory(path)) {
            setUp |= SETUP.matcher(name).matches();
            files.add(name);
        } else if (Files.isDirectory(path.resolve("rules"))) {
            folder(path, property);
        } else {
            require(path, "*.conf", property);
            files.add(path + "/*.conf");
        }
    }

    private static String parent(String glob) {
        int slash = glob.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : glob.substring(0, slash);
    }

    private void folder(Path path, String property) throws IOException {
        if (Files.isRegularFile(path.resolve("crs-setup.conf"))) {
            setup(path + "/crs-setup.conf");
        } else if (Files.isRegularFile(path.resolve("crs-setup.conf.example"))) {
            setup(path + "/crs-setup.conf.example");
        }
        requireSetup(path.toString(), property);
        require(path.resolve("rules"), "*.conf", property);
        coreRuleSet = true;
        for (List<String> part : List.of(BEFORE, RULES, BEHIND)) {
            for (String glob : part) {
                int slash = glob.indexOf('/');
                if (matches(path.resolve(glob.substring(0, slash)), glob.substring(slash + 1))) {
                    files.add(path + "/" + glob);
                }
            }
        }
    }

    private void setup(String name) {
        files.add(name);
        setUp = true;
    }

    private void requireSetup(String where, String property) {
        if (!setUp) {
            throw failure(
                    property,
                    "\"" + where + "\" has rules/ and no crs-setup.conf",
                    "name the Core Rule Set's crs-setup.conf before it: resty.waf.rules=/etc/crs/crs-setup.conf,"
                            + where);
        }
    }

    private static void require(Path folder, String glob, String property) throws IOException {
        if (!matches(folder, glob)) {
            throw failure(property, "\"" + folder + "\" has no files " + glob, "");
        }
    }

    private static boolean matches(Path folder, String glob) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return found.iterator().hasNext();
        }
    }

    private void jar(Path path, String property) throws IOException {
        Set<String> names = new TreeSet<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(JarEntry::getName)
                    .forEach(names::add);
        }
        try {
            jars.add(path.toUri().toURL());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
        String base = names.stream()
                .filter(name -> SETUP.matcher(name).matches())
                .findFirst()
                .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
                .orElse("");
        if (!resources(base, names, path.toString(), property)) {
            throw failure(property, "\"" + path + "\" has no rules/*.conf", "give a jar with the Core Rule Set in it");
        }
    }

    private void classpath(String name, String property) throws IOException {
        String stripped = name.startsWith("/") ? name.substring(1) : name;
        if (stripped.contains("*")) {
            Set<String> names = list(stripped);
            if (names.isEmpty()) {
                throw failure(property, "\"classpath:" + stripped + "\" finds nothing", "");
            }
            names.forEach(found -> files.add(ResourceUtils.CLASSPATH_URL_PREFIX + found));
            return;
        }
        String base = stripped.endsWith("/") ? stripped : stripped + "/";
        Set<String> names = new TreeSet<>(list(base + "*"));
        names.addAll(list(base + "rules/*"));
        names.addAll(list(base + "plugins/*"));
        if (names.isEmpty() && !stripped.endsWith("/")) {
            setUp |= SETUP.matcher(stripped).matches();
            files.add(ResourceUtils.CLASSPATH_URL_PREFIX + stripped);
            return;
        }
        if (!resources(base, names, "classpath:" + base, property)) {
            names.stream()
                    .filter(found -> found.endsWith(".conf"))
                    .forEach(found -> files.add(ResourceUtils.CLASSPATH_URL_PREFIX + found));
            if (files.isEmpty()) {
                throw failure(property, "\"classpath:" + base + "\" has no files *.conf", "");
            }
        }
    }

    /** Adds what makes up a Core Rule Set under a name; whether it is one. */
    private boolean resources(String base, Set<String> names, String where, String property) {
        if (names.stream().noneMatch(name -> is(name, base, RULES.get(0)))) {
            return false;
        }
        for (String setup : List.of(base + "crs-setup.conf", base + "crs-setup.conf.example")) {
            if (names.contains(setup) && !setUp) {
                setup(ResourceUtils.CLASSPATH_URL_PREFIX + setup);
            }
        }
        requireSetup(where, property);
        coreRuleSet = true;
        for (List<String> part : List.of(BEFORE, RULES, BEHIND)) {
            for (String glob : part) {
                names.stream()
                        .filter(name -> is(name, base, glob))
                        .forEach(name -> files.add(ResourceUtils.CLASSPATH_URL_PREFIX + name));
            }
        }
        return true;
    }

    private static boolean is(String name, String base, String glob) {
        int star = glob.indexOf('*');
        String start = base + glob.substring(0, star);
        return name.startsWith(start)
                && name.endsWith(glob.substring(star + 1))
                && name.indexOf('/', start.length()) < 0;
    }

    /** The resources that a pattern finds, by their names. */
    private Set<String> list(String pattern) throws IOException {
        int star = pattern.indexOf('*');
        String folder = pattern.substring(0, pattern.lastIndexOf('/', star) + 1);
        Set<String> names = new TreeSet<>();
        for (Resource found : new PathMatchingResourcePatternResolver(loader)
                .getResources(ResourcePatternResolver.CLASSPATH_ALL_URL_PREFIX + pattern)) {
            String file = found.getFilename();
            if (file != null && !file.isEmpty() && found.isReadable()) {
                names.add(folder + file);
            }
        }
        return names;
    }

    private static ConfException failure(String property, String reason, String remedy) {
        return new ConfException(reason, remedy, "", new Position(property, 0));
    }

    /** The words of a comma-separated list. */
    static List<String> words(List<String> values) {
        return values.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::trim)
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
