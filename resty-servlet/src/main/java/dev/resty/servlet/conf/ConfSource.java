// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A configuration's text and what its {@code include} directives find. */
public interface ConfSource {

    /** The name in error messages: the path, or {@code classpath:} and the resource. */
    String name();

    /**
     * Reads the text.
     *
     * @return an ISO-8859-1 view of its bytes
     * @throws IOException where it can't be read
     */
    String read() throws IOException;

    /**
     * Finds what an {@code include} names. As in nginx a relative name counts from the folder of the main file, not
     * from that of the file with the directive.
     *
     * @param pattern a name, or a glob pattern with {@code *}, {@code ?} and {@code [...]}
     * @return in the order of their names; a pattern may find nothing, a name is returned whether it exists or not
     * @throws IOException where a folder can't be listed
     */
    List<ConfSource> include(String pattern) throws IOException;

    /** A file, whose folder is what relative includes count from. */
    static ConfSource file(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        return new FileSource(absolute, folder == null ? absolute : folder);
    }

    /**
     * A resource of the class path, whose folder is what relative includes count from.
     *
     * @param resource its name, with or without {@code classpath:} and a leading slash
     * @param loader where it is looked up
     */
    static ConfSource classpath(String resource, ClassLoader loader) {
        String name = ClasspathSource.strip(resource);
        return new ClasspathSource(name, name.substring(0, name.lastIndexOf('/') + 1), loader);
    }

    /**
     * Text at hand. Relative includes count from the working directory.
     *
     * @param name the name in error messages, such as {@code nginx.conf}
     * @param text the text; characters beyond ASCII are taken as UTF-8
     */
    static ConfSource text(String name, String text) {
        return new TextSource(
                name, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), Path.of(""));
    }

    /**
     * Text at hand, with the folder that relative includes count from.
     *
     * @param name the name in error messages
     * @param text the text; characters beyond ASCII are taken as UTF-8
     * @param folder what relative includes count from
     */
    static ConfSource text(String name, String text, Path folder) {
        return new TextSource(
                name, new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), folder);
    }
}
