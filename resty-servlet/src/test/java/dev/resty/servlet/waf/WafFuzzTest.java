// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules and requests of which nothing is certain: rules load or are refused with a place, requests are judged. */
class WafFuzzTest {

    /** Bounds a hang only; what is measured takes a second or two. */
    private static final Duration HANG = Duration.ofSeconds(60);

    private static final String RULES = """
            SecRuleEngine On
            SecRequestBodyAccess On
            SecResponseBodyAccess On
            SecRequestBodyLimit 100000
            SecDefaultAction "phase:2,log,pass"
            SecRule REQUEST_HEADERS:Content-Type "@rx json" "id:1,phase:1,pass,nolog,ctl:requestBodyProcessor=JSON"
            SecRule REQUEST_HEADERS:Content-Type "@rx xml" "id:2,phase:1,pass,nolog,ctl:requestBodyProcessor=XML"
            SecRule ARGS|ARGS_NAMES|REQUEST_COOKIES|REQUEST_HEADERS|!REQUEST_HEADERS:Host|REQUEST_BODY|XML:/* \\
                "@rx (?i)(union|select|<script)[^>]*" "id:3,phase:2,capture,t:none,t:urlDecodeUni,t:htmlEntityDecode,\\
                t:jsDecode,t:cssDecode,t:utf8toUnicode,t:cmdLine,multiMatch,setvar:'tx.seen_%{MATCHED_VAR_NAME}=+1',\\
                logdata:'%{TX.1} in %{MATCHED_VAR}'"
            SecRule ARGS|REQUEST_FILENAME "@detectSQLi" "id:4,phase:2,t:base64Decode,t:hexDecode,t:removeNulls"
            SecRule ARGS|REQUEST_URI_RAW "@detectXSS" "id:5,phase:2,t:escapeSeqDecode,t:normalizePathWin,t:replaceComments"
            SecRule &ARGS|FILES|FILES_NAMES|MULTIPART_PART_HEADERS "@pm php a b -" "id:6,phase:2,t:lowercase,chain"
            SecRule MATCHED_VARS "!@validateUtf8Encoding" "t:sqlHexDecode,setvar:tx.bad=1"
            SecRule TX:/^seen/ "@gt 1" "id:7,phase:2,deny,status:406"
            SecRule RESPONSE_BODY|RESPONSE_HEADERS "@validateByteRange 32-126" "id:8,phase:4,log,pass"
            """;

    private static final String[] TARGETS = {"/", "/a?b=", "/?", "*", "http://h/", "//", "/%", "/a;b/../c?x&y=1&&=", ""
    };

    private static final String[] TYPES = {
        "application/json",
        "text/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=b",
        "multipart/",
        ""
    };

    private static String noise(Random random, int longest) {
        byte[] bytes = new byte[random.nextInt(longest + 1)];
        String likely = random.nextBoolean() ? "<>\"'`%&=;:/\\-_+.,()[]{}!@#$|*?~ \t\r\nuU0xab" : null;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (likely == null ? random.nextInt(256) : likely.charAt(random.nextInt(likely.length())));
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Another text like this one: bytes changed, pieces lost, doubled and exchanged. */
    private static String mutate(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(6); i >= 0 && out.length() > 2; i--) {
            int from = random.nextInt(out.length() - 1);
            int to = Math.min(out.length(), from + 1 + random.nextInt(20));
            switch (random.nextInt(4)) {
                case 0 -> out.delete(from, to);
                case 1 -> out.insert(random.nextInt(out.length()), out.substring(from, to));
                case 2 -> out.replace(from, from + 1, noise(random, 3));
                default -> out.setLength(to);
            }
        }
        return out.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void rules_anyText_loadOrAreRefused(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 700; i++) {
            String rules = i % 4 == 0 ? noise(random, 200) : mutate(RULES, random);
            refused += assertTimeoutPreemptively(HANG, () -> load(rules)) ? 0 : 1;
        }
        assertThat(refused).isBetween(1, 699);
    }

    private static boolean load(String rules) {
        try (Waf waf = new SecLangWafBuilder().rules(rules, "fuzz").build()) {
            return true;
        } catch (WafException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(rules, e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void transactions_anyBytesAnywhere_areJudged(long seed) {
        Random random = new Random(seed);
        int matches = 0;
        try (Waf waf = new SecLangWafBuilder().rules(RULES, "rules").build()) {
            for (int i = 0; i < 1500; i++) {
                long one = random.nextLong();
                matches += assertTimeoutPreemptively(HANG, () -> judge(waf, new Random(one)));
            }
        }
        assertThat(matches).isPositive();
    }

    private static int judge(Waf waf, Random random) {
        try (Transaction transaction = waf.newTransaction()) {
            transaction.connection(random.nextBoolean() ? "127.0.0.1" : noise(random, 20), random.nextInt(), "::1", -1);
            transaction.requestLine(
                    noise(random, 8), TARGETS[random.nextInt(TARGETS.length)] + noise(random, 80), noise(random, 10));
            transaction.addRequestHeader("Content-Type", TYPES[random.nextInt(TYPES.length)] + noise(random, 4));
            for (int i = random.nextInt(6); i > 0; i--) {
                transaction.addRequestHeader(random.nextBoolean() ? "Cookie" : noise(random, 12), noise(random, 60));
            }
            transaction.processRequestHeaders();
            byte[] body = noise(random, 400).getBytes(StandardCharsets.ISO_8859_1);
            transaction.appendRequestBody(body, 0, body.length);
            transaction.processRequestBody();
            transaction.addResponseHeader(noise(random, 12), noise(random, 60));
            transaction.processResponseHeaders(random.nextInt(1000), noise(random, 10));
            transaction.appendResponseBody(body, 0, body.length);
            transaction.processResponseBody();
            transaction.processLogging();
            return transaction.matchedRules().size();
        }
    }
}
