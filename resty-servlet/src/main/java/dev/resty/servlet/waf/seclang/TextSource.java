// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Rules in a text that is at hand. */
record TextSource(String text, String name, Path directory) implements RuleSource {

    @Override
    public byte[] read() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public byte[] data(String file) throws IOException {
        return FileSource.read(directory.resolve(file));
    }

    @Override
    public Path path(String file) {
        return directory.resolve(file);
    }

    @Override
    public List<RuleSource> include(String pattern) throws IOException {
        return RuleSource.files(directory.resolve(pattern));
    }

    @Override
    public String toString() {
        return name;
    }
}
