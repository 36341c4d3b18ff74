// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.action.XmlArguments;
import dev.resty.servlet.waf.body.BodyLimits;
import dev.resty.servlet.waf.seclang.Statement;
import dev.resty.waf.EngineMode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a rule set's directives say, beside its rules.
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
 * @param auditMode {@code SecAuditEngine}
 * @param auditParts {@code SecAuditLogParts}
 * @param webAppId {@code SecWebAppId}
 * @param collectionTimeout {@code SecCollectionTimeout}
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
        AuditMode auditMode,
        String auditParts,
        String webAppId,
        Duration collectionTimeout) {

    /**
     * What directives say; ModSecurity's defaults where they say nothing.
     *
     * @throws dev.resty.waf.WafException for a value that a directive can't have
     */
    static EngineSettings of(List<Statement> statements) {
        Words words = new Words();
        for (Statement statement : statements) {
            if (statement instanceof Statement.Directive directive) {
                RuleCompiler.at(directive.place(), () -> words.read(directive));
            }
        }
        return words.settings();
    }

    private static final class Words {

        private EngineMode mode = EngineMode.ON;
        private boolean requestBodyAccess;
        private long requestBodyLimit = 134217728;
        private long requestBodyNoFilesLimit = 1048576;
        private boolean rejectsLongRequestBody = true;
        private int arguments = BodyLimits.DEFAULT.arguments();
        private int jsonDepth = BodyLimits.DEFAULT.jsonDepth();
        private int files = BodyLimits.DEFAULT.files();
        private byte separator = '&';
        private XmlArguments xmlArguments = XmlArguments.OFF;
        private boolean responseBodyAccess;
        private long responseBodyLimit = 524288;
        private boolean rejectsLongResponseBody = true;
        private Set<String> responseBodyTypes = Set.of("text/plain", "text/html");
        private boolean blocksOnRuleError = true;
        private int matchLimit;
        private AuditMode auditMode = AuditMode.OFF;
        private String auditParts = "ABCFHZ";
        private String webAppId = "default";
        private Duration collectionTimeout = Duration.ofHours(1);

        void read(Statement.Directive directive) {
            String value = String.join(" ", directive.arguments());
            switch (directive.name().toLowerCase(Locale.ROOT)) {
                case "secruleengine" ->
                    mode = value.equalsIgnoreCase("DetectionOnly")
                            ? EngineMode.DETECTION_ONLY
                            : on(directive, value) ? EngineMode.ON : EngineMode.OFF;
                case "secrequestbodyaccess" -> requestBodyAccess = on(directive, value);
                case "secrequestbodylimit" -> requestBodyLimit = number(directive, value);
                case "secrequestbodynofileslimit" -> requestBodyNoFilesLimit = number(directive, value);
                case "secrequestbodylimitaction" -> rejectsLongRequestBody = rejects(directive, value);
                case "secargumentslimit" -> arguments = (int) number(directive, value);
                case "secrequestbodyjsondepthlimit" -> jsonDepth = (int) number(directive, value);
                case "secuploadfilelimit" -> files = (int) number(directive, value);
                case "secargumentseparator" -> separator = (byte) value.charAt(0);
                case "secparsexmlintoargs" ->
                    xmlArguments = value.equalsIgnoreCase("OnlyArgs")
                            ? XmlArguments.ONLY_ARGS
                            : on(directive, value) ? XmlArguments.ON : XmlArguments.OFF;
                case "secresponsebodyaccess" -> responseBodyAccess = on(directive, value);
                case "secresponsebodylimit" -> responseBodyLimit = number(directive, value);
                case "secresponsebodylimitaction" -> rejectsLongResponseBody = rejects(directive, value);
                case "secresponsebodymimetype" ->
                    responseBodyTypes = Set.of(value.toLowerCase(Locale.ROOT).split("\\s+"));
                case "secrxerroraction" -> blocksOnRuleError = blocks(value);
                case "secpcrematchlimit" -> matchLimit = (int) number(directive, value);
                case "secauditengine" ->
                    auditMode = value.equalsIgnoreCase("RelevantOnly")
                            ? AuditMode.RELEVANT_ONLY
                            : on(directive, value) ? AuditMode.ON : AuditMode.OFF;
                case "secauditlogparts" -> auditParts = value;
                case "secwebappid" -> webAppId = value;
                case "seccollectiontimeout" -> collectionTimeout = Duration.ofSeconds(number(directive, value));
                default -> {
                    if (!directive.name().toLowerCase(Locale.ROOT).startsWith("sec")) {
                        throw new IllegalArgumentException("unknown directive " + directive.name());
                    }
                }
            }
        }

        private static boolean on(Statement.Directive directive, String value) {
            if (value.equalsIgnoreCase("on")) {
                return true;
            }
            if (value.equalsIgnoreCase("off")) {
                return false;
            }
            throw new IllegalArgumentException(directive.name() + " takes On or Off, not " + value);
        }

        private static boolean rejects(Statement.Directive directive, String value) {
            if (value.equalsIgnoreCase("reject")) {
                return true;
            }
            if (value.equalsIgnoreCase("processpartial")) {
                return false;
            }
            throw new IllegalArgumentException(directive.name() + " takes Reject or ProcessPartial, not " + value);
        }

        private static boolean blocks(String value) {
            if (value.equalsIgnoreCase("block")) {
                return true;
            }
            if (value.equalsIgnoreCase("log")) {
                return false;
            }
            throw new IllegalArgumentException("SecRxErrorAction takes block or log, not " + value);
        }

        private static long number(Statement.Directive directive, String value) {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(directive.name() + " takes a number, not " + value, e);
            }
        }

        EngineSettings settings() {
            return new EngineSettings(
                    mode,
                    requestBodyAccess,
                    requestBodyLimit,
                    rejectsLongRequestBody,
                    new BodyLimits(
                            arguments,
                            jsonDepth,
                            files,
                            separator,
                            requestBodyNoFilesLimit,
                            BodyLimits.XmlArguments.OFF),
                    xmlArguments,
                    responseBodyAccess,
                    responseBodyLimit,
                    rejectsLongResponseBody,
                    responseBodyTypes,
                    blocksOnRuleError,
                    matchLimit,
                    auditMode,
                    auditParts,
                    webAppId,
                    collectionTimeout);
        }
    }
}
