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
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transaction's uploaded files on the disk: for scripts and programs that scan them, or to be kept. Used by one thread at a
 * time.
 */
final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    private static final int MOST_ID = 64;

    private final Path directory;

    private final @Nullable Set<PosixFilePermission> mode;

    private final String prefix;

    private final List<Path> files = new ArrayList<>();

    /**
     * No files yet.
     *
     * @param id the transaction's, which their names begin with
     */
    Uploads(UploadSettings settings, String id) {
        directory = settings.directory();
        mode = settings.mode();
        String name = id.replaceAll("[^A-Za-z0-9_-]", "_");
        prefix = "resty-upload-" + name.substring(0, Math.min(name.length(), MOST_ID)) + '-';
    }

    /**
     * Writes files.
     *
     * @param contents what they hold
     * @return their names, under which only this process's user may read them where no mode says otherwise
     * @throws OperatorException where they can't be written
     */
    List<Entry> write(List<Entry> contents) {
        List<Entry> names = new ArrayList<>(contents.size());
        try {
            for (Entry content : contents) {
                Path file = Files.createTempFile(directory, prefix, "");
                files.add(file);
                if (mode != null) {
                    Files.setPosixFilePermissions(file, mode);
                }
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
