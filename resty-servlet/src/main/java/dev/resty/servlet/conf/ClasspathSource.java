// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A resource of the class path.
 *
 * @param resource its name without a leading slash
 * @param folder what relative includes count from: empty, or ending in a slash
 */
record ClasspathSource(String resource, String folder, ClassLoader loader) implements ConfSource {

    static final String SCHEME = "classpath:";

    static String strip(String resource) {
        String name = resource.startsWith(SCHEME) ? resource.substring(SCHEME.length()) : resource;
        return name.startsWith("/") ? name.substring(1) : name;
    }

    @Override
    public String name() {
        return SCHEME + resource;
    }

    @Override
    public String read() throws IOException {
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(name());
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public List<ConfSource> include(String pattern) throws IOException {
        boolean absolute = pattern.startsWith(SCHEME) || pattern.startsWith("/");
        String name = absolute ? strip(pattern) : folder + pattern;
        if (!FileSource.isGlob(name)) {
            return List.of(new ClasspathSource(name, folder, loader));
        }
        TreeSet<String> found = new TreeSet<>();
        String base = name.substring(0, name.lastIndexOf('/') + 1);
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + name);
        for (URL url : Collections.list(loader.getResources(base.isEmpty() ? "./" : base))) {
            for (String entry : entries(url, base)) {
                if (matcher.matches(Path.of(entry))) {
                    found.add(entry);
                }
            }
        }
        List<ConfSource> sources = new ArrayList<>();
        for (String entry : found) {
            sources.add(new ClasspathSource(entry, folder, loader));
        }
        return sources;
    }

    private static List<String> entries(URL url, String base) throws IOException {
        List<String> names = new ArrayList<>();
        if (url.openConnection() instanceof JarURLConnection jar) {
            jar.getJarFile().stream().forEach(entry -> names.add(entry.getName()));
        } else if ("file".equals(url.getProtocol())) {
            try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
                files.forEach(file -> names.add(base + file.getFileName()));
            } catch (URISyntaxException e) {
                throw new IOException("can't list " + url, e);
            }
        }
        return names;
    }
}
