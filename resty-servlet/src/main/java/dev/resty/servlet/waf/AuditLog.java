// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where entries of the audit log go: a file, a file for each of them, or without either the logger
 * {@code dev.resty.waf.audit}. Safe for concurrent use; doesn't block on the disk, see {@link AuditWriter}.
 */
final class AuditLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf.audit");

    private static final int[] NO_GROUPS = {};

    private static final DateTimeFormatter FILE =
            DateTimeFormatter.ofPattern("yyyyMMdd/yyyyMMdd-HHmm/yyyyMMdd-HHmmss", Locale.ROOT);

    private static final DateTimeFormatter INDEX = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ROOT);

    private final AuditSettings settings;

    private final AuditWriter writer;

    AuditLog(AuditSettings settings) {
        this.settings = settings;
        writer = new AuditWriter(settings.directoryMode(), settings.fileMode());
    }

    /** Whether entries go where other settings want them to go. */
    boolean isFor(AuditSettings other) {
        return Objects.equals(settings.file(), other.file())
                && Objects.equals(settings.file2(), other.file2())
                && Objects.equals(settings.directoryMode(), other.directoryMode())
                && Objects.equals(settings.fileMode(), other.fileMode())
                && Objects.equals(settings.directory(), other.directory())
                && settings.concurrent() == other.concurrent();
    }

    /** Whether a transaction that ended is to be written. */
    static boolean isRelevant(AuditMode mode, List<AuditMatch> matches, int status, @Nullable Pattern relevantStatus) {
        if (mode != AuditMode.RELEVANT_ONLY) {
            return mode == AuditMode.ON;
        }
        for (AuditMatch match : matches) {
            if (match.told().audited()) {
                return true;
            }
        }
        byte[] digits = Integer.toString(status).getBytes(StandardCharsets.ISO_8859_1);
        return relevantStatus != null && relevantStatus.find(digits, 0, digits.length, 0, NO_GROUPS);
    }

    void write(AuditEntry entry) {
        String json = entry.json();
        Path directory = settings.directory();
        if (settings.concurrent() && directory != null) {
            byte[] content = (json + '\n').getBytes(StandardCharsets.ISO_8859_1);
            Path file = directory.resolve(FILE.format(entry.time()) + '-' + fileName(entry.variables()));
            writer.write(file, content, true);
            if (settings.file() != null) {
                byte[] line = index(entry, file, content);
                writer.write(settings.file(), line, false);
                if (settings.file2() != null) {
                    writer.write(settings.file2(), line, false);
                }
            }
        } else if (settings.file() != null) {
            writer.write(settings.file(), (json + '\n').getBytes(StandardCharsets.ISO_8859_1), false);
        } else {
            LOG.info(json);
        }
    }

    /** The transaction's id without what a file's name can't have. */
    private static String fileName(Variables variables) {
        return variables.value(Variable.UNIQUE_ID).text().replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    private static byte[] index(AuditEntry entry, Path file, byte[] content) {
        Variables variables = entry.variables();
        String line = dash(variables.value(Variable.SERVER_NAME)) + ' ' + dash(variables.value(Variable.REMOTE_ADDR))
                + ' '
                + dash(variables.value(Variable.REMOTE_USER)) + " [" + INDEX.format(entry.time()) + "] \""
                + dash(variables.value(Variable.REQUEST_METHOD)) + ' '
                + entry.masking()
                        .target(variables.value(Variable.REQUEST_URI_RAW).text()) + ' '
                + dash(variables.value(Variable.REQUEST_PROTOCOL)) + "\" " + entry.status() + ' '
                + entry.responseBody().length() + ' ' + header(variables, "referer") + " \""
                + header(variables, "user-agent") + "\" " + dash(variables.value(Variable.UNIQUE_ID)) + " - " + file
                + " 0 "
                + content.length + " md5:" + md5(content);
        return (RuleLine.printable(line, false) + '\n').getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String header(Variables variables, String name) {
        Entry header = variables.first(Variable.REQUEST_HEADERS, Bytes.of(name));
        return header == null ? "-" : dash(header.value()).replace("\"", "\\x22");
    }

    private static String dash(Bytes value) {
        return value.isEmpty() ? "-" : value.text();
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /** How many entries were lost, because the disk was full, or slower than they came. */
    long lost() {
        return writer.lost();
    }

    /** Waits for what was written to be on its way to the disk, some seconds at most. */
    @Override
    public void close() {
        writer.close();
    }
}
