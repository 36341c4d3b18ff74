// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/** Rules in a resource of the class path. */
record ResourceSource(String resource, ClassLoader loader) implements RuleSource {

    private static final String PREFIX = "classpath:";

    @Override
    public String name() {
        return PREFIX + resource;
    }

    @Override
    public byte[] read() throws IOException {
        return read(resource);
    }

    @Override
    public byte[] data(String file) throws IOException {
        return read(resolve(file));
    }

    @Override
    public Path path(String file) throws IOException {
        throw new IOException(PREFIX + resolve(file) + " is on the class path: copy it into a file and name that");
    }

    @Override
    public List<RuleSource> include(String pattern) throws IOException {
        String name = resolve(pattern);
        int slash = name.lastIndexOf('/');
        if (!FileGlob.isGlob(name)) {
            if (loader.getResource(name) == null) {
                throw new FileNotFoundException("no resource " + PREFIX + name);
            }
            return List.of(new ResourceSource(name, loader));
        }
        if (FileGlob.isGlob(name.substring(0, slash + 1))) {
            throw new IOException(PREFIX + name + ": on the class path only the last name may be a glob");
        }
        List<RuleSource> found = list(name.substring(0, slash + 1), name.substring(slash + 1));
        if (found.isEmpty()) {
            throw new FileNotFoundException("no resource matches " + PREFIX + name);
        }
        return found;
    }

    private byte[] read(String name) throws IOException {
        try (InputStream in = loader.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + PREFIX + name);
            }
            return in.readAllBytes();
        }
    }

    /** A name relative to this resource; a leading slash starts from the class path's root. */
    private String resolve(String name) {
        String full =
                name.startsWith("/") ? name.substring(1) : resource.substring(0, resource.lastIndexOf('/') + 1) + name;
        Deque<String> parts = new ArrayDeque<>();
        for (String part : full.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.equals(".") && !part.isEmpty()) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    /** The resources in the directory or jar this one is in. */
    private List<RuleSource> list(String directory, String glob) throws IOException {
        URL here = loader.getResource(resource);
        if (here == null) {
            throw new FileNotFoundException("no resource " + name());
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        List<String> names = new ArrayList<>();
        URLConnection connection = here.openConnection();
        if (connection instanceof JarURLConnection jar) {
            String root = jar.getEntryName().substring(0, jar.getEntryName().length() - resource.length());
            jar.getJarFile().stream()
                    .map(JarEntry::getName)
                    .filter(entry -> entry.startsWith(root + directory))
                    .map(entry -> entry.substring(root.length() + directory.length()))
                    .forEach(names::add);
        } else if (here.getProtocol().equals("file")) {
            Path base =
                    path(here).resolve("../".repeat(resource.split("/").length)).normalize();
            try (Stream<Path> files = Files.list(base.resolve(directory))) {
                files.filter(Files::isRegularFile)
                        .forEach(file -> names.add(file.getFileName().toString()));
            }
        } else {
            throw new IOException(name() + " is at " + here + ", where resources can't be listed: name each file");
        }
        return names.stream()
                .filter(name -> !name.isEmpty() && name.indexOf('/') < 0 && matcher.matches(Path.of(name)))
                .sorted()
                .<RuleSource>map(name -> new ResourceSource(directory + name, loader))
                .toList();
    }

    private static Path path(URL url) throws IOException {
        try {
            return Path.of(new URI(url.toString()));
        } catch (URISyntaxException e) {
            throw new IOException(url + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
