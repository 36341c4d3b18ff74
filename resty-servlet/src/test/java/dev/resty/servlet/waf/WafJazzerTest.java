// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;

/** Rules load or are refused with a message, and every request is judged. */
class WafJazzerTest {

    private static final String RULES = """
            SecRuleEngine On
            SecRequestBodyAccess On
            SecResponseBodyAccess On
            SecRequestBodyLimit 100000
            SecRule REQUEST_HEADERS:Content-Type "@rx json" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
            SecRule REQUEST_HEADERS:Content-Type "@rx xml" "id:2,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"
            SecRule ARGS|ARGS_NAMES|REQUEST_COOKIES|REQUEST_HEADERS|REQUEST_BODY|XML:/* "@rx (?i)(union|<script)[^>]*" \\
                "id:3,phase:2,pass,capture,t:urlDecodeUni,t:htmlEntityDecode,t:jsDecode,t:cssDecode,t:utf8toUnicode,\\
                t:cmdLine,multiMatch,setvar:'tx.seen_%{MATCHED_VAR_NAME}=+1',logdata:'%{TX.1} in %{MATCHED_VAR}'"
            SecRule ARGS|REQUEST_FILENAME "@detectSQLi" "id:4,phase:2,pass,t:base64Decode,t:hexDecode,t:removeNulls"
            SecRule ARGS|REQUEST_URI_RAW "@detectXSS" "id:5,phase:2,pass,t:escapeSeqDecode,t:normalizePathWin"
            SecRule FILES|FILES_NAMES|MULTIPART_PART_HEADERS "@pm php a -" "id:6,phase:2,pass,t:replaceComments,chain"
            SecRule MATCHED_VARS "!@validateUtf8Encoding" "t:sqlHexDecode,setvar:tx.bad=1"
            SecRule TX:/^seen/ "@gt 1" "id:7,phase:2,deny,status:406,nolog"
            SecRule RESPONSE_BODY|RESPONSE_HEADERS "@validateByteRange 32-126" "id:8,phase:4,pass"
            """;

    private static final Pattern HEADER_END = Pattern.compile("\n\n");

    /** What opens files is left out: fuzzing must not write where a text happens to point. */
    private static final Pattern OPENS_FILES = Pattern.compile(
            "include|fromfile|matchf|pmf|inspectfile|exec|sec(remote|audit|debug|unicodemap|geo|gsb|data|tmp|uploaddir)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern CONTINUATION = Pattern.compile("\\\\\\r?\\n[ \\t]*");

    private static final Waf JUDGING =
            new SecLangWafBuilder().rules(RULES, "rules").build();

    @AfterAll
    static void close() {
        JUDGING.close();
    }

    @FuzzTest(maxDuration = "3m")
    void rules_anyText_loadOrAreRefused(byte[] input) {
        String rules = new String(input, StandardCharsets.ISO_8859_1);
        if (OPENS_FILES.matcher(CONTINUATION.matcher(rules).replaceAll("")).find()) {
            return;
        }
        try (Waf waf = new SecLangWafBuilder().rules(rules, "rules").build()) {
            assertThat(judge(waf, "/a?b=c", "", "d=e")).isNotNegative();
        } catch (WafException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    /** An input is a target, a line each for the headers, an empty line, and the body of request and response. */
    @FuzzTest(maxDuration = "3m")
    void transaction_anyBytesAnywhere_isJudged(byte[] input) {
        String[] halves = HEADER_END.split(new String(input, StandardCharsets.ISO_8859_1), 2);
        String[] head = halves[0].split("\n", 2);
        assertThat(judge(JUDGING, head[0], head.length > 1 ? head[1] : "", halves.length > 1 ? halves[1] : ""))
                .isNotNegative();
    }

    private static int judge(Waf waf, String target, String headers, String content) {
        try (Transaction transaction = waf.newTransaction()) {
            transaction.connection("127.0.0.1", 4000, "::1", 80);
            transaction.requestLine("POST", target, "HTTP/1.1");
            for (String header : headers.split("\n", -1)) {
                int colon = header.indexOf(':');
                if (colon > 0) {
                    transaction.addRequestHeader(
                            header.substring(0, colon),
                            header.substring(colon + 1).strip());
                }
            }
            transaction.processRequestHeaders();
            byte[] body = content.getBytes(StandardCharsets.ISO_8859_1);
            transaction.appendRequestBody(body, 0, body.length);
            transaction.processRequestBody();
            transaction.addResponseHeader("X-Target", target);
            transaction.processResponseHeaders(200, "HTTP/1.1");
            transaction.appendResponseBody(body, 0, body.length);
            transaction.processResponseBody();
            transaction.processLogging();
            return transaction.matchedRules().size();
        }
    }
}
