// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSyntaxException;
import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.action.XmlArguments;
import dev.resty.servlet.waf.lookup.GeoDatabase;
import dev.resty.servlet.waf.seclang.Place;
import dev.resty.servlet.waf.seclang.Statement;
import dev.resty.servlet.waf.transformation.UnicodeMap;
import dev.resty.waf.EngineMode;
import dev.resty.waf.WafException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directives that aren't about rules, by their names. */
final class Directives {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    /** What a Java array can hold, nearly. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 64;

    private static final int MOST = 1_000_000;

    @FunctionalInterface
    private interface Meaning {
        void read(SettingsReader settings, DirectiveWords words);
    }

    /** By name in lower case. */
    private static final Map<String, Meaning> MEANINGS = new TreeMap<>();

    /** As they are written, for messages. */
    private static final Map<String, String> NAMES = new TreeMap<>();

    static {
        engine();
        requestBodies();
        responseBodies();
        auditing();
        known(
                "SecCollectionTimeout",
                (to, words) -> to.collectionTimeout = Duration.ofSeconds(words.number(1, MOST * 1000L)));
        known("SecWebAppId", (to, words) -> to.webAppId = words.one());
        known("SecSensorId", (to, words) -> to.sensorId = words.one());
        known("SecComponentSignature", (to, words) -> to.components.add(words.one()));
        known("SecUnicodeMapFile", Directives::unicodeMap);
        known("SecGeoLookupDb", Directives::geoDatabase);
        uploads();
        known("SecHttpBlKey", (to, words) -> to.httpBlKey = words.one());
        onlyOff();
        withoutEffect();
        for (String rules : new String[] {
            "SecRule",
            "SecRuleScript",
            "SecAction",
            "SecDefaultAction",
            "SecMarker",
            "Include",
            "IncludeOptional",
            "SecRuleRemoveById",
            "SecRuleRemoveByTag",
            "SecRuleRemoveByMsg",
            "SecRuleUpdateTargetById",
            "SecRuleUpdateTargetByTag",
            "SecRuleUpdateTargetByMsg",
            "SecRuleUpdateActionById"
        }) {
            NAMES.put(rules.toLowerCase(Locale.ROOT), rules);
        }
    }

    private Directives() {}

    private static void known(String name, Meaning meaning) {
        MEANINGS.put(name.toLowerCase(Locale.ROOT), meaning);
        NAMES.put(name.toLowerCase(Locale.ROOT), name);
    }

    private static void engine() {
        EngineMode[] modes = {EngineMode.ON, EngineMode.OFF, EngineMode.DETECTION_ONLY};
        known("SecRuleEngine", (to, words) -> to.mode = modes[words.choice("On", "Off", "DetectionOnly")]);
        known("SecRxErrorAction", (to, words) -> to.blocksOnRuleError = words.choice("block", "log") == 0);
        known("SecPcreMatchLimit", (to, words) -> to.matchLimit = (int) words.number(1, Integer.MAX_VALUE));
    }

    private static void requestBodies() {
        known("SecRequestBodyAccess", (to, words) -> to.requestBodyAccess = words.on());
        known("SecRequestBodyLimit", (to, words) -> to.requestBodyLimit = words.number(0, MOST_BYTES));
        known("SecRequestBodyNoFilesLimit", (to, words) -> to.requestBodyNoFilesLimit = words.number(0, MOST_BYTES));
        known("SecRequestBodyLimitAction", (to, words) -> to.rejectsLongRequestBody = words.rejects());
        known("SecRequestBodyJsonDepthLimit", (to, words) -> to.jsonDepth = (int) words.number(1, MOST));
        known("SecArgumentsLimit", (to, words) -> to.arguments = (int) words.number(1, MOST));
        known("SecUploadFileLimit", (to, words) -> to.files = (int) words.number(0, MOST));
        known("SecArgumentSeparator", Directives::separator);
        known("SecCookieFormat", Directives::cookieFormat);
        XmlArguments[] arguments = {XmlArguments.ON, XmlArguments.OFF, XmlArguments.ONLY_ARGS};
        known("SecParseXmlIntoArgs", (to, words) -> to.xmlArguments = arguments[words.choice("On", "Off", "OnlyArgs")]);
    }

