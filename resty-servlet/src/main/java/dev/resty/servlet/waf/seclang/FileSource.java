// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules in a file. */
record FileSource(Path file) implements RuleSource {

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public byte[] read() throws IOException {
        return read(file);
    }

    @Override
    public byte[] data(String name) throws IOException {
        return read(resolve(name));
    }

    @Override
    public List<RuleSource> include(String pattern) throws IOException {
        return RuleSource.files(resolve(pattern));
    }

    @Override
    public Path path(String name) {
        return resolve(name);
    }

    private Path resolve(String name) {
        return file.resolveSibling(name);
    }

    /** A file's bytes, with messages that name it and say why not. */
    static byte[] read(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException(file + " is a directory: name the files in it, as " + file.resolve("*.conf"));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("no file " + file.toAbsolutePath(), e);
        } catch (AccessDeniedException e) {
            throw new IOException("may not read " + file.toAbsolutePath(), e);
        }
    }

    /** Two names of one file are one source, so that a cycle of includes is seen. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileSource source && key().equals(source.key());
    }

    @Override
    public int hashCode() {
        return key().hashCode();
    }

    private Path key() {
        return file.toAbsolutePath().normalize();
    }

    @Override
    public String toString() {
        return name();
    }
}
