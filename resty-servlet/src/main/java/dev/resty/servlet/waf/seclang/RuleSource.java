// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Something that rules are read from: it knows its name and what other names mean when they stand in it. Immutable, safe
 * for concurrent use; methods that read block, and read again each time.
 */
public sealed interface RuleSource permits FileSource, ResourceSource, TextSource {

    /** A file; its includes and data files are relative to its directory. */
    static RuleSource file(Path file) {
        return new FileSource(file);
    }

    /**
     * The files that a path names.
     *
     * @param path a file, or a glob in its names; then the matching files in the order of their names
     * @throws IOException where no file matches, or a directory can't be read
     */
    static List<RuleSource> files(Path path) throws IOException {
        return FileGlob.expand(path).stream().map(RuleSource::file).toList();
    }

    /**
     * A resource of the class path; its includes and data files are resources relative to it.
     *
     * @param name as of {@link ClassLoader#getResource}
     */
    static RuleSource resource(String name, ClassLoader loader) {
        return new ResourceSource(name.startsWith("/") ? name.substring(1) : name, loader);
    }

    /**
     * A text.
     *
     * @param text an ISO-8859-1 view of bytes
     * @param origin its name
     * @param directory what relative names of files in it start from
     */
    static RuleSource text(String text, String origin, Path directory) {
        return new TextSource(text, origin, directory);
    }

    /** What messages call it. */
    String name();

    /**
     * Its bytes.
     *
     * @throws IOException where they can't be read; the message says why, with the name
     */
    byte[] read() throws IOException;

    /**
     * The bytes of a data file that a rule in it names, such as {@code @pmFromFile}'s.
     *
     * @param file a name relative to this source, or an absolute one
     * @throws IOException where they can't be read; the message says why, with the name
     */
    byte[] data(String file) throws IOException;

    /**
     * Where a data file is.
     *
     * @param file as in {@link #data}
     * @throws IOException where it isn't in the file system; the message says so
     */
    Path path(String file) throws IOException;

    /**
     * What an {@code Include} in it names.
     *
     * @param pattern a name relative to this source or an absolute one, with globs
     * @return in the order of their names
     * @throws IOException where there is nothing of that name; the message says so
     */
    List<RuleSource> include(String pattern) throws IOException;
}
