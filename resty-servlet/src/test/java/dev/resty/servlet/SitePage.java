// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of {@code site/}. Parts of it that follow from the code stand between {@code <!-- generated NAME -->} and
 * {@code <!-- end NAME -->}; with the system property {@code site.write} they are written anew instead of compared.
 */
public final class SitePage {

    /** The folder that the modules are in. */
    public static final Path PROJECT = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("..")
            .normalize();

    private static final boolean WRITE = System.getProperty("site.write") != null;

    private final Path file;

    private SitePage(Path file) {
        this.file = file;
    }

    /** The page of a name such as {@code configuration.md}. */
    public static SitePage of(String name) {
        return new SitePage(PROJECT.resolve("site").resolve(name));
    }

    /** The page's whole text. */
    public String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Checks that a part is what follows from the code. */
    public void holds(String part, String generated) {
        String text = text();
        String begin = "<!-- generated " + part + " -->\n";
        String end = "<!-- end " + part + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        assertThat(from >= 0 && to > from)
                .as("%s has %s and %s", file.getFileName(), begin.strip(), end)
                .isTrue();
        from += begin.length();
        String wanted = "\n" + generated.strip() + "\n\n";
        if (WRITE) {
            write(text.substring(0, from) + wanted + text.substring(to));
            return;
        }
        assertThat(text.substring(from, to))
                .as("site/%s, part %s: CONTRIBUTING.md says how to write it anew", file.getFileName(), part)
                .isEqualTo(wanted);
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
