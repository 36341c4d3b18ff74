// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.action.XmlArguments;
import dev.resty.servlet.waf.seclang.RuleSource;
import dev.resty.servlet.waf.seclang.SecLangParser;
import dev.resty.waf.EngineMode;
import dev.resty.waf.WafException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSettingsTest {

    @TempDir
    private Path directory;

    private EngineSettings settings(String text) {
        return EngineSettings.of(SecLangParser.parse(RuleSource.text(text, "test.conf", directory)));
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> settings(text))
                .isInstanceOf(WafException.class)
                .hasMessage(message);
    }

    @Test
    void of_nothing_isModSecuritysDefaultsWithTheEngineOn() {
        EngineSettings settings = settings("");

        assertThat(settings.mode()).isEqualTo(EngineMode.ON);
        assertThat(settings.requestBodyAccess()).isFalse();
        assertThat(settings.requestBodyLimit()).isEqualTo(134_217_728);
        assertThat(settings.responseBodyTypes()).containsExactlyInAnyOrder("text/plain", "text/html");
        assertThat(settings.auditMode()).isEqualTo(AuditMode.OFF);
        assertThat(settings.auditParts()).isEqualTo("ABCFHZ");
        assertThat(settings.blocksOnRuleError()).isTrue();
        assertThat(settings.collectionTimeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void of_everyDirective_readsIt() throws Exception {
        Files.writeString(directory.resolve("unicode.mapping"), "20127\n2032:27\n");
        EngineSettings settings = settings("""
                secruleengine detectiononly
                SecRequestBodyAccess On
                SecRequestBodyLimit 13107200
                SecRequestBodyNoFilesLimit 131072
                SecRequestBodyInMemoryLimit 131072
                SecRequestBodyLimitAction ProcessPartial
                SecRequestBodyJsonDepthLimit 64
                SecArgumentsLimit 2000
                SecUploadFileLimit 0
                SecArgumentSeparator ";"
                SecCookieFormat 0
                SecParseXmlIntoArgs OnlyArgs
                SecResponseBodyAccess On
                SecResponseBodyLimit 1024
                SecResponseBodyLimitAction ProcessPartial
                SecResponseBodyMimeType text/plain Text/HTML
                SecResponseBodyMimeType "application/json text/xml"
                SecRxErrorAction log
                SecPcreMatchLimit 100000
                SecPcreMatchLimitRecursion 100000
                SecUnicodeMapFile unicode.mapping 20127
                SecWebAppId shop
                SecSensorId edge-1
                SecComponentSignature "OWASP_CRS/4.29.0"
                SecComponentSignature mine
                SecCollectionTimeout 600
                SecAuditEngine RelevantOnly
                SecAuditLog /tmp/audit.log
                SecAuditLogType Concurrent
                SecAuditLogStorageDir /tmp/audit
                SecAuditLogFormat JSON
                SecAuditLogParts ABIJDEFHZ
                SecAuditLogRelevantStatus "^(?:5|4(?!04))"
                SecXmlExternalEntity Off
                SecHashEngine Off
                SecStatusEngine Off
                SecTmpDir /tmp/
                """);

        assertThat(settings.mode()).isEqualTo(EngineMode.DETECTION_ONLY);
        assertThat(settings.requestBodyAccess()).isTrue();
        assertThat(settings.requestBodyLimit()).isEqualTo(13_107_200);
        assertThat(settings.requestBodyNoFilesLimit()).isEqualTo(131_072);
        assertThat(settings.rejectsLongRequestBody()).isFalse();
        assertThat(settings.bodyLimits().jsonDepth()).isEqualTo(64);
        assertThat(settings.bodyLimits().arguments()).isEqualTo(2000);
        assertThat(settings.bodyLimits().files()).isZero();
        assertThat(settings.bodyLimits().separator()).isEqualTo((byte) ';');
        assertThat(settings.xmlArguments()).isEqualTo(XmlArguments.ONLY_ARGS);
        assertThat(settings.responseBodyAccess()).isTrue();
        assertThat(settings.responseBodyLimit()).isEqualTo(1024);
        assertThat(settings.rejectsLongResponseBody()).isFalse();
        assertThat(settings.responseBodyTypes())
                .containsExactlyInAnyOrder("text/plain", "text/html", "application/json", "text/xml");
        assertThat(settings.blocksOnRuleError()).isFalse();
        assertThat(settings.matchLimit()).isEqualTo(100_000);
        assertThat(settings.unicodeMap()).isNotNull();
        assertThat(settings.webAppId()).isEqualTo("shop");
        assertThat(settings.sensorId()).isEqualTo("edge-1");
        assertThat(settings.components()).containsExactly("OWASP_CRS/4.29.0", "mine");
        assertThat(settings.collectionTimeout()).isEqualTo(Duration.ofMinutes(10));
        AuditSettings audit = settings.audit();
        assertThat(audit.mode()).isEqualTo(AuditMode.RELEVANT_ONLY);
        assertThat(audit.file()).isEqualTo(Path.of("/tmp/audit.log"));
        assertThat(audit.concurrent()).isTrue();
        assertThat(audit.directory()).isEqualTo(Path.of("/tmp/audit"));
        assertThat(audit.parts()).isEqualTo("ABIJDEFHZ");
        assertThat(audit.relevantStatus()).isNotNull();
    }

    @Test
    void everyDirectiveWithoutEffect_isAcceptedAndHasAReason() {
        WithoutEffect.REASONS.forEach((name, reason) -> {
            assertThat(settings(name + " x")).as(name).isEqualTo(settings(""));
            assertThat(reason).as(name).isNotBlank();
        });
    }

    @Test
    void uploads_areReadWithTheirMode() {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        UploadSettings uploads = settings(
                        "SecUploadDir " + directory + "\nSecUploadKeepFiles RelevantOnly\nSecUploadFileMode 0640")
                .uploads();

        assertThat(uploads.directory()).isEqualTo(directory);
        assertThat(uploads.keep()).isEqualTo(UploadSettings.Keep.OF_RELEVANT_REQUESTS);
        assertThat(uploads.mode()).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(settings("SecUploadFileMode default").uploads().mode()).isNull();
    }

    @Test
    void responseBodyMimeTypesClear_leavesNone() {
        assertThat(settings("SecResponseBodyMimeTypesClear").responseBodyTypes())
                .isEmpty();
        assertThat(settings("SecResponseBodyMimeTypesClear\nSecResponseBodyMimeType a/b")
                        .responseBodyTypes())
                .containsExactly("a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SecChrootDir /x",
                "SecTmpSaveUploadedFiles On",
                "SecAuditLogPrefix \"[audit] \"",
                "SecDebugLogLevel 3",
                "SecServerSignature \"Some server\"",
                "SecAuditLogFormat Native"
            })
    void of_directiveWithoutMeaningInAJvm_isAccepted(String text) {
        assertThat(settings(text)).isEqualTo(settings(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "SecRuleEngin On > unknown directive SecRuleEngin: do you mean SecRuleEngine?",
                "SecRequestBodyAcess On > unknown directive SecRequestBodyAcess: do you mean SecRequestBodyAccess?",
                "SecRules ARGS x > unknown directive SecRules: do you mean SecRule?",
                "location / > unknown directive location",
                "SecRuleEngine Yes > SecRuleEngine takes On, Off, DetectionOnly, not \"Yes\"",
                "SecRuleEngine > SecRuleEngine takes one value, but has 0",
                "SecRuleEngine On Off > SecRuleEngine takes one value, but has 2: put quotes around what has spaces",
                "SecRequestBodyLimit 10M > SecRequestBodyLimit takes a number from 0 to 2147483583, not \"10M\"",
                "SecRequestBodyLimit 99999999999 > SecRequestBodyLimit takes a number from 0 to 2147483583, not"
                        + " \"99999999999\"",
                "SecRequestBodyLimitAction Drop > SecRequestBodyLimitAction takes Reject, ProcessPartial, not \"Drop\"",
                "SecRxErrorAction deny > SecRxErrorAction takes block, log, not \"deny\"",
                "SecCookieFormat 1 > SecCookieFormat can only be 0: no client sends version 1 cookies any more",
                "SecArgumentSeparator ab > SecArgumentSeparator takes one character, not \"ab\"",
                "SecXmlExternalEntity On > SecXmlExternalEntity can only be Off: external entities of XML are never read",
                "SecHashEngine On > SecHashEngine can only be Off: there is no hash engine",
                "SecAuditLogParts AB-C > SecAuditLogParts takes letters from A to Z, not \"AB-C\"",
                "SecAuditLogType HTTPS > SecAuditLogType HTTPS isn't supported: write Serial, and send the file with a log"
                        + " shipper",
                "SecAuditLog2 /x/index.log > SecAuditLog2 is a second index: write SecAuditLog in front of it",
                "SecAuditLogFileMode 1777 > SecAuditLogFileMode takes an octal mode such as 0640, or default, not \"1777\"",
                "SecUploadKeepFiles Yes > SecUploadKeepFiles takes On, Off, RelevantOnly, not \"Yes\"",
                "SecAuditLog |/bin/mlogc > SecAuditLog starts no program: write a file, or use a listener of the engine",
                "SecUnicodeMapFile x > SecUnicodeMapFile takes a file and a code page, but has 1 word: write"
                        + " SecUnicodeMapFile unicode.mapping 20127",
                "SecResponseBodyMimeType > SecResponseBodyMimeType needs a value"
            })
    void of_badDirective_isRefusedWithItsLine(String text, String problem) {
        assertRefused("SecRuleEngine On\n\n" + text, "test.conf:3: " + problem);
    }

    @Test
    void of_filesThatArentThere_namesThem() {
        assertRefused(
                "SecUnicodeMapFile none.mapping 20127",
                "test.conf:1: SecUnicodeMapFile: no file " + directory.resolve("none.mapping"));
    }

    @Test
    void of_badPattern_saysSo() {
        assertThatThrownBy(() -> settings("SecAuditLogRelevantStatus \"(5\""))
                .isInstanceOf(WafException.class)
                .hasMessageStartingWith("test.conf:1: SecAuditLogRelevantStatus: bad pattern: ");
    }
}
