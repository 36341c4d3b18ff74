// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.waf.Waf;
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

    @Test
    void suite_everyTest_matchesTheRulesThatItExpects() throws IOException {
        Pattern only = Pattern.compile(System.getProperty("crs.only", ""));
        Path tests = Path.of(System.getProperty(
                "crs.tests", HOME.resolve("tests/regression/tests").toString()));
        Map<String, Map<String, Object>> overrides = System.getProperty("crs.overrides") == null
                ? Map.of()
                : CrsTestReader.overrides(Path.of(System.getProperty("crs.overrides")));
        int passed = 0;
        Map<String, String> failures = new TreeMap<>();
        try (Waf waf = CrsRules.load(HOME, 4)) {
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