    private static void responseBodies() {
        known("SecResponseBodyAccess", (to, words) -> to.responseBodyAccess = words.on());
        known("SecResponseBodyLimit", (to, words) -> to.responseBodyLimit = words.number(0, MOST_BYTES));
        known("SecResponseBodyLimitAction", (to, words) -> to.rejectsLongResponseBody = words.rejects());
        known("SecResponseBodyMimeType", Directives::responseBodyTypes);
        known("SecResponseBodyMimeTypesClear", (to, words) -> to.clearResponseBodyTypes());
    }

    private static void auditing() {
        AuditMode[] modes = {AuditMode.ON, AuditMode.OFF, AuditMode.RELEVANT_ONLY};
        known("SecAuditEngine", (to, words) -> to.auditMode = modes[words.choice("On", "Off", "RelevantOnly")]);
        known("SecAuditLog", Directives::auditLog);
        known("SecAuditLog2", Directives::secondAuditLog);
        known("SecAuditLogDirMode", (to, words) -> to.auditDirectoryMode = words.mode());
        known("SecAuditLogFileMode", (to, words) -> to.auditFileMode = words.mode());
        known("SecAuditLogStorageDir", (to, words) -> to.auditDirectory = Path.of(words.one()));
        known("SecAuditLogType", Directives::auditLogType);
        known("SecAuditLogFormat", Directives::auditLogFormat);
        known("SecAuditLogParts", Directives::auditLogParts);
        known("SecAuditLogRelevantStatus", Directives::relevantStatus);
    }

    private static void uploads() {
        known("SecUploadDir", Directives::uploadDirectory);
        UploadSettings.Keep[] kept = {
            UploadSettings.Keep.ALL, UploadSettings.Keep.NONE, UploadSettings.Keep.OF_RELEVANT_REQUESTS
        };
        known("SecUploadKeepFiles", (to, words) -> to.uploadsKept = kept[words.choice("On", "Off", "RelevantOnly")]);
        known("SecUploadFileMode", (to, words) -> to.uploadMode = words.mode());
    }

    /** What may be written, but not be switched on. */
    private static void onlyOff() {
        onlyOff("SecHashEngine", "there is no hash engine");
        onlyOff("SecXmlExternalEntity", "external entities of XML are never read");
        onlyOff("SecConnEngine", "connections are limited by resty.limit.conn or the server");
        onlyOff("SecContentInjection", "change the response's body in body_filter_by_lua*");
        onlyOff("SecStatusEngine", "nothing is sent to a status service");
        onlyOff("SecStreamInBodyInspection", "bodies are in REQUEST_BODY");
        onlyOff("SecStreamOutBodyInspection", "bodies are in RESPONSE_BODY");
    }

    private static void onlyOff(String name, String reason) {
        known(name, (to, words) -> {
            if (words.on()) {
                throw new IllegalArgumentException(name + " can only be Off: " + reason);
            }
        });
    }

    private static void withoutEffect() {
        WithoutEffect.REASONS.forEach((name, reason) -> known(
                name,
                (to, words) -> LOG.warn(
                        "{}: {} has no effect here: {}", words.directive().place(), name, reason)));
    }

    /**
     * Reads a directive.
     *
     * @throws WafException where it isn't known, or can't have its value
     */
    static void read(Statement.Directive directive, SettingsReader settings) {
        Meaning meaning = MEANINGS.get(directive.name().toLowerCase(Locale.ROOT));
        Place place = directive.place();
        if (meaning == null) {
            String nearest = Spelling.nearest(directive.name(), NAMES);
            throw new WafException(
                    "unknown directive " + directive.name() + (nearest == null ? "" : ": do you mean " + nearest + '?'),
                    place.file(),
                    place.line());
        }
        RuleCompiler.at(place, () -> meaning.read(settings, new DirectiveWords(directive)));
    }

    private static void separator(SettingsReader to, DirectiveWords words) {
        String separator = words.one();
        if (separator.length() != 1) {
            throw new IllegalArgumentException("SecArgumentSeparator takes one character, not \"" + separator + '"');
        }
        to.separator = (byte) separator.charAt(0);
    }

