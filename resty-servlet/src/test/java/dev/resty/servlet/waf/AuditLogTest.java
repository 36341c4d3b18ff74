// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.resty.servlet.waf.body.BodyLimits;
import dev.resty.servlet.waf.body.BodyProcessors;
import dev.resty.servlet.waf.body.BodySink;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class AuditLogTest {

    private static final String RULES = """
            SecRequestBodyAccess On
            SecResponseBodyAccess On
            SecComponentSignature "OWASP_CRS/4.0.0"
            SecRule REQUEST_HEADERS:Content-Type "@contains json" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
            SecRule ARGS|REQUEST_HEADERS:User-Agent|REQUEST_COOKIES "@contains attack" \\
                "id:942100,phase:2,block,msg:'SQL "Injection"',logdata:'found %{MATCHED_VAR}',severity:CRITICAL,\\
                ver:'OWASP_CRS/4.0.0',rev:2,tag:attack-sqli,tag:'paranoia-level/1'"
            """.replace("\"Injection\"", "Injection");

    private static final String DENY = "SecDefaultAction \"phase:2,log,auditlog,deny,status:403\"\n";

    @TempDir
    private Path directory;

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.resty.waf.match");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    private Path log() {
        return directory.resolve("audit.log");
    }

    private Waf waf(String settings) {
        return Waf.builder()
                .rules(settings + "\nSecAuditLog " + log() + '\n' + DENY + RULES, "test.conf")
                .build();
    }

    private static void request(Waf waf, String target, String type, String body, String... headers) {
        try (Transaction transaction = waf.newTransaction("id-1")) {
            transaction.connection("10.0.0.1", 1234, "10.0.0.2", 443);
            transaction.requestLine("POST", target, "HTTP/1.1");
            transaction.addRequestHeader("Host", "shop.example");
            transaction.addRequestHeader("Content-Type", type);
            for (int i = 0; i < headers.length; i += 2) {
                transaction.addRequestHeader(headers[i], headers[i + 1]);
            }
            transaction.processRequestHeaders();
            byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
            transaction.appendRequestBody(bytes, 0, bytes.length);
            transaction.processRequestBody();
            transaction.addResponseHeader("Content-Type", "text/html");
            transaction.addResponseHeader("Set-Cookie", "sid=1");
            transaction.processResponseHeaders(200, "HTTP/1.1");
            byte[] answer = "<p>answer</p>".getBytes(StandardCharsets.ISO_8859_1);
            transaction.appendResponseBody(answer, 0, answer.length);
            transaction.processResponseBody();
        }
    }

    private static void form(Waf waf, String target, String body, String... headers) {
        request(waf, target, "application/x-www-form-urlencoded", body, headers);
    }

    private List<String> entries(Waf waf) throws IOException {
        waf.close();
        return Files.exists(log()) ? Files.readAllLines(log(), StandardCharsets.US_ASCII) : List.of();
    }

    /** The paths and values of a JSON text, which must be right. */
    private static String read(String json) {
        StringBuilder found = new StringBuilder();
        Objects.requireNonNull(BodyProcessors.named("JSON"))
                .process(Bytes.of(json), Bytes.of("application/json"), true, BodyLimits.DEFAULT, new BodySink() {
                    @Override
                    public void add(Part part, Bytes name, Bytes value) {
                        found.append(name.text())
                                .append('=')
                                .append(value.text())
                                .append('\n');
                    }

                    @Override
                    public void flag(Flag flag, int value) {
                        throw new AssertionError(flag + " in " + json);
                    }

                    @Override
                    public void error(String message) {
                        throw new AssertionError(message + " in " + json);
                    }
                });
        return found.toString();
    }

    @Test
    void denied_allParts_areInOneLineOfJson() throws Exception {
        Waf waf = waf("SecAuditEngine RelevantOnly\nSecAuditLogParts ABCEFHJZ\nSecSensorId edge");
        form(waf, "/a?x=1", "q=an+attack", "X-One", "1", "x-one", "2");

        List<String> entries = entries(waf);
        assertThat(entries).hasSize(1);
        assertThat(read(entries.get(0)))
                .contains(
                        "json.transaction.client_ip=10.0.0.1\n",
                        "json.transaction.server_id=edge\n",
                        "json.transaction.client_port=1234\n",
                        "json.transaction.host_ip=10.0.0.2\n",
                        "json.transaction.host_port=443\n",
                        "json.transaction.unique_id=id-1\n",
                        "json.transaction.request.method=POST\n",
                        "json.transaction.request.http_version=1.1\n",
                        "json.transaction.request.hostname=shop.example\n",
                        "json.transaction.request.uri=/a?x=1\n",
                        "json.transaction.request.body=q=an+attack\n",
                        "json.transaction.request.headers.Host=shop.example\n",
                        "json.transaction.request.headers.X-One=1, 2\n",
                        "json.transaction.response.http_code=403\n",
                        "json.transaction.response.headers.Set-Cookie=********\n",
                        "json.transaction.producer.secrules_engine=Enabled\n",
                        "OWASP_CRS/4.0.0\n",
                        "message=SQL Injection\n",
                        "details.ruleId=942100\n",
                        "details.file=test.conf\n",
                        "details.data=found an attack\n",
                        "details.severity=2\n",
                        "details.ver=OWASP_CRS/4.0.0\n",
                        "details.rev=2\n",
                        "=attack-sqli\n",
                        "details.match=Matched \"Operator `Contains' with parameter `attack' against variable `ARGS:q'"
                                + " (Value: `an attack' )\n");
        assertThat(entries.get(0))
                .matches(".*\"time_stamp\":\"\\w{3} \\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4}\".*");
    }

    @Test
    void parts_decideWhatIsThere() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts AZ");
        form(waf, "/a", "q=1");

        assertThat(entries(waf).get(0))
                .doesNotContain("\"headers\"", "\"body\"", "\"producer\"", "\"messages\"")
                .contains("\"http_code\":200");
    }

    @Test
    void ctlAuditLogPartsAndEngine_changeATransactionsEntry() throws Exception {
        Waf waf = waf(
                "SecAuditEngine Off\nSecAuditLogParts AHZ\n"
                        + "SecRule REQUEST_URI \"@contains loud\" \"id:2,phase:1,pass,nolog,ctl:auditEngine=On,ctl:auditLogParts=+E\"");
        form(waf, "/quiet", "");
        form(waf, "/loud", "");

        List<String> entries = entries(waf);
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0)).contains("\"uri\":\"/loud\"", "\"body\":\"<p>answer</p>\"");
    }

    @Test
    void relevantOnly_writesMatchesAndRelevantStatuses() throws Exception {
        Waf waf = waf("SecAuditEngine RelevantOnly\nSecRule REQUEST_URI \"/quiet\" \"id:3,phase:1,pass,noauditlog\"");
        form(waf, "/plain", "q=1");
        form(waf, "/quiet", "q=1");
        assertThat(entries(waf)).isEmpty();

        Waf statuses = waf("SecAuditEngine RelevantOnly\nSecAuditLogRelevantStatus ^20");
        form(statuses, "/plain", "q=1");
        assertThat(entries(statuses)).hasSize(1);
    }

    @Test
    void anyBytes_areValidJson() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts ABCHZ");
        StringBuilder all = new StringBuilder("attack=");
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        request(waf, "/a\\\"\u0001\u00e9", "text/attack", all.toString(), "User-Agent", "attack " + all);

        String entry = entries(waf).get(0);
        assertThat(read(entry)).contains("json.transaction.request.uri=/a\\\"\u0001");
        assertThat(entry).contains("\"uri\":\"/a\\\\\\\"\\u0001\\u00e9\"");
    }

    @Test
    void secrets_areMaskedEverywhere() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts ABCHZ\n"
                + "SecAction \"id:4,phase:1,pass,nolog,sanitiseArg:card,sanitiseRequestHeader:X-Key\"");
        form(
                waf,
                "/login?token=QQattackQQ&a=1",
                "user=u&pass%77ord=hunter2attack&card=4111&b=c",
                "Authorization",
                "Basic QQQQ",
                "Cookie",
                "a=QQQQ",
                "X-Key",
                "QQQQ");
        request(waf, "/j", "application/json", "{\"user\":{\"password\":\"QQQQattack\",\"n\":\"x\"}}");
        request(waf, "/j", "application/json", "{\"password\":\"q\",\"n\":\"quick\"}");

        List<String> entries = entries(waf);
        assertThat(entries).hasSize(3).noneMatch(entry -> entry.contains("QQ") || entry.contains("hunter2"));
        assertThat(entries.get(0))
                .contains(
                        "\"uri\":\"/login?token=********&a=1\"",
                        "\"body\":\"user=u&pass%77ord=********&card=********&b=c\"",
                        "\"Authorization\":\"********\"",
                        "\"data\":\"********\"");
        assertThat(entries.get(1)).contains("\"body\":\"{\\\"user\\\":{\\\"password\\\":\\\"********\\\",");
        assertThat(entries.get(2)).contains("\"body\":\"********\"");
        assertThat(lines.list).isNotEmpty().noneMatch(line -> line.getFormattedMessage()
                .contains("hunter2"));
    }

    @Test
    void secret_withASemicolon_isMaskedToItsEnd() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts ABCHZ");
        form(waf, "/a?token=one;QQtwo&b=c", "password=one;QQtwo&b=c");
        form(waf, "/a", "b=c;password=QQone;QQtwo");

        List<String> entries = entries(waf);
        assertThat(entries).hasSize(2).noneMatch(entry -> entry.contains("QQ"));
        assertThat(entries.get(0)).contains("\"uri\":\"/a?token=********&b=c\"", "\"body\":\"password=********&b=c\"");
    }

    @Test
    void secret_asTheRequestWritesIt_isMaskedInWhatMatched() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts ABCHZ\n"
                + "SecRule REQUEST_URI|QUERY_STRING|REQUEST_BODY|FULL_REQUEST \"@contains loud\""
                + " \"id:5,phase:2,pass,log,logdata:'found %{MATCHED_VAR}'\"\n"
                + "SecRule REQUEST_URI|REQUEST_BODY \"@contains loud\""
                + " \"id:6,phase:2,pass,log,t:lowercase,logdata:'found %{MATCHED_VAR}'\"");
        form(waf, "/loud?token=QQ%40one", "q=loud&password=QQ%41two+", "Authorization", "Basic QQQQ");

        assertThat(entries(waf))
                .singleElement()
                .asString()
                .contains("\"ruleId\":\"5\"", "\"ruleId\":\"6\"")
                .doesNotContainIgnoringCase("QQ");
        assertThat(lines.list)
                .hasSizeGreaterThan(1)
                .noneMatch(line -> line.getFormattedMessage().contains("QQ")
                        || line.getFormattedMessage().contains("qq"));
    }

    @Test
    void secret_inXmlOrAHeaderThatSaysSo_isMasked() throws Exception {
        Waf waf = waf(
                "SecAuditEngine On\nSecAuditLogParts ABCHZ\n"
                        + "SecRule REQUEST_HEADERS:Content-Type \"xml\" \"id:7,phase:1,pass,nolog,ctl:requestBodyProcessor=XML\"");
        request(waf, "/", "text/xml", "<a><password>QQone</password></a>", "X-Access-Token", "QQtwo");
        request(waf, "/", "text/xml", "<a>plain</a>");

        List<String> entries = entries(waf);
        assertThat(entries.get(0)).doesNotContain("QQ").contains("\"body\":\"********\"");
        assertThat(entries.get(1)).contains("<a>plain</a>");
    }

    @Test
    void secret_thatTheEndOfWhatIsShownCuts_isHiddenThere() {
        HiddenText text = new HiddenText("x=Hunter2&y=hunter2", 16);
        text.hide("hunter2");
        assertThat(text).hasToString("x=********&y=********");

        HiddenText whole = new HiddenText("abab", 4);
        assertThat(whole.found("bab")).isTrue();
        assertThat(whole.found("abc")).isFalse();
        assertThat(whole).hasToString("a********");
    }

    @Test
    @Timeout(20)
    void secrets_ofWhomThereAreVeryMany_hideAllThatMatched_andCostNoMoreThanOthers() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts ABCHZ\n"
                + "SecRule ARGS:q \"@contains attack\" \"id:8,phase:2,pass,log,logdata:'found %{MATCHED_VAR}'\"");
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            body.append("token=").append("a".repeat(50 + i % 40)).append(i).append('&');
        }
        form(waf, "/", body + "q=attack" + "a".repeat(50_000));

        assertThat(entries(waf)).singleElement().asString().contains("\"data\":\"********\"");
    }

    @Test
    void concurrent_twoOfOneIdInASecond_areBothKept() throws Exception {
        Path storage = directory.resolve("storage");
        Waf waf = waf("SecAuditEngine On\nSecAuditLogType Concurrent\nSecAuditLogStorageDir " + storage);
        form(waf, "/first", "");
        form(waf, "/second", "");
        entries(waf);

        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(storage)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        assertThat(all).contains("/first", "/second");
    }

    @Test
    void longBody_isCutAndItsLengthTold() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts ACZ");
        form(waf, "/", "a=" + "b".repeat(100_000));

        assertThat(entries(waf).get(0)).contains("\"body_length\":100002").hasSizeLessThan(70_000);
    }

    @Test
    void multipart_partI_hasFieldsWithoutFiles() throws Exception {
        Waf waf = waf("SecAuditEngine On\nSecAuditLogParts AIJZ");
        request(waf, "/", "multipart/form-data; boundary=x", """
                --x
                Content-Disposition: form-data; name="a"

                1
                --x
                Content-Disposition: form-data; name="f"; filename="f.txt"

                content
                --x--
                """.replace("\n", "\r\n"));

        assertThat(entries(waf).get(0))
                .contains("\"body\":\"a=1\"", "\"files\":[{\"name\":\"f\",\"file_name\":\"f.txt\",\"size\":7}]")
                .doesNotContain("content\"");
    }

    @Test
    void concurrent_writesAFileForEachAndAnIndex() throws Exception {
        Path storage = directory.resolve("storage");
        Waf waf = waf("SecAuditEngine On\nSecAuditLogType Concurrent\nSecAuditLogStorageDir " + storage);
        form(waf, "/a", "q=1", "Referer", "http://r/");
        List<String> index = entries(waf);

        try (Stream<Path> files = Files.walk(storage)) {
            List<Path> written = files.filter(Files::isRegularFile).toList();
            assertThat(written).hasSize(1);
            assertThat(storage.relativize(written.get(0)).toString())
                    .matches("\\d{8}/\\d{8}-\\d{4}/\\d{8}-\\d{6}-id-1");
            assertThat(read(Files.readString(written.get(0)))).contains("unique_id=id-1");
            assertThat(index).hasSize(1);
            assertThat(index.get(0))
                    .startsWith("shop.example 10.0.0.1 - [")
                    .contains("\"POST /a HTTP/1.1\" 200 13 http://r/ \"-\" id-1 - " + written.get(0) + " 0 ")
                    .containsPattern(" md5:[0-9a-f]{32}$");
        }
    }

    @Test
    void concurrent_secondIndexAndModes_areAsTheyAreSet() throws Exception {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path storage = directory.resolve("storage");
        Path second = directory.resolve("second.log");
        Waf waf = waf("SecAuditEngine On\nSecAuditLogType Concurrent\nSecAuditLogStorageDir " + storage
                + "\nSecAuditLog " + log() + "\nSecAuditLog2 " + second
                + "\nSecAuditLogDirMode 0700\nSecAuditLogFileMode 0600");
        form(waf, "/a", "q=1");
        List<String> index = entries(waf);

        assertThat(index).hasSize(1);
        assertThat(Files.readAllLines(second)).isEqualTo(index);
        try (Stream<Path> files = Files.walk(storage)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void fileThatWasRenamed_isMadeAgain() throws Exception {
        Waf waf = waf("SecAuditEngine On");
        form(waf, "/first", "");
        for (int i = 0; i < 1000 && !(Files.exists(log()) && Files.size(log()) > 0); i++) {
            Thread.sleep(10);
        }
        Files.move(log(), directory.resolve("audit.log.1"));
        form(waf, "/second", "");

        assertThat(entries(waf)).singleElement().asString().contains("/second");
    }

    @Test
    void writer_moreThanItsBound_losesAndCounts() {
        try (AuditWriter writer = new AuditWriter()) {
            writer.write(log(), new byte[AuditWriter.MOST_BYTES + 1], false);

            assertThat(writer.lost()).isEqualTo(1);
        }
    }

    @Test
    void writer_directoryGone_losesAndCounts() {
        AuditWriter writer = new AuditWriter();
        writer.write(directory.resolve("none/audit.log"), new byte[] {1}, false);
        writer.close();

        assertThat(writer.lost()).isEqualTo(1);
    }

    @Test
    void auditLogThatCantBeWritten_stopsTheStart() {
        Path missing = directory.resolve("none/audit.log");
        assertThatThrownBy(() -> Waf.builder()
                        .rules("SecAuditEngine On\nSecAuditLog " + missing, "test.conf")
                        .build())
                .isInstanceOf(WafException.class)
                .hasMessage("test.conf:2: SecAuditLog: " + missing
                        + " can't be written: make its directory writable, or write SecAuditEngine Off");
        assertThatThrownBy(() -> Waf.builder()
                        .rules("SecAuditLogType Concurrent", "test.conf")
                        .build())
                .hasMessage(
                        "test.conf:1: SecAuditLogType Concurrent needs a directory: write SecAuditLogStorageDir too");
    }

    @Test
    void line_denied_isInTheFormOfModSecuritysErrorLog() {
        try (Waf waf = waf("SecAuditEngine Off")) {
            form(waf, "/a\"?q=1", "q=an+attack%00%22");
        }

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage())
                    .isEqualTo(
                            "[client 10.0.0.1] ModSecurity: Access denied with code 403 (phase 2). Matched \"Operator"
                                    + " `Contains' with parameter `attack' against variable `ARGS:q' (Value: `an attack\\x00\"' )"
                                    + " [file \"test.conf\"] [line \"8\"] [id \"942100\"] [rev \"2\"] [msg \"SQL Injection\"]"
                                    + " [data \"found an attack\\x00\\x22\"] [severity \"2\"] [ver \"OWASP_CRS/4.0.0\"]"
                                    + " [tag \"attack-sqli\"] [tag \"paranoia-level/1\"] [hostname \"shop.example\"]"
                                    + " [uri \"/a\\x22\"] [unique_id \"id-1\"]");
        });
    }

    @Test
    void logMatchesFalse_leavesTheLinesToTheCaller() {
        try (Waf waf = waf("SecAuditEngine Off");
                Transaction transaction = waf.newTransaction("id-2")) {
            transaction.logMatches(false);
            transaction.requestLine("GET", "/a?q=attack", "");
            transaction.processRequestHeaders();
            transaction.processRequestBody();

            assertThat(lines.list).isEmpty();
            assertThat(transaction.describe(transaction.matchedRules().get(0)))
                    .contains("ModSecurity: Access denied with code 403 (phase 2).", "[unique_id \"id-2\"]");
        }
    }

    @Test
    void line_detectionOnly_hasAnExclusionThatLetsTheRequestPass() {
        try (Waf waf = waf("SecRuleEngine DetectionOnly")) {
            form(waf, "/a b", "q[1]=an+attack");
        }
        String line = lines.list.get(0).getFormattedMessage();
        assertThat(line).contains("ModSecurity: Warning. Matched ");
        String exclusion = line.substring(line.indexOf("[exclusion ") + 11, line.length() - 1);
        assertThat(exclusion)
                .matches("SecRule REQUEST_FILENAME \"@streq /a b\" \"id:\\d{5},phase:1,pass,t:none,nolog,"
                        + "ctl:ruleRemoveTargetById=942100;ARGS:q\\[1]\"");

        lines.list.clear();
        try (Waf waf = waf("SecRuleEngine On\n" + exclusion)) {
            form(waf, "/a b", "q[1]=an+attack");
            assertThat(lines.list).isEmpty();
            form(waf, "/other", "q[1]=an+attack");
            assertThat(lines.list).hasSize(1);
        }
    }

    @Test
    void exclusion_whatCantBeWrittenInARule_isLeftOut() {
        try (Waf waf = waf("SecRuleEngine DetectionOnly")) {
            form(waf, "/a\"b", "q=an+attack");
            form(waf, "/ok", "a'b=an+attack");
            form(waf, "/ok", "a,b=an+attack");
        }

        assertThat(lines.list.get(0).getFormattedMessage()).doesNotContain("[exclusion");
        assertThat(lines.list.get(1).getFormattedMessage()).contains("ctl:ruleRemoveTargetById=942100;ARGS\"]");
        assertThat(lines.list.get(2).getFormattedMessage()).contains("ctl:'ruleRemoveTargetById=942100;ARGS:a,b'\"]");
    }
}
