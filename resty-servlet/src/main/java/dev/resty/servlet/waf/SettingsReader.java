// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.action.XmlArguments;
import dev.resty.servlet.waf.body.BodyLimits;
import dev.resty.servlet.waf.transformation.UnicodeMap;
import dev.resty.waf.EngineMode;
import java.nio.file.Path;
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

    String webAppId = "default";

    String sensorId = "";

    final List<String> components = new ArrayList<>();

    Duration collectionTimeout = Duration.ofHours(1);

    AuditMode auditMode = AuditMode.OFF;

    String auditParts = "ABCFHZ";

    @Nullable Path auditFile;

    boolean auditConcurrent;

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

    EngineSettings settings() {
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
                webAppId,
                sensorId,
                List.copyOf(components),
                collectionTimeout,
                new AuditSettings(auditMode, auditParts, auditFile, auditConcurrent, auditDirectory, relevantStatus));
    }
}
