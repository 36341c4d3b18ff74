// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Whether the index over all rules changes nothing but the time that they take: the same requests with it and without. */
class IndexDifferentialTest {

    private static final String[] FRAGMENTS = {
        "<script>alert(1)</script>",
        "%3Cimg%20src=x%20onerror=alert(1)%3E",
        "' or 1=1 -- ",
        "union/**/select",
        "../../etc/passwd",
        "..%2f..%2fetc%2fshadow",
        "; cat /etc/passwd",
        "$(id)",
        "`ls -la`",
        "${jndi:ldap://x}",
        "hello",
        "world",
        "1",
        "",
        "a+b",
        "%00",
        "%",
        "%u003c",
        "&lt;b&gt;",
        "\\x3cscript",
        "select",
        "SELECT",
        "sleep(5)",
        "php://input",
        "é",
        "\u00ff\u0001",
        "Mozilla/5.0 (X11; Linux x86_64)",
        "sqlmap/1.0",
        "text/html",
        "o'neil",
        "a=b",
        "[]",
        "{\"a\":1}",
        "javascript:alert(1)",
        "ＡＢ",
        "x".repeat(300),
        "../",
        "..\\",
        "cmd.exe",
        "\r\nSet-Cookie: a=b",
    };

    private static final String[] NAMES = {"q", "page", "Id", "a[b]", "x-y", "_", "session", "skip", ""};

    private static final String RULES = """
            SecRuleEngine DetectionOnly
            SecRequestBodyAccess On
            SecResponseBodyAccess On
            SecAction "id:1,phase:1,nolog,pass,setvar:tx.score=0,setvar:tx.level=1"
            SecRule REQUEST_HEADERS:Content-Type "@beginsWith application/json" \\
                "id:2,phase:1,nolog,pass,ctl:requestBodyProcessor=JSON"
            SecRule ARGS|ARGS_NAMES|REQUEST_COOKIES "@rx (?i)<script[^>]*>" \\
                "id:10,phase:2,block,capture,t:none,t:urlDecodeUni,t:htmlEntityDecode,t:lowercase,msg:'script %{TX.0}',\\
                logdata:'%{MATCHED_VAR_NAME}=%{MATCHED_VAR}',setvar:tx.score=+5"
            SecRule ARGS "@rx (?i)union.{0,20}select" \\
                "id:11,phase:2,pass,t:none,t:replaceComments,t:urlDecode,multiMatch,setvar:tx.score=+3,msg:'union'"
            SecRule ARGS|REQUEST_FILENAME|REQUEST_HEADERS|!REQUEST_HEADERS:Cookie "@pm etc/passwd cmd.exe ../" \\
                "id:12,phase:2,pass,t:none,t:normalizePath,t:lowercase,setvar:tx.score=+1,msg:'path'"
            SecRule ARGS|!ARGS:skip "@contains sleep(" "id:13,phase:2,pass,t:none,t:lowercase,setvar:tx.score=+2"
            SecRule ARGS|REQUEST_URI_RAW "@validateByteRange 1-255" "id:14,phase:2,pass,t:none,t:urlDecodeUni,msg:'nul'"
            SecRule ARGS "!@rx ^[\\x20-\\x7e]*$" "id:15,phase:2,pass,t:none,setvar:tx.odd=+1"
            SecRule ARGS|REQUEST_COOKIES "@detectSQLi" "id:16,phase:2,pass,capture,t:none,t:urlDecodeUni,msg:'sqli %{TX.0}'"
            SecRule ARGS|ARGS_NAMES "@detectXSS" "id:17,phase:2,pass,t:none,t:jsDecode,t:cssDecode,msg:'xss'"
            SecRule TX:level "@lt 2" "id:18,phase:2,pass,nolog,skipAfter:END"
            SecRule ARGS "@rx ." "id:19,phase:2,pass,msg:'never'"
            SecMarker "END"
            SecRule ARGS:/^a/|&ARGS "@rx b|3" "id:20,phase:2,pass,msg:'%{MATCHED_VAR_NAME}'"
            SecRule ARGS "@rx ^(\\w+)$" "id:21,phase:2,pass,capture,chain,msg:'%{TX.1}',setvar:tx.words=+1"
            SecRule MATCHED_VARS "@rx e" "t:none,chain"
            SecRule TX:1 "!@streq page" "setvar:tx.chained=+1"
            SecRule ARGS:Id "@streq 1" "id:22,phase:2,pass,nolog,ctl:ruleRemoveTargetById=10;ARGS:q,ctl:ruleRemoveById=12"
            SecRule REQUEST_HEADERS:User-Agent "@pm sqlmap nikto" "id:23,phase:1,pass,t:lowercase,msg:'scanner'"
            SecRule REQUEST_BODY|XML:/* "@rx php:|\\$\\{jndi" "id:24,phase:2,pass,t:lowercase,msg:'body'"
            SecRule RESPONSE_BODY "@rx (?i)<script" "id:25,phase:4,pass,msg:'out'"
            SecRule ARGS "@rx (?i)<script[^>]*>" "id:26,phase:4,pass,msg:'again'"
            SecRule TX:score "@ge 5" "id:99,phase:2,deny,status:403,msg:'score %{tx.score}'"
            """;

