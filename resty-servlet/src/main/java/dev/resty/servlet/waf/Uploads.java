// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.operator.OperatorException;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction's uploaded files on the disk, for scripts and programs that scan them. Used by one thread at a time. */
final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    private final Path directory;

    private final List<Path> files = new ArrayList<>();

    Uploads(Path directory) {
        this.directory = directory;
    }

    /**
     * Writes files.
     *
     * @param contents what they hold
     * @return their names, under which only this process's user may read them
     * @throws OperatorException where they can't be written
     */
    List<Entry> write(List<Entry> contents) {
        List<Entry> names = new ArrayList<>(contents.size());
        try {
            for (Entry content : contents) {
                Path file = Files.createTempFile(directory, "resty-upload-", "");
                files.add(file);
                Bytes bytes = content.value();
                try (OutputStream out = Files.newOutputStream(file)) {
                    out.write(bytes.array(), bytes.from(), bytes.length());
                }
                Bytes name = Bytes.of(file.toString().getBytes(StandardCharsets.UTF_8));
                names.add(new Entry(Variable.FILES_TMPNAMES, name, name));
            }
        } catch (IOException e) {
            delete();
            throw new OperatorException("uploaded files can't be written to " + directory + ": " + e.getMessage());
        }
        return names;
    }

    /** Takes them away. */
    void delete() {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("the uploaded file {} stays, as it can't be deleted: {}", file, e.getMessage());
            }
        }
        files.clear();
    }
}
