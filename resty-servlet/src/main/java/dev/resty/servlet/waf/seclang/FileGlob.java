// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Paths with {@code *}, {@code ?} and {@code [...]} in their names. */
final class FileGlob {

    private FileGlob() {}

    /** Whether a name has a glob's characters. */
    static boolean isGlob(String name) {
        return name.indexOf('*') >= 0 || name.indexOf('?') >= 0 || name.indexOf('[') >= 0;
    }

    /**
     * The files a path means: itself where it has no glob, else those that match, in the order of their names.
     *
     * @throws NoSuchFileException where there is none
     */
    static List<Path> expand(Path path) throws IOException {
        if (Files.exists(path)) {
            return List.of(path);
        }
        if (!isGlob(path.toString())) {
            throw new NoSuchFileException("no file " + path.toAbsolutePath());
        }
        Path root = path.getRoot();
        List<Path> found = new ArrayList<>();
        found.add(root == null ? path.getFileSystem().getPath("") : root);
        for (int i = 0; i < path.getNameCount(); i++) {
            String name = path.getName(i).toString();
            List<Path> deeper = new ArrayList<>();
            for (Path directory : found) {
                if (isGlob(name)) {
                    deeper.addAll(matching(directory, name, i + 1 < path.getNameCount()));
                } else {
                    deeper.add(directory.resolve(name));
                }
            }
            found = deeper;
        }
        found.removeIf(file -> !Files.exists(file));
        if (found.isEmpty()) {
            throw new NoSuchFileException("no file matches " + path);
        }
        return found;
    }

    private static List<Path> matching(Path directory, String glob, boolean directories) throws IOException {
        List<Path> matching = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, escaped(glob))) {
            for (Path path : stream) {
                if (Files.isDirectory(path) == directories) {
                    matching.add(path);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        matching.sort(null);
        return matching;
    }

    /** Java's globs know braces and backslashes, which rule files' don't. */
    private static String escaped(String glob) {
        return glob.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}");
    }
}