    @Test
    void rules_randomRequests_matchTheSameWithAndWithoutTheIndex() {
        compare(builder().rules(RULES, "rules"), builder().plain().rules(RULES, "rules"), 3000);
    }

    @Test
    @EnabledIfSystemProperty(named = "crs.home", matches = ".+", disabledReason = "wants a checkout: -Dcrs.home=DIR")
    void coreRuleSet_randomRequests_matchTheSameWithAndWithoutTheIndex() {
        String first = """
                SecRuleEngine DetectionOnly
                SecRequestBodyAccess On
                SecResponseBodyAccess On
                SecRule REQUEST_HEADERS:Content-Type "@beginsWith application/json" \\
                    "id:2,phase:1,nolog,pass,ctl:requestBodyProcessor=JSON"
                SecAction "id:900000,phase:1,nolog,pass,setvar:tx.blocking_paranoia_level=4"
                """;
        Path home = Path.of(System.getProperty("crs.home"));
        WafBuilder indexed = builder().rules(first, "first");
        WafBuilder plain = builder().plain().rules(first, "first");
        for (WafBuilder builder : List.of(indexed, plain)) {
            builder.rulesFile(home.resolve("crs-setup.conf.example")).rulesFile(home.resolve("rules/*.conf"));
        }
        compare(indexed, plain, Integer.getInteger("crs.requests", 300));
    }

    private static SecLangWafBuilder builder() {
        return new SecLangWafBuilder();
    }

    private static void compare(WafBuilder indexed, WafBuilder plain, int requests) {
        Random random = new Random(5);
        int matched = 0;
        try (Waf one = indexed.build();
                Waf other = plain.build()) {
            for (int i = 0; i < requests; i++) {
                long seed = random.nextLong();
                List<String> expected = outcome(other, new Random(seed));
                assertThat(outcome(one, new Random(seed))).as("request %d", i).isEqualTo(expected);
                matched += expected.size() - 1;
            }
        }
        assertThat(matched).isGreaterThan(requests);
    }

    private static List<String> outcome(Waf waf, Random random) {
        try (Transaction transaction = waf.newTransaction("id")) {
            transaction.connection("10.0.0." + random.nextInt(5), 1000, "10.0.0.9", 80);
            String method = random.nextBoolean() ? "GET" : "POST";
            transaction.requestLine(method, "/" + pick(random) + "?" + form(random), "HTTP/1.1");
            transaction.addRequestHeader("Host", "localhost");
            transaction.addRequestHeader("User-Agent", pick(random));
            transaction.addRequestHeader("Cookie", "a=" + pick(random) + "; session=" + pick(random));
            transaction.addRequestHeader("X-Other", pick(random) + pick(random));
            byte[] body = {};
            if (method.equals("POST")) {
                boolean json = random.nextBoolean();
                transaction.addRequestHeader(
                        "Content-Type", json ? "application/json" : "application/x-www-form-urlencoded");
                String text = json
                        ? "{\"q\":[\"" + pick(random).replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\",1,{\"page\":true}]}"
                        : form(random);
                body = text.getBytes(StandardCharsets.ISO_8859_1);
            }
            transaction.processRequestHeaders();
            transaction.appendRequestBody(body, 0, body.length);
            transaction.processRequestBody();
            transaction.addResponseHeader("Content-Type", "text/html");
            transaction.processResponseHeaders(200, "HTTP/1.1");
            byte[] answer = pick(random).getBytes(StandardCharsets.ISO_8859_1);
            transaction.appendResponseBody(answer, 0, answer.length);
            transaction.processResponseBody();
            transaction.processLogging();
            List<String> outcome = new ArrayList<>();
            transaction.matchedRules().forEach(rule -> outcome.add(rule.toString()));
            outcome.add(transaction.variable("tx.score") + " " + transaction.variable("tx.odd") + " "
                    + transaction.variable("tx.chained") + " " + transaction.variable("tx.words") + " "
                    + transaction.variable("tx.blocking_inbound_anomaly_score") + " " + transaction.variable("tx.0"));
            return outcome;
        }
    }

    private static String form(Random random) {
        StringBuilder form = new StringBuilder();
        int most = random.nextInt(8) == 0 ? 60 : 5;
        for (int i = random.nextInt(most); i >= 0; i--) {
            form.append(NAMES[random.nextInt(NAMES.length)]).append('=').append(pick(random));
            if (random.nextInt(4) == 0) {
                form.append(pick(random));
            }
            form.append(i > 0 ? "&" : "");
        }
        return form.toString();
    }

    private static String pick(Random random) {
        return FRAGMENTS[random.nextInt(FRAGMENTS.length)];
    }
}