    private static void cookieFormat(SettingsReader to, DirectiveWords words) {
        if (words.number(0, 1) == 1) {
            throw new IllegalArgumentException(
                    "SecCookieFormat can only be 0: no client sends version 1 cookies any more");
        }
    }

    private static void responseBodyTypes(SettingsReader to, DirectiveWords words) {
        to.responseBodyTypes(words.all().stream()
                .flatMap(word -> List.of(word.strip().split("\\s+")).stream())
                .map(type -> type.toLowerCase(Locale.ROOT))
                .toList());
    }

    private static void unicodeMap(SettingsReader to, DirectiveWords words) {
        List<String> given = words.all();
        if (given.size() != 2) {
            throw new IllegalArgumentException("SecUnicodeMapFile takes a file and a code page, but has " + given.size()
                    + (given.size() == 1 ? " word: write SecUnicodeMapFile unicode.mapping 20127" : " words"));
        }
        int codePage = (int) words.number(given.get(1), 0, Integer.MAX_VALUE);
        try {
            byte[] file = words.directive().place().source().data(given.get(0));
            to.unicodeMap = UnicodeMap.parse(new String(file, StandardCharsets.ISO_8859_1), codePage);
        } catch (IOException e) {
            throw new IllegalArgumentException("SecUnicodeMapFile: " + e.getMessage(), e);
        }
    }

    private static void geoDatabase(SettingsReader to, DirectiveWords words) {
        String file = words.one();
        try {
            to.geo = GeoDatabase.of(words.directive().place().source().data(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("SecGeoLookupDb: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "SecGeoLookupDb can't use " + file + ", " + e.getMessage()
                            + ": name a .mmdb file, as MaxMind and DB-IP have them",
                    e);
        }
    }

    private static void uploadDirectory(SettingsReader to, DirectiveWords words) {
        Path directory = Path.of(words.one());
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new IllegalArgumentException("SecUploadDir: " + directory.toAbsolutePath()
                    + " is no directory that can be written to: make it one");
        }
        to.uploadDirectory = directory;
    }

    private static void auditLog(SettingsReader to, DirectiveWords words) {
        String file = words.one();
        if (file.startsWith("|")) {
            throw new IllegalArgumentException(
                    "SecAuditLog starts no program: write a file, or use a listener of the engine");
        }
        to.auditFile = Path.of(file);
        to.auditFilePlace = words.directive().place();
    }

    private static void secondAuditLog(SettingsReader to, DirectiveWords words) {
        if (to.auditFile == null) {
            throw new IllegalArgumentException("SecAuditLog2 is a second index: write SecAuditLog in front of it");
        }
        to.auditFile2 = Path.of(words.one());
    }

    private static void auditLogType(SettingsReader to, DirectiveWords words) {
        int type = words.choice("Serial", "Concurrent", "Parallel", "HTTPS");
        if (type == 3) {
            throw new IllegalArgumentException(
                    "SecAuditLogType HTTPS isn't supported: write Serial, and send the file with a log shipper");
        }
        to.auditConcurrent = type > 0;
        to.auditTypePlace = words.directive().place();
    }

    private static void auditLogFormat(SettingsReader to, DirectiveWords words) {
        if (words.choice("JSON", "Native") == 1) {
            LOG.warn(
                    "{}: the audit log is written as JSON, Native isn't supported",
                    words.directive().place());
        }
    }

    private static void auditLogParts(SettingsReader to, DirectiveWords words) {
        String parts = words.one().toUpperCase(Locale.ROOT);
        if (!parts.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new IllegalArgumentException(
                    "SecAuditLogParts takes letters from A to Z, not \"" + words.one() + '"');
        }
        to.auditParts = parts;
    }

    private static void relevantStatus(SettingsReader to, DirectiveWords words) {
        try {
            to.relevantStatus = Pattern.compile(words.one(), "s");
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("SecAuditLogRelevantStatus: bad pattern: " + e.getMessage(), e);
        }
    }
}
