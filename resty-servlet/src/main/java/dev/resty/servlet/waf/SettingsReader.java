// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.action.XmlArguments;
import dev.resty.servlet.waf.body.BodyLimits;
import dev.resty.servlet.waf.lookup.GeoDatabase;
import dev.resty.servlet.waf.seclang.Place;
import dev.resty.servlet.waf.transformation.UnicodeMap;
import dev.resty.waf.EngineMode;
import dev.resty.waf.WafException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings while directives are read: ModSecurity's defaults to begin with. */
final class SettingsReader {

    EngineMode mode = EngineMode.ON;

    boolean requestBodyAccess;

    long requestBodyLimit = 134_217_728;

    long requestBodyNoFilesLimit = 1_048_576;

    boolean rejectsLongRequestBody = true;

    int arguments = BodyLimits.DEFAULT.arguments();

    int jsonDepth = BodyLimits.DEFAULT.jsonDepth();

    int files = BodyLimits.DEFAULT.files();

    byte separator = '&';

    XmlArguments xmlArguments = XmlArguments.OFF;

    boolean responseBodyAccess;

    long responseBodyLimit = 524_288;

    boolean rejectsLongResponseBody = true;

    Set<String> responseBodyTypes = Set.of("text/plain", "text/html");

    private boolean typesGiven;

    boolean blocksOnRuleError = true;

    int matchLimit;

    @Nullable UnicodeMap unicodeMap;

    @Nullable GeoDatabase geo;

    String httpBlKey = "";

    Path uploadDirectory = Path.of(System.getProperty("java.io.tmpdir", ""));

    UploadSettings.Keep uploadsKept = UploadSettings.Keep.NONE;

    @Nullable Set<PosixFilePermission> uploadMode;

    String webAppId = "default";

    String sensorId = "";

    final List<String> components = new ArrayList<>();

    Duration collectionTimeout = Duration.ofHours(1);

    AuditMode auditMode = AuditMode.OFF;

    String auditParts = "ABCFHZ";

    @Nullable Path auditFile;

    /** Where {@link #auditFile} stands. */
    @Nullable Place auditFilePlace;

    @Nullable Path auditFile2;

    @Nullable Set<PosixFilePermission> auditDirectoryMode;

    @Nullable Set<PosixFilePermission> auditFileMode;

    boolean auditConcurrent;

    /** Where {@link #auditConcurrent} stands. */
    @Nullable Place auditTypePlace;

    @Nullable Path auditDirectory;

    @Nullable Pattern relevantStatus;

    /** The first list takes the default's place, others add to it. */
    void responseBodyTypes(List<String> types) {
        if (!typesGiven) {
            clearResponseBodyTypes();
        }
        responseBodyTypes.addAll(types);
    }

    void clearResponseBodyTypes() {
        responseBodyTypes = new LinkedHashSet<>();
        typesGiven = true;
    }

    /** Refuses an audit log that couldn't be written, while somebody is there to see it. */
    private void checkAuditLog() {
        if (auditConcurrent && auditDirectory == null && auditTypePlace != null) {
            throw new WafException(
                    "SecAuditLogType Concurrent needs a directory: write SecAuditLogStorageDir too",
                    auditTypePlace.file(),
                    auditTypePlace.line());
        }
        if (auditMode != AuditMode.OFF && auditFile != null && auditFilePlace != null && !isWritable(auditFile)) {
            throw new WafException(
                    "SecAuditLog: " + auditFile.toAbsolutePath()
                            + " can't be written: make its directory writable, or write SecAuditEngine Off",
                    auditFilePlace.file(),
                    auditFilePlace.line());
        }
    }

    private static boolean isWritable(Path file) {
        if (Files.exists(file)) {
            return Files.isWritable(file) && !Files.isDirectory(file);
        }
        Path directory = file.toAbsolutePath().getParent();
        return directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
    }

    EngineSettings settings() {
        checkAuditLog();
        return new EngineSettings(
                mode,
                requestBodyAccess,
                requestBodyLimit,
                rejectsLongRequestBody,
                new BodyLimits(
                        arguments, jsonDepth, files, separator, requestBodyNoFilesLimit, BodyLimits.XmlArguments.OFF),
                xmlArguments,
                responseBodyAccess,
                responseBodyLimit,
                rejectsLongResponseBody,
                Set.copyOf(responseBodyTypes),
                blocksOnRuleError,
                matchLimit,
                unicodeMap,
                geo,
                httpBlKey,
                new UploadSettings(uploadDirectory, uploadsKept, uploadMode),
                webAppId,
                sensorId,
                List.copyOf(components),
                collectionTimeout,
                new AuditSettings(
                        auditMode,
                        auditParts,
                        auditFile,
                        auditFile2,
                        auditConcurrent,
                        auditDirectory,
                        auditDirectoryMode,
                        auditFileMode,
                        relevantStatus));
    }
}
