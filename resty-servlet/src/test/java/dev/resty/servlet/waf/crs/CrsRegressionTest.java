// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The regression suite of the OWASP Core Rule Set, read from a checkout that the caller names:
 * {@code -Dcrs.home=DIR} with {@code rules}, {@code crs-setup.conf.example} and {@code tests/regression/tests};
 * {@code -Dcrs.expected=N} tests at least must pass, {@code -Dcrs.only=REGEX} picks tests, {@code -Dcrs.report=FILE}
 * receives the failures.
 */
@EnabledIfSystemProperty(named = "crs.home", matches = ".+", disabledReason = "wants a checkout: -Dcrs.home=DIR")
class CrsRegressionTest {

    private static final Path HOME = Path.of(System.getProperty("crs.home", "."));

    private static final String FIRST = """
            SecRuleEngine DetectionOnly
            SecRequestBodyAccess On
            SecRequestBodyLimit 13107200
            SecRequestBodyNoFilesLimit 1310720
            SecRequestBodyLimitAction Reject
            SecPcreMatchLimit 100000
            SecPcreMatchLimitRecursion 100000
            SecResponseBodyAccess On
            SecResponseBodyMimeType text/plain text/html text/xml application/json
            SecResponseBodyLimit 1048576
            SecResponseBodyLimitAction ProcessPartial
            SecAuditEngine Off
            SecArgumentSeparator &
            SecCookieFormat 0
            SecRule REQUEST_HEADERS:Content-Type "^(?:application(?:/soap\\+|/)|text/)xml" \\
                "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
            SecRule REQUEST_HEADERS:Content-Type "^application/(?:[a-z0-9.-]+[+])?json" \\
                "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
            SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400,msg:'Failed to parse request body.',\\
                logdata:'%{reqbody_error_msg}',severity:2"
            SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:200003,phase:2,t:none,log,deny,status:400,msg:'Multipart is strange'"
            SecRule MULTIPART_UNMATCHED_BOUNDARY "@eq 1" "id:200004,phase:2,t:none,log,deny,msg:'Unmatched boundary'"
            SecAction "id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level=4,setvar:tx.blocking_paranoia_level=4,\\
                setvar:tx.detection_paranoia_level=4"
            SecAction "id:900001,phase:1,nolog,pass,t:none,setvar:tx.arg_length=400,setvar:tx.total_arg_length=6400,\\
                setvar:tx.max_file_size=64100,setvar:tx.combined_file_sizes=65535,setvar:tx.crs_validate_utf8_encoding=1"
            """;

    @Test
    void suite_everyTest_matchesTheRulesThatItExpects() throws IOException {
        Path setup = HOME.resolve("crs-setup.conf.example");
        WafBuilder builder = Waf.builder().rules(FIRST, "recommended.conf");
        if (Files.exists(setup)) {
            builder.rulesFile(setup);
        }
        Pattern only = Pattern.compile(System.getProperty("crs.only", ""));
        Path tests = Path.of(System.getProperty(
                "crs.tests", HOME.resolve("tests/regression/tests").toString()));
        Map<String, Map<String, Object>> overrides = System.getProperty("crs.overrides") == null
                ? Map.of()
                : CrsTestReader.overrides(Path.of(System.getProperty("crs.overrides")));
        int passed = 0;
        Map<String, String> failures = new TreeMap<>();
        try (Waf waf = builder.rulesFile(HOME.resolve("rules/*.conf")).build()) {
            TolerantServer server = new TolerantServer(waf);
            for (CrsTest test : CrsTestReader.read(tests)) {
                if (!only.matcher(test.id()).find()) {
                    continue;
                }
                String why = run(server, test, overrides.get(test.id()));
                if (why == null) {
                    passed++;
                } else {
                    failures.put(test.id(), why);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        failures.forEach((id, why) -> lines.add(id + ": " + why));
        lines.add(passed + " passed, " + failures.size() + " failed");
        Files.write(Path.of(System.getProperty("crs.report", "target/crs-report.txt")), lines);
        assertThat(passed).as(String.join("\n", lines)).isGreaterThanOrEqualTo(Integer.getInteger("crs.expected", 1));
    }

    private static @Nullable String run(TolerantServer server, CrsTest test, @Nullable Map<String, Object> override) {
        for (CrsTest.Stage stage : test.stages()) {
            Map<String, Object> output = override == null ? stage.output() : override;
            String why;
            try {
                why = check(output, server.send(stage.request()));
                if (why != null && Boolean.TRUE.equals(output.get("retry_once"))) {
                    why = check(output, server.send(stage.request()));
                }
            } catch (RuntimeException e) {
                why = e + " at " + List.of(e.getStackTrace()).subList(0, Math.min(6, e.getStackTrace().length));
            }
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private static @Nullable String check(Map<String, Object> output, TolerantServer.Outcome outcome) {
        if (output.get("expect_error") != null) {
            boolean wanted = Boolean.TRUE.equals(output.get("expect_error"));
            if (wanted) {
                return outcome.status() == 0 ? null : "expected an error, got status " + outcome.status();
            }
        }
        if (outcome.status() == 0) {
            return "no response";
        }
        Object status = output.get("status");
        if (status != null
                && !(status instanceof List<?> some
                        ? some.contains(outcome.status())
                        : status.equals(outcome.status()))) {
            return "status " + outcome.status() + ", expected " + status;
        }
        return checkLog(output, outcome);
    }

    private static @Nullable String checkLog(Map<String, Object> output, TolerantServer.Outcome outcome) {
        Map<String, Object> log = CrsTestReader.map(output.get("log"));
        List<Integer> ids = outcome.ids();
        for (Object id : list(log.get("expect_ids"))) {
            if (!ids.contains(id)) {
                return "rule " + id + " did not match; matched " + ids;
            }
        }
        for (Object id : list(log.get("no_expect_ids"))) {
            if (ids.contains(id)) {
                return "rule " + id + " matched";
            }
        }
        for (String key : List.of("match_regex", "no_match_regex")) {
            if (log.get(key) != null && found(log.get(key), outcome) != key.equals("match_regex")) {
                return key + " " + log.get(key) + " in " + outcome.log();
            }
        }
        for (String key : List.of("log_contains", "no_log_contains")) {
            if (output.get(key) != null && found(output.get(key), outcome) != key.equals("log_contains")) {
                return key + " " + output.get(key) + "; matched " + ids;
            }
        }
        return Boolean.TRUE.equals(output.get("isolated"))
                        && ids.stream().distinct().count() != 1
                ? "isolated, but matched " + ids
                : null;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static boolean found(Object regex, TolerantServer.Outcome outcome) {
        Pattern pattern = Pattern.compile(regex.toString());
        return outcome.log().stream().anyMatch(line -> pattern.matcher(line).find());
    }
}
