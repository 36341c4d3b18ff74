// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A file.
 *
 * @param folder what relative includes count from
 */
record FileSource(Path file, Path folder) implements ConfSource {

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public String read() throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Override
    public List<ConfSource> include(String pattern) throws IOException {
        return find(pattern, folder);
    }

    static List<ConfSource> find(String pattern, Path folder) throws IOException {
        if (pattern.startsWith(ClasspathSource.SCHEME)) {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
            return ConfSource.classpath(pattern, loader).include("/" + ClasspathSource.strip(pattern));
        }
        if (!isGlob(pattern)) {
            return List.of(new FileSource(folder.resolve(pattern).normalize(), folder));
        }
        List<Path> found = List.of(pattern.startsWith("/") ? Path.of("/") : folder);
        for (String name : pattern.split("/+", -1)) {
            if (!name.isEmpty()) {
                found = step(found, name);
            }
        }
        List<ConfSource> sources = new ArrayList<>();
        for (Path path : found) {
            sources.add(new FileSource(path.normalize(), folder));
        }
        return sources;
    }

    static boolean isGlob(String pattern) {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0 || pattern.indexOf('[') >= 0;
    }

    private static List<Path> step(List<Path> folders, String name) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (!isGlob(name)) {
                Path path = folder.resolve(name);
                if (Files.exists(path)) {
                    found.add(path);
                }
            } else if (Files.isDirectory(folder)) {
                list(folder, name, found);
            }
        }
        Collections.sort(found);
        return found;
    }

    private static void list(Path folder, String glob, List<Path> found) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
            for (Path entry : entries) {
                if (glob.startsWith(".") || !entry.getFileName().toString().startsWith(".")) {
                    found.add(entry);
                }
            }
        }
    }
}
