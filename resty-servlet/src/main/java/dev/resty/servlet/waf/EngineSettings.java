// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.action.XmlArguments;
import dev.resty.servlet.waf.body.BodyLimits;
import dev.resty.servlet.waf.lookup.GeoDatabase;
import dev.resty.servlet.waf.seclang.Statement;
import dev.resty.servlet.waf.transformation.UnicodeMap;
import dev.resty.waf.EngineMode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule set's directives say, beside its rules. Immutable.
 *
 * @param mode {@code SecRuleEngine}
 * @param requestBodyAccess {@code SecRequestBodyAccess}
 * @param requestBodyLimit {@code SecRequestBodyLimit}, bytes
 * @param rejectsLongRequestBody whether {@code SecRequestBodyLimitAction} is {@code Reject}
 * @param bodyLimits what body processors keep to
 * @param xmlArguments {@code SecParseXmlIntoArgs}
 * @param responseBodyAccess {@code SecResponseBodyAccess}
 * @param responseBodyLimit {@code SecResponseBodyLimit}, bytes
 * @param rejectsLongResponseBody whether {@code SecResponseBodyLimitAction} is {@code Reject}
 * @param responseBodyTypes {@code SecResponseBodyMimeType}, lower case
 * @param blocksOnRuleError whether {@code SecRxErrorAction} is {@code block}
 * @param matchLimit {@code SecPcreMatchLimit}: steps of a pattern that isn't matched in linear time, 0 for PCRE's default
 * @param unicodeMap {@code SecUnicodeMapFile}; null without one
 * @param geo {@code SecGeoLookupDb}; null without one
 * @param httpBlKey {@code SecHttpBlKey}; empty without one
 * @param uploads what the {@code SecUpload} directives say, but for the limit
 * @param webAppId {@code SecWebAppId}
 * @param sensorId {@code SecSensorId}; empty without one
 * @param components {@code SecComponentSignature}, in their order
 * @param collectionTimeout {@code SecCollectionTimeout}
 * @param audit what the {@code SecAudit} directives say
 */
record EngineSettings(
        EngineMode mode,
        boolean requestBodyAccess,
        long requestBodyLimit,
        boolean rejectsLongRequestBody,
        BodyLimits bodyLimits,
        XmlArguments xmlArguments,
        boolean responseBodyAccess,
        long responseBodyLimit,
        boolean rejectsLongResponseBody,
        Set<String> responseBodyTypes,
        boolean blocksOnRuleError,
        int matchLimit,
        @Nullable UnicodeMap unicodeMap,
        @Nullable GeoDatabase geo,
        String httpBlKey,
        UploadSettings uploads,
        String webAppId,
        String sensorId,
        List<String> components,
        Duration collectionTimeout,
        AuditSettings audit) {

    /**
     * What directives say. Where they say nothing: the engine is on, unlike ModSecurity's; the rest is as there. Directives that
     * mean nothing in a JVM are logged, a line each.
     *
     * @throws dev.resty.waf.WafException for a directive that isn't known, or a value that it can't have
     */
    static EngineSettings of(List<Statement> statements) {
        SettingsReader reader = new SettingsReader();
        for (Statement statement : statements) {
            if (statement instanceof Statement.Directive directive) {
                Directives.read(directive, reader);
            }
        }
        return reader.settings();
    }

    /** {@code SecAuditEngine}. */
    AuditMode auditMode() {
        return audit.mode();
    }

    /** {@code SecAuditLogParts}. */
    String auditParts() {
        return audit.parts();
    }

    /** {@code SecRequestBodyNoFilesLimit}, bytes. */
    long requestBodyNoFilesLimit() {
        return bodyLimits.withoutFiles();
    }
}
